"""A run in words, as people read it: "cut every 5, 16 units"."""

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any

from rnnviz.runs.run import USUAL_START, Run
from rnnviz.runs.truncation_words import cut_label
from rnnviz.text.language import N_, _, _n
from rnnviz.text.typeset import Typeset

START_NAMES = {"orthogonal": N_("orthogonal start"), "identity": N_("identity start")}
START_WORDS = {
    "uniform": N_("as PyTorch: uniform in ±1/√H"),
    "orthogonal": N_("as an orthogonal matrix"),
    "identity": N_("as the identity"),
}
CELL_NAMES = {"relu": "ReLU", "gru": "GRU", "lstm": "LSTM"}


def cell_name(cell: str) -> str:
    """A cell as the field writes it: ReLU, GRU, LSTM."""
    return CELL_NAMES.get(cell) or _(cell)


def run_names(runs: Sequence[Run], cut_first: bool) -> list[str]:
    """The runs of a race as their curves are labelled, each name its own. Where cuts are raced
    (`cut_first`) every name begins with its cut; else with the cell, and the cut stands where it
    differs."""
    made = [reduce(_with, _parts(run, runs, cut_first)) for run in runs]
    return [
        name if made.count(name) == 1 else _with(name, _("run {place}").format(place=place))
        for place, name in enumerate(made, 1)
    ]


def _with(words: str, more: str) -> str:
    return _("{words}, {more}").format(words=words, more=more)


def _parts(run: Run, runs: Sequence[Run], cut_first: bool) -> Iterator[str]:
    """What a run is; how it learns only where the others differ."""

    def differs(name: str) -> bool:
        return len({getattr(other, name) for other in runs}) > 1

    units = _n("{count} unit", "{count} units", run.hidden).format(count=run.hidden)
    yield from (cut_label(run.truncation), units) if cut_first else (cell_name(run.cell), units)
    if cut_first and run.cell != "tanh":
        yield cell_name(run.cell)
    if not cut_first and differs("truncation"):
        yield cut_label(run.truncation)
    yield from _network(run)
    if not run.carry:
        yield _("reset")
    if run.clip_norm is not None and (cut_first or differs("clip_norm")):
        yield _("clipped at {clip_norm:g}").format(clip_norm=run.clip_norm)
    if run.clip_value is not None:
        yield _("each ≤ {clip_value:g}").format(clip_value=run.clip_value)
    for name in ("optimizer", "rate", "batch", "embedding"):
        if differs(name):
            yield _setting(name, getattr(run, name))


def _network(run: Run) -> Iterator[str]:
    """What a network is beside its cell and size, where it is not the plain one."""
    if run.layers > 1:
        yield _("{layers} layers").format(layers=run.layers)
    if run.bidirectional:
        yield _("both ways")
    if run.delay:
        yield _("delay {delay}").format(delay=run.delay)
    if run.start != USUAL_START:
        yield _(START_NAMES[run.start])
    if run.forget_bias:
        yield _("forget bias {bias:g}").format(bias=Typeset(run.forget_bias))
    if run.forcing != 1.0:
        yield _("forced {forcing:.0%}").format(forcing=run.forcing)
    if run.context:
        yield _("c at every step")
    yield from (_(word) for word in (run.pool, run.curriculum) if word)


def _setting(name: str, value: Any) -> str:
    if name == "rate":
        return _("rate {rate:g}").format(rate=value)
    if name == "batch":
        return _("batch of {batch}").format(batch=value)
    if name == "embedding":
        return _("one-hot") if value is None else _("embedding of {size}").format(size=value)
    return str(value)
