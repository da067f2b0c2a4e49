"""What runs can know whose state is reset, in words."""

from collections.abc import Sequence

from rnnviz.figures.base import numbers
from rnnviz.figures.base.floor_names import floor_words
from rnnviz.figures.training.losses import reset_words
from rnnviz.runs.run import Run
from rnnviz.tasks import Echo, Task
from rnnviz.tasks.echo_cases import reset_right
from rnnviz.tasks.forecast import Forecast
from rnnviz.tasks.text import TextTask
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
        "than {floor} nats. At best {right} of its answers are right."
    ).format(
        name=name,
        window=window,
        shown=shown,
        floor=numbers.loss(task.reset_floor(window, run.delay)),
        right=numbers.exact_percent(reset_right(task, window, run.delay)),
    )


def reset_floors(task: Task, runs: Sequence[Run]) -> dict[str, float]:
    """The floors of a text's runs that are reset, in nats, by their words; those alone that are above
    another floor."""
    if not isinstance(task, TextTask):
        return {}
    found = task.resets.of(runs).items()
    return {reset_words(window, delay): floor for (window, delay), floor in found}


def task_reset_sentences(task: Task, names: Sequence[str], runs: Sequence[Run]) -> str:
    """Of each run that is reset: which floors it cannot come to; empty if there is none."""
    said = []
    for name, run in zip(names, runs, strict=True):
        if run.carry or run.truncation.every is None:
            continue
        if isinstance(task, TextTask):
            said.append(_of_text(task, name, run))
        elif isinstance(task, Forecast):
            said.append(_of_signal(task, name, run))
    return " ".join(filter(None, said))


def _of_text(task: TextTask, name: str, run: Run) -> str:
    floor = task.resets.of([run]).get((run.truncation.every or 1, run.delay))
    if floor is None:
        return ""
    low = min(task.floors(), key=task.floors().__getitem__)
    return _(
        "{name}: its windows of {window} steps begin without memory, so no such run can lose less than "
        "{floor} nats on this text, and that of {known} is out of its reach."
    ).format(
        name=name,
        window=run.truncation.every,
        floor=numbers.loss(floor),
        known=floor_words(low),
    )


def _of_signal(task: Forecast, name: str, run: Run) -> str:
    if not task.added:  # then the first value may tell where the signal is
        return ""
    return _(
        "{name}: the first step of each window of {window} steps shows one value alone, so that of "
        "{known} is out of its reach."
    ).format(name=name, window=run.truncation.every, known=floor_words("all but the noise"))
