"""What a sweep is, and how long it takes, in sentences."""

from collections.abc import Mapping

from rnnviz.figures.sweeps.axis_words import axis_name
from rnnviz.sweeps.model import Sweep
from rnnviz.text.language import _, _n, in_a_row
from rnnviz.text.message import Message

MOST_WHYS = 3  # reasons that are told


def what_it_is(sweep: Sweep) -> str:
    """What stands in a cell, and what its colour means."""
    seeds = _n("the mean of {count} seed", "the mean of {count} seeds", sweep.seeds)
    texts = {
        "learned": _(
            "Each cell is a network of its own, for one {across} and one {up}. Its colour is how much "
            "of what can be known it has learned, {mean}: 0 % knows nothing, 100 % stands on the "
            "lowest floor."
        ),
        "loss": _(
            "Each cell is a network of its own, for one {across} and one {up}. Its colour is the loss "
            "in nats that it comes to, {mean}."
        ),
        "diverged": _(
            "Each cell is a network of its own, for one {across} and one {up}. Its colour is how many "
            "of its runs diverge, {mean}."
        ),
    }
    return texts[sweep.measure].format(
        across=axis_name(sweep.x.setting),
        up=axis_name(sweep.y.setting),
        mean=seeds.format(count=sweep.seeds),
    )


def how_long(sweep: Sweep, seconds: float) -> str:
    """How large it is, and about how long it takes: "192 cells x 8 seeds: about 2 min 40 s"."""
    return _("{cells} × {seeds}: about {time}").format(
        cells=_n("{count} cell", "{count} cells", sweep.size).format(count=f"{sweep.size:,}"),
        seeds=_n("{count} seed", "{count} seeds", sweep.seeds).format(count=sweep.seeds),
        time=duration(seconds),
    )


def duration(seconds: float) -> str:
    """About so many seconds, in whole ones up to a minute, then in tens of them, then in minutes."""
    whole = max(round(seconds), 1)
    if whole < 60:
        return _("{seconds} s").format(seconds=whole)
    if whole < 600:
        minutes, rest = divmod(round(whole / 10) * 10, 60)
        text = _("{minutes} min {seconds} s") if rest else _("{minutes} min")
        return text.format(minutes=minutes, seconds=rest)
    minutes = round(whole / 60)
    if minutes < 60:
        return _("{minutes} min").format(minutes=minutes)
    hours, rest = divmod(minutes, 60)
    text = _("{hours:,} h {minutes} min") if rest else _("{hours:,} h")
    return text.format(hours=hours, minutes=rest)


def failed_sentence(failed: Mapping[int, Message]) -> str:
    """How many cells were given up, and why."""
    whys = list(dict.fromkeys(str(message) for message in failed.values() if message))
    said = _n(
        "{count} cell was given up after it failed twice.",
        "{count} cells were given up after they failed twice.",
        len(failed),
    )
    return in_a_row([said.format(count=len(failed)), *whys[:MOST_WHYS]])
