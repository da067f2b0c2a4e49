"""The pictures of the page Unroll: what a network does with one sequence."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from rnnviz.analysis.cell_wires import wires
from rnnviz.analysis.echo_held import held
from rnnviz.analysis.forward_step import forward_arithmetic, readout_term
from rnnviz.analysis.parameter_count import counted
from rnnviz.analysis.recurrence_costs import costs_of
from rnnviz.figures.base.exact_numbers import ExactNumbers
from rnnviz.figures.base.sentences import behind_title
from rnnviz.figures.unroll import anatomy, forward_step, in_words, parameters, returned, token_table
from rnnviz.figures.unroll import edges as edge_figures
from rnnviz.figures.unroll import held_bits as held_figures
from rnnviz.figures.unroll import surprise as surprise_figures
from rnnviz.figures.unroll import unrolled as unrolled_figures
from rnnviz.figures.unroll import writing_on as writing_figures
from rnnviz.figures.unroll.heat_maps import heat_maps
from rnnviz.figures.unroll.shown_units import shown_units
from rnnviz.figures.unroll.unit_lines import unit_lines
from rnnviz.figures.unroll.unrolled_numbers import unrolled_numbers
from rnnviz.nn import pytorch
from rnnviz.nn.network import Network
from rnnviz.nn.trace import Trace
from rnnviz.nn.trace import difference as trace_difference
from rnnviz.nn.writing_on import write_on
from rnnviz.plot.browser_picture import browser_picture
from rnnviz.plot.chart import chart
from rnnviz.plot.drawn import DrawnPicture
from rnnviz.plot.readings import pieces_of, place, row_of, typed_of, where
from rnnviz.runs.run_words import cell_name
from rnnviz.tasks.echo import Echo
from rnnviz.text.language import _
from rnnviz.text.message import Refusal

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def states(
    trace: Trace,
    net: Network | None = None,
    row: int = -1,
    show: Sequence[str] = ("h",),
    step: int | None = None,
    dark: bool = False,
) -> "Figure":
    """Hidden states, and what else is named in `show` ("h", "c" or a gate), of one of the L rows as
    heat maps of units by steps; with the network its tokens stand below. A `step` (from 0) has a frame.

    Raises Refusal for a row or a quantity that there is not.
    """
    chosen = row_of(trace, row)
    found = trace.quantities(chosen)
    if missing := [name for name in show if name not in found]:
        raise Refusal(
            "show has {value!r}; allowed are {allowed}.", value=missing[0], allowed=tuple(found)
        )
    maps = {name: found[name] for name in show or ("h",)}
    at = None if step is None else place(step, trace.steps, "step")
    units = shown_units([found["h"]])
    figure = heat_maps(maps, pieces_of(net, trace), at, dark, where(trace, chosen), units)
    return chart(figure, dark)


def difference(
    trace: Trace, other: Trace, net: Network | None = None, row: int = -1, dark: bool = False
) -> "Figure":
    """h of one trace minus h of another of the same network, step by step as far as both go."""
    chosen = row_of(trace, row)
    apart = {"difference": trace_difference(trace, other)[chosen]}
    pieces = pieces_of(net, trace)[: len(apart["difference"])]
    units = shown_units([apart["difference"]])
    return chart(heat_maps(apart, pieces, None, dark, where(trace, chosen), units), dark)


def units(
    trace: Trace,
    chosen: Sequence[int] = (1,),
    net: Network | None = None,
    row: int = -1,
    step: int = -1,
    dark: bool = False,
) -> "Figure":
    """Chosen units (from 1) of one of the L rows as lines over the steps; the `step` (from 0) has a
    frame."""
    values = trace.hidden[row_of(trace, row)]
    for unit in chosen:
        place(unit - 1, values.shape[1], "unit")
    pieces = pieces_of(net, trace) or tuple(map(str, range(1, trace.steps + 1)))
    return chart(unit_lines(values, chosen, pieces, place(step, trace.steps, "step"), dark), dark)


def surprise(net: Network, trace: Trace, step: int = -1, dark: bool = False) -> "Figure":
    """The loss of every step in nats; the trace needs targets."""
    _need_targets(trace)
    at = place(step, trace.steps, "step")
    return chart(surprise_figures.surprise(net, typed_of(net, trace), trace, at, dark), dark)


def cell(
    net: Network, trace: Trace, step: int = -1, unit: int = 1, row: int = -1, dark: bool = False
) -> "Figure":
    """A cell as texts draw it, with every value of one unit (from 1) at one step (from 0)."""
    at, chosen = place(step, trace.steps, "step"), row_of(trace, row)
    layer, backwards = divmod(chosen, net.directions)
    found = wires(net, trace, at, layer, bool(backwards))
    place(unit - 1, net.hidden, "unit")
    title = _("{cell}, unit {unit} at step {step}").format(
        cell=cell_name(net.cell), unit=unit, step=at + 1
    )
    if len(trace.hidden) > 1:
        title += behind_title(chosen, net.directions)
    below = _("h of layer {layer}").format(layer=layer)
    piece = below if layer else pieces_of(net, trace)[at]
    figure = anatomy.anatomy(net.cell, found, unit - 1, piece, title, dark, bool(backwards))
    return chart(figure, dark)


def weights(
    net: Network, trace: Trace, step: int = -1, digits: int = 2, dark: bool = False
) -> "Figure":
    """A network with two inputs, two units and two outputs as a graph, every weight on its edge."""
    at = place(step, trace.steps, "step")
    _need_two(net)
    return chart(edge_figures.edges(net, trace, at, digits, dark), dark)


def writing(
    net: Network,
    trace: Trace,
    steps: int = 20,
    pick: str = "likeliest",
    seed: int = 0,
    dark: bool = False,
) -> "Figure":
    """What the network writes after the text: every answer is read at the next step."""
    written = write_on(net, trace, steps, pick, seed)
    return chart(writing_figures.loop(net, typed_of(net, trace), written, dark), dark)


def held_bits(net: Network, task: Echo, row: int = -1, dark: bool = False) -> "Figure":
    """How much of each earlier bit the state of a network of Echo tells."""
    return chart(held_figures.held_bits(held(net, task, row), task.lags, dark), dark)


def held_by_units(net: Network, task: Echo, row: int = -1, dark: bool = False) -> "Figure":
    """The correlation of each of its units with each earlier bit."""
    return chart(held_figures.held_by_units(held(net, task, row), dark), dark)


# -- as HTML ---------------------------------------------------------------------------------------


def unrolled(
    net: Network, trace: Trace, other: Trace | None = None, step: int = -1, dark: bool = False
) -> DrawnPicture:
    """The unrolled network, to walk through step by step as on the page; with a second text below."""
    at, typed = place(step, trace.steps, "step"), typed_of(net, trace)
    second = None if other is None else (typed_of(net, other), other)
    picture = unrolled_figures.unrolled(net, typed, trace, at, second=second)
    title = unrolled_figures.describe(net, typed.pieces)
    numbers = ExactNumbers({}, unrolled_numbers(net, typed, trace, second))
    more = {"dark": dark, "exact": json.loads(numbers.body())}  # nobody can be asked for them
    return browser_picture("unrolled", title, picture | more, dark)


def step(
    net: Network,
    trace: Trace,
    step: int = -1,
    unit: int = 1,
    row: int = -1,
    joined: bool = False,
    dark: bool = False,
) -> DrawnPicture:
    """One step (from 0) number by number, and its answer; `joined` writes [h, x] as one vector. Of a
    wide layer it is the arithmetic of one unit (from 1)."""
    at, chosen = place(step, trace.steps, "step"), row_of(trace, row)
    layer, backwards = divmod(chosen, net.directions)
    opened = forward_arithmetic(net, trace, at, layer, bool(backwards))
    place(unit - 1, net.hidden, "unit")
    tokens = net.vocabulary if net.embedding is None and layer == 0 else None
    source = forward_step.step_html(opened, unit - 1, joined, tokens)
    readout = readout_term(net, trace, at)
    source += forward_step.readout_html(readout, trace.logits[at], net.output, net.answers)
    return DrawnPicture(_("Step {step}, number by number").format(step=at + 1), source, dark=dark)


def tokens(net: Network, trace: Trace, step: int = -1, dark: bool = False) -> DrawnPicture:
    """What was read as ids, one-hot rows and rows of the embedding; raises Refusal for numbers."""
    at, typed = place(step, trace.steps, "step"), typed_of(net, trace)
    if not token_table.has_tokens(net, typed):
        raise Refusal("This network reads numbers as they are: they need no ids and no embedding.")
    source = token_table.vocabulary_html(net, typed) + token_table.tokens_html(net, typed, trace, at)
    source += token_table.picked_html(net, typed, at)
    return DrawnPicture(
        _("The text as ids, pairs, one-hot rows and rows of an embedding"), source, dark=dark
    )


def pytorch_returns(net: Network, trace: Trace, ask: bool = False, dark: bool = False) -> DrawnPicture:
    """What PyTorch's module returns for this sequence; `ask` lets PyTorch compute it, and compares."""
    source = returned.places_html(net, trace) + returned.arrays_html(net, trace)
    if ask:
        found = pytorch.returned(net, trace.read[0], (trace.initial, trace.initial_memory))
        source += returned.compared_html(net, trace, *found)
    return DrawnPicture(_("What PyTorch returns: output and h_n"), source, dark=dark)


