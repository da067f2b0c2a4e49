"""A run in words, as people read it: "cut every 5, 16 units"."""

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any

from rnnviz.runs.run import USUAL_START, Run
from rnnviz.runs.truncation_words import cut_label
from rnnviz.text.language import N_, _, _n
from rnnviz.text.typeset import Typeset

START_NAMES = {
    "orthogonal": N_("orthogonal start"),
    "identity": N_("identity start"),
    "unit": N_("start in ±1"),
    "small": N_("start at 0.01"),
    "scaled": N_("start at 1/√n"),
}
START_WORDS = {
    "uniform": N_("as PyTorch: uniform in ±1/√H"),
    "orthogonal": N_("as an orthogonal matrix"),
    "identity": N_("as the identity"),
    "unit": N_("all weights uniform in ±1, biases 0"),
    "small": N_("all weights normal, deviation 0.01, biases 0"),
    "scaled": N_("all weights normal, deviation 1/√n, biases 0"),
}
TRAINED_WORDS = {"all": N_("all weights"), "readout": N_("the readout only")}
# what programs without PyTorch do otherwise, by the value of the setting
CLASSIC_NAMES: dict[str, dict[Any, str]] = {
    "squared": {False: N_("cross-entropy"), True: N_("squared error")},
    "summed": {False: N_("loss averaged"), True: N_("loss summed")},
    "biases": {0: N_("no bias"), 1: N_("one bias"), 2: N_("two biases")},
    "double": {False: N_("32-bit numbers"), True: N_("64-bit numbers")},
}
CELL_NAMES = {"relu": "ReLU", "gru": "GRU", "gru_before": N_("reset-first GRU"), "lstm": "LSTM"}

RESET_FIRST = N_(
    "Here r multiplies h before W_hn does, as Cho et al. (2014) and most textbooks have it. PyTorch’s "
    "GRU first multiplies by W_hn and adds b_hn, and r comes after."
)


def cell_name(cell: str) -> str:
    """A cell as the field writes it: ReLU, GRU, LSTM."""
    return _(CELL_NAMES.get(cell, cell))


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
    cut = cut_label(run.truncation)
    if cut_first and run.readout_only:  # which the cut does not change but for the number of updates
        yield from (_("readout only"), units)
        if len({one.truncation for one in runs if one.readout_only}) > 1:
            yield cut
    else:
        yield from (cut, units) if cut_first else (cell_name(run.cell), units)
    if cut_first and run.cell != "tanh":
        yield cell_name(run.cell)
    if not cut_first and differs("truncation"):
        yield cut
    if not cut_first and run.readout_only:
        yield _("readout only")
    yield from _network(run)
    if not run.carry:
        yield _("reset")
    if run.clip_norm is not None and (cut_first or differs("clip_norm")):
        yield _("clipped at {clip_norm:g}").format(clip_norm=Typeset(run.clip_norm))
    if run.clip_value is not None:
        yield _("each ≤ {clip_value:g}").format(clip_value=Typeset(run.clip_value))
    for name in ("optimizer", "rate", "batch", "embedding", "squared", "summed", "biases", "double"):
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
    if run.gain != 1.0:
        yield _("gain {gain:g}").format(gain=Typeset(run.gain))
    if run.forget_bias:
        yield _("forget bias {bias:g}").format(bias=Typeset(run.forget_bias))
    if run.forcing != 1.0:
        yield _("forced {forcing:.0%}").format(forcing=run.forcing)
    if run.context:
        yield _("c at every step")
    yield from (_(word) for word in (run.pool, run.curriculum) if word)


def _setting(name: str, value: Any) -> str:
    if name == "rate":
        return _("rate {rate:g}").format(rate=Typeset(value))
    if name == "batch":
        return _("batch of {batch}").format(batch=value)
    if name == "embedding":
        return _("one-hot") if value is None else _("embedding of {size}").format(size=value)
    if name in CLASSIC_NAMES:
        return _(CLASSIC_NAMES[name][value])
    return str(value)
