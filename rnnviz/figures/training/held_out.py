"""What a text's runs lose on the part that they are not trained on, in words and beside who counts."""

from collections.abc import Sequence

import numpy as np

from rnnviz.figures.base import numbers
from rnnviz.figures.base.floor_names import floor_words
from rnnviz.figures.training.run_losses import RunLosses
from rnnviz.tasks import held_out
from rnnviz.tasks.base import Task
from rnnviz.tasks.text import TextTask
from rnnviz.text.language import _

WORSE = 1.05  # times its lowest that a loss must be to be worse than it was


def held_out_floors(task: Task) -> dict[str, float]:
    """What counting comes to on the part that is held out, in nats, by its words."""
    if not isinstance(task, TextTask):
        return {}
    said = _("{known}, held out")
    return {said.format(known=floor_words(name)): loss for name, loss in task.counted.items()}


def held_out_sentences(task: TextTask, runs: Sequence[RunLosses]) -> str:
    """How a text is split, and what each run loses on both parts."""
    if not task.held_back:
        return _all_of_it(task)
    pieces = [_split(task)]
    for run in runs:
        if np.isfinite(run.held_out) and not run.note:
            pieces.append(_lost(task, run))
    return " ".join(pieces)


def held_out_seen(task: TextTask, runs: Sequence[RunLosses]) -> str:
    """What the run that does best on the part that is held out has come to there, and whether it did
    better before; "" before there is any."""
    known = [run for run in runs if np.isfinite(run.held_out) and not run.note]
    if not task.held_back or not known:
        return ""
    best = min(known, key=lambda run: run.held_out)
    place = int(np.nanargmin(best.held))
    least = float(best.held[place])
    if best.held_out <= WORSE * least:
        return _lost(task, best)
    heart = _("It came to {least} there at {samples} samples: since then it learns the text by heart.")
    return " ".join(
        (
            _lost(task, best),
            heart.format(least=numbers.loss(least, 2), samples=f"{int(best.held_samples[place]):,}"),
        )
    )


def _all_of_it(task: TextTask) -> str:
    """Why nothing is held out."""
    if held_out.part(len(task.coded), len(task.tokens)):
        return _("All of the text is trained on: nothing is held out.")
    said = (
        _("The text has {count:,} words: too few to hold a part back, so all are trained on.")
        if task.reads == "words"
        else _("The text has {count:,} characters: too few to hold a part back, so all are trained on.")
    )
    return (
        said.format(count=len(task.coded))
        + " "
        + _("From {least:,} on the last tenth is held out.").format(
            least=held_out.LEAST * held_out.SHARE
        )
    )


def _split(task: TextTask) -> str:
    said = (
        _("The last {held:,} of {count:,} words are held out: no run is trained on them.")
        if task.reads == "words"
        else _("The last {held:,} of {count:,} characters are held out: no run is trained on them.")
    )
    return said.format(held=task.held_back, count=len(task.coded))


def _lost(task: TextTask, run: RunLosses) -> str:
    """One run beside what counting pairs comes to."""
    trained, held, pairs = run.settled()[0], run.held_out, task.counted["bigram"]
    said = (
        _(
            "{name}: {trained} nats on the text it is trained on, {held} on the part that it has not "
            "seen. Bigrams counted in the same text come to {pairs} there: it knows more than they do."
        )
        if held < pairs
        else _(
            "{name}: {trained} nats on the text it is trained on, {held} on the part that it has not "
            "seen. Bigrams counted in the same text come to {pairs} there: it knows no more than they "
            "do."
        )
    )
    return said.format(
        name=run.name,
        trained=numbers.loss(trained, 2),
        held=numbers.loss(held, 2),
        pairs=numbers.loss(pairs, 2),
    )