def parameter_counts(net: Network, trace: Trace, dark: bool = False) -> DrawnPicture:
    """The parameters by formula, and what recurrence is good at and costs."""
    parts = counted(net)
    source = parameters.counted_html(net, parts) + parameters.costs_html(net, costs_of(net, trace))
    words = parameters.counted_sentence(net, parts)
    return DrawnPicture(_("Parameters of RNN, GRU and LSTM; advantages and costs"), source, words, dark)


def weight_names(net: Network, dark: bool = False) -> DrawnPicture:
    """The matrices of a network of two inputs, units and outputs with each weight's name."""
    _need_two(net)
    return DrawnPicture(
        _("Every weight on its edge: w1 to w8, U1 to U4"), edge_figures.names_html(net), dark=dark
    )


def written(
    net: Network,
    trace: Trace,
    steps: int = 20,
    pick: str = "likeliest",
    seed: int = 0,
    between: str = "",
    dark: bool = False,
) -> DrawnPicture:
    """The text that the network writes on, with `between` between two pieces."""
    found = write_on(net, trace, steps, pick, seed)
    typed = typed_of(net, trace)
    source = writing_figures.text_html(net, typed, found, between, _("from this h₀:"))
    title = _("It writes on: y_t becomes x_t+1")
    return DrawnPicture(title, source, writing_figures.in_words(net, typed, found), dark)


def states_in_words(trace: Trace, net: Network | None = None) -> str:
    """What a trace's states do, in a sentence, for those who cannot see it."""
    counted_steps = tuple(map(str, range(1, trace.steps + 1)))
    return in_words.states_in_words(trace, pieces_of(net, trace) or counted_steps)


def _need_targets(trace: Trace) -> None:
    if trace.targets is None or np.isnan(trace.losses).all():
        raise Refusal("The trace has no targets, so there is no loss; unroll it with targets.")


def _need_two(net: Network) -> None:
    sizes = (net.inputs, net.hidden, net.outputs, net.layers * net.directions)
    if sizes != (2, 2, 2, 1) or not net.readout or net.kind.blocks != 1 or net.embedding:
        raise Refusal("This graph is one of two inputs, two units and two outputs in a single layer.")
