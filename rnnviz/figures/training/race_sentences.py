"""What was just seen of a race, in a sentence for each of its most telling runs; all of it computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from rnnviz.figures.base import numbers
from rnnviz.figures.base.floor_names import floor_words
from rnnviz.figures.training.in_words import PARTS
from rnnviz.runs.run import Run
from rnnviz.tasks.echo import Echo
from rnnviz.text.language import _, _n, listed

LEARNED, NOTHING = 0.95, 0.05  # shares of a bit's information that count as all and as none of it
MOST = 2  # runs that are spoken of
NEAR = 0.01  # share of a floor's height within which a loss rests on it


@dataclass(frozen=True)
class Seen:
    """A run at one moment."""

    name: str
    run: Run
    shares: Mapping[int, float]  # lag -> the share of its information that was learned
    loss: float  # nats, NaN if there is none yet
    diverged_at: int | None = None
    best: float = np.nan  # of a readout that is trained alone: the loss of the best one, nats


def echo_task(task: Echo) -> str:
    """What X and Y are, and what is asked."""
    rising = [_bit(lag) for lag, weight in task.lags.items() if weight > 0.0]
    falling = [_bit(lag) for lag, weight in task.lags.items() if weight < 0.0]
    if not rising and not falling:
        return _("Read random bits X, guess Y, which depends on none of them.")
    said = (
        _(
            "Read random bits X, guess Y: its chance of a 1 rises with {rising} and falls with "
            "{falling}."
        )
        if rising and falling
        else _("Read random bits X, guess Y: its chance of a 1 rises with {rising}.")
        if rising
        else _("Read random bits X, guess Y: its chance of a 1 falls with {falling}.")
    )
    return said.format(rising=_all(rising), falling=_all(falling))


def _all(parts: Sequence[str]) -> str:
    """Some parts within a sentence, the last with an "and"."""
    if len(parts) < 2:
        return listed(parts)
    return _("{first} and {last}").format(first=listed(parts[:-1]), last=parts[-1])


def _bit(lag: int) -> str:
    return _("the bit {place}").format(place=_place(lag))


def _bits(lags: Sequence[int], count: int) -> list[str]:
    """Some of so many bits one by one, or all of several in a word."""
    if len(lags) < max(count, 2):
        return [*map(_bit, lags)]
    return [_("both bits") if count == 2 else _("all {count} bits").format(count=count)]


def _place(lag: int) -> str:
    if not lag:
        return _("at the same step")
    return _n("{lag} step back", "{lag} steps back", lag).format(lag=lag)


def echo_seen(runs: Sequence[Seen], task: Echo) -> list[str]:
    """A sentence for each of the runs that tell most, in their order; where readouts alone are raced
    against others, one of them all, and one of a run that has diverged."""
    if compared := readout_sentence(runs, task):
        gone = (learned_sentence(seen, task) for seen in runs if seen.diverged_at is not None)
        return [*compared, *islice(gone, MOST - len(compared))]
    ranked = sorted(range(len(runs)), key=lambda place: -_tells(runs[place], task))
    return [learned_sentence(runs[place], task) for place in sorted(ranked[:MOST])]


def readout_sentence(runs: Sequence[Seen], task: Echo) -> list[str]:
    """How much of all there is to learn a readout of random states has learned, the best one would
    have, and each of the other runs has; nothing where only one of the two kinds is raced."""
    alive = [seen for seen in runs if seen.diverged_at is None and np.isfinite(seen.loss)]
    kinds = [[seen for seen in alive if seen.run.readout_only is only] for only in (True, False)]
    nothing, least = task.floor(()), task.floor(task.lags)
    if not all(kinds) or nothing - least < 1e-9:
        return []

    def learned(loss: float) -> str:
        return numbers.percent(float(np.clip((nothing - loss) / (nothing - least), 0.0, 1.0)))

    alone, others = min(kinds[0], key=lambda seen: seen.loss), kinds[1]
    named = zip(_apart([seen.name for seen in others]), others, strict=True)
    parts = (_("{name}: {value}").format(name=name, value=learned(seen.loss)) for name, seen in named)
    said = listed(parts, PARTS)
    return [
        _(
            "Of all there is to learn, a readout of {units} random units has learned {alone} ({loss} "
            "nats; the best one: {best}, {least} nats), without any gradient through time. {runs}."
        ).format(
            units=alone.run.hidden,
            alone=learned(alone.loss),
            loss=_loss(alone.loss),
            best=learned(alone.best),
            least=_loss(alone.best),
            runs=said[:1].upper() + said[1:],
        )
    ]


def _apart(names: Sequence[str]) -> list[str]:
    """The names of runs without the parts at their ends that all of them have."""
    comma = _("{words}, {more}").format(words="", more="")
    parts = [name.split(comma) for name in names]
    while (
        len(parts) > 1 and all(len(one) > 1 for one in parts) and len({one[-1] for one in parts}) == 1
    ):
        parts = [one[:-1] for one in parts]
    return [comma.join(one) for one in parts]


def _tells(seen: Seen, task: Echo) -> float:
    """How much a run tells: what it did though no loss reached, and what it did not though some did."""
    if seen.diverged_at is not None:
        return 3.0
    surprises = [
        (share >= NOTHING) == (seen.run.share(lag) == 0.0) for lag, share in seen.shares.items()
    ]
    return 2.0 * any(surprises) + (0.0 if seen.run.carry else 1.0)


def learned_sentence(seen: Seen, task: Echo) -> str:
    """What a run has learned of each lag, and why that may surprise."""
    name = seen.name[:1].upper() + seen.name[1:]
    if seen.diverged_at is not None:
        return _("{run}: its loss overflowed at update {update}; it learns no more.").format(
            run=name, update=f"{seen.diverged_at:,}"
        )
    if not seen.shares:
        return _("{run}: there is nothing to learn, and its loss is {loss}.").format(
            run=name, loss=_loss(seen.loss)
        )
    whole = _bits([lag for lag, share in seen.shares.items() if share >= LEARNED], len(seen.shares))
    partly = [
        _("{share} of what the bit {place} tells").format(share=numbers.percent(s), place=_place(lag))
        for lag, s in seen.shares.items()
        if NOTHING <= s < LEARNED
    ]
    missing = [lag for lag, s in seen.shares.items() if not s >= NOTHING]
    said = (
        _("{run}: it has learned {learned}, and nothing of {missing}")
        if (whole or partly) and missing
        else _("{run}: it has learned {learned}")
        if not missing
        else _("{run}: it has learned nothing of {missing}")
    ).format(run=name, learned=_all(whole + partly), missing=_all([*map(_bit, missing)]))
    return _with_reason(said, seen, missing)


def _with_reason(said: str, seen: Seen, missing: Sequence[int]) -> str:
    run = seen.run
    if run.delay or run.bidirectional:  # an answer's bit stands at another distance there
        return _("{said}.").format(said=said)
    if not run.carry and run.truncation.every is not None:
        cut = [lag for lag in missing if lag >= run.truncation.every]
        if cut:
            return _(
                "{said}: its state begins anew every {every} steps, and with it the memory."
            ).format(said=said, every=run.truncation.every)
    if run.readout_only:
        return _("{said}; its readout alone is trained.").format(said=said)
    share = run.truncation.share
    carried = [lag for lag in seen.shares if lag not in missing and share(lag) == 0.0]
    if carried:
        return _("{said}, although no loss reaches {bits}: the state carries it.").format(
            said=said, bits=_all([*map(_bit, carried)])
        )
    unreached = [lag for lag in missing if share(lag) == 0.0]
    if unreached:
        return _("{said}, which no loss reaches.").format(said=said)
    if missing:
        least = min(share(lag) for lag in missing)
        return _("{said}, although {share} of its losses reach as far.").format(
            said=said, share=numbers.percent(least)
        )
    return _("{said}.").format(said=said)


def floors_seen(
    runs: Sequence[tuple[str, float]], floors: Mapping[str, float], unit: str = "nats"
) -> str:
    """Where the lowest of some losses, by the names of their runs, stands among the floors; "" before
    there is any."""
    known = [(loss, name) for name, loss in runs if np.isfinite(loss)]
    if not known:
        return ""
    loss, name = min(known)
    below = [(height, what) for what, height in floors.items() if loss <= height * (1.0 + NEAR)]
    above = [(height, what) for what, height in floors.items() if loss > height * (1.0 + NEAR)]
    first = name if name.startswith("tanh") else name[:1].upper() + name[1:]  # a function's own name
    fields = {"run": first, "loss": _loss(loss), "unit": _(unit)}
    if below:
        height, what = min(below)
        rests = loss >= height * (1.0 - NEAR)
        said = (
            _("{run}: its loss, {loss} {unit}, is that of {what}.")
            if rests
            else _("{run}: its loss, {loss} {unit}, is below that of {what}, {floor}.")
        )
        return said.format(**fields, what=floor_words(what), floor=_loss(height))
    if above:
        height, what = max(above)
        return _("{run}: its loss, {loss} {unit}, is still above that of {what}, {floor}.").format(
            **fields, what=floor_words(what), floor=_loss(height)
        )
    return _("{run}: its loss is {loss} {unit}.").format(**fields)


def _loss(value: float) -> str:
    return numbers.loss(value)
