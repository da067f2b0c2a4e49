"""What runs can know whose state is reset, in words."""

from collections.abc import Sequence

from rnnviz.figures.base import numbers
from rnnviz.runs.run import Run
from rnnviz.tasks import Echo
from rnnviz.text.language import _, listed


def reset_sentences(task: Echo, names: Sequence[str], runs: Sequence[Run]) -> str:
    """Of each run that is reset: which lags its windows show, and the least that it can lose; empty if
    there is none."""
    return " ".join(
        _sentence(task, name, run)
        for name, run in zip(names, runs, strict=True)
        if not run.carry and run.truncation.every is not None and task.lags
    )


def _sentence(task: Echo, name: str, run: Run) -> str:
    window = run.truncation.every or 1
    shown = listed(
        _("lag {lag} from {share}").format(
            lag=lag, share=numbers.percent(max(window - lag - run.delay, 0) / window)
        )
        for lag in task.lags
    )
    return _(
        "{name}: a window of {window} steps shows {shown} of its places, so no such run can lose less "
        "than {floor} nats."
    ).format(
        name=name,
        window=window,
        shown=shown,
        floor=numbers.loss(task.reset_floor(window, run.delay)),
    )
