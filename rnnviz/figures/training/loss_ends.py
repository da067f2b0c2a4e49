"""What is said at the ends of loss curves."""

import numpy as np

from rnnviz.figures.base import numbers
from rnnviz.figures.base.numbers import letters
from rnnviz.figures.training.loss_labels import End, folded
from rnnviz.figures.training.run_losses import RunLosses
from rnnviz.figures.training.seed_spread import SeedLosses
from rnnviz.text.language import _, listed

LONGEST_HEAD = 32  # letters of a name and its loss on one line, above what its seeds spread over


def loss_ends(run: RunLosses, place: int) -> list[End]:
    """The name of a run with its last mean, at its curve's end, and with its loss on what is held out;
    nothing before there is a mean."""
    if run.seeds is not None:
        return _ends_of_seeds(run, run.seeds, place)
    known = np.flatnonzero(np.isfinite(run.means))
    if not len(known):
        return []
    last = float(run.means[known[-1]])
    value, error = (last, 0.0) if run.note else run.settled()
    # a name may end in a number, as that of a rate
    named = _("{name}: {value}").format(name=run.name, value=numbers.measured(value, error))
    text = listed(filter(None, (named, right_words(run.right))))
    seen, short = float(run.mean_samples[known[-1]]), numbers.loss(value)
    brief = _("{name}: {value}").format(name=run.name, value=short)
    return [End(place, seen, last, text, short, run.note, brief), *_held_end(run, place)]


def _ends_of_seeds(run: RunLosses, seeds: SeedLosses, place: int) -> list[End]:
    """The same of several seeds: their median, and from where to where they go."""
    known = np.flatnonzero(np.isfinite(seeds.band[2]))
    if not len(known):
        return []
    seen, drawn = float(seeds.samples[known[-1]]), float(seeds.band[2, known[-1]])
    ends = seeds.ends()
    if not ends.spread.count:
        name = run.name
        return [End(place, seen, drawn, name, numbers.NO_VALUE, ends.note, f"{name} {ends.note}")]
    short = numbers.loss(ends.spread.median)
    head = _("{name}: {loss},").format(name=run.name, loss=short)
    head = head if letters(head) <= LONGEST_HEAD else folded(head)
    text = f"{head}<br>{ends.range_words}"
    brief = _("{name}: {value}").format(name=run.name, value=f"{short} {ends.brief}")
    return [End(place, seen, drawn, text, short, "", brief), *_held_end(run, place)]


def _held_end(run: RunLosses, place: int) -> list[End]:
    """The name of a run with its loss on what is held out, where there is one."""
    ends = []
    if np.isfinite(run.held_out):
        held = numbers.loss(run.held_out)
        text = _("{name}, held out {loss}").format(name=run.name, loss=held)
        short = _("held out {loss}").format(loss=held)
        ends.append(End(place, float(run.held_samples[-1]), run.held_out, text, short, brief=text))
    return ends


def right_words(share: float) -> str:
    """How many answers are right, "" where that is not known."""
    return _("{share} right").format(share=numbers.exact_percent(share)) if np.isfinite(share) else ""
