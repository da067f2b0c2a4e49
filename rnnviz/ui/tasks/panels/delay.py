"""The comparison of runs that look ahead by answering later."""

from math import isfinite
from typing import Any

from rnnviz.figures.tasks import delay as figures
from rnnviz.tasks.addition import DELAYS as WITH_FLOORS
from rnnviz.tasks.addition import Addition
from rnnviz.text.language import N_, _
from rnnviz.training.experiment import Experiment
from rnnviz.ui.tasks.panels.base import Preset

# clipped, or the run with the longest delay takes now and then a step too far
STEPS = (0, 1, 2, 4)
DELAYS = Preset(
    N_("delays, or both directions"),
    N_(
        "Now the most significant bit comes first, and the carry from bits that are still to be read. "
        "Watch what each step of delay is worth, and what both directions leave unknown."
    ),
    {
        "order": "most",
        "runs": ",".join(
            [
                *(f"full.h16.gru{f'.delay{n}' if n else ''}.clip1" for n in STEPS),
                "full.h16.gru.both.clip1",
            ]
        ),
        "samples": "100000",
    },
)


def compare(
    experiment: Experiment, losses: list[tuple[str, float]], dark: bool
) -> tuple[dict[str, Any], str] | None:
    """The losses of Addition's runs over their delays, and their words; None unless what comes first
    needs looking ahead and the runs differ in how far they do."""
    learned = experiment.task
    if not isinstance(learned, Addition) or learned.order != "most":
        return None
    floors = {n: learned.delayed(n) for n in (0, *WITH_FLOORS) if n <= learned.bits}
    return over_delays(experiment, losses, floors, dark)


def over_delays(
    experiment: Experiment, losses: list[tuple[str, float]], floors: dict[int, float], dark: bool
) -> tuple[dict[str, Any], str] | None:
    """The losses of runs over their delays between the best possible ones, and their words; None if the
    runs do not differ in how far they look ahead."""
    runs = experiment.runs
    if len({(run.delay, run.bidirectional) for run in runs}) < 2:
        return None
    drawn = [
        figures.Late(name, None if run.bidirectional else run.delay, loss)
        for (name, loss), run in zip(losses, runs, strict=False)
        if isfinite(loss)
    ]
    words = _("Loss of each run in nats over the steps that it answers later, with the best possible")
    return figures.delays(drawn, floors, 0.0, dark), words
