"""The pictures of the page Backpropagate: how losses reach each earlier step."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from rnnviz.analysis.activation_slope import on_curves, through
from rnnviz.analysis.arriving import Arriving, arriving
from rnnviz.analysis.backward_step import backward_arithmetic
from rnnviz.analysis.batch_step import batch_step as batch_arithmetic
from rnnviz.analysis.bounds import along, bound, ceiling, norm_by_distance
from rnnviz.analysis.depth import depth_and_length
from rnnviz.analysis.formula import formula as formula_of
from rnnviz.analysis.gradient_check import compare_gradients
from rnnviz.analysis.gradient_flow import Flow
from rnnviz.analysis.loss_step import loss_step
from rnnviz.analysis.parameter_shares import parameter_shares
from rnnviz.analysis.step_graph import step_graph
from rnnviz.analysis.truncated_gradient import compare_reaches
from rnnviz.figures.base.plotly import Part
from rnnviz.figures.gradients import activation_slope, backward_step, gradient_check, matrix_sentences
from rnnviz.figures.gradients import distances as distance_figures
from rnnviz.figures.gradients import step_graph as graph_figures
from rnnviz.figures.gradients.arrivals import arrivals, shaded_text
from rnnviz.figures.gradients.batch_step import batch_html
from rnnviz.figures.gradients.chosen_cell import chosen_cell
from rnnviz.figures.gradients.distances import NormLine
from rnnviz.figures.gradients.formula import TERMS, formula_html, line_html
from rnnviz.figures.gradients.linear_distances import linear_distances
from rnnviz.figures.gradients.look import Look
from rnnviz.figures.gradients.loss_step import loss_html
from rnnviz.figures.gradients.matrix import matrix
from rnnviz.figures.gradients.names import names_html
from rnnviz.figures.gradients.share_sentences import LETTERS, used
from rnnviz.figures.gradients.truncated import truncated as truncated_figure
from rnnviz.figures.gradients.weight_shares import weight_shares
from rnnviz.nn.cells.base import Array
from rnnviz.plot.browser_picture import browser_picture
from rnnviz.plot.chart import chart
from rnnviz.plot.drawn import DrawnPicture
from rnnviz.plot.readings import look_of, place
from rnnviz.runs.run_words import cell_name
from rnnviz.runs.truncation import Truncation
from rnnviz.text.language import _

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def gradients(
    flow: Flow,
    of: str = "h",
    t: int = -1,
    truncation: Truncation | None = None,
    dark: bool = False,
) -> "Figure":
    """One of the T x T matrices of norms: [t, k] is how the loss of step t reaches step k.

    `of` is "h" (dL_t/dh_k), "c" (of an LSTM), "x" (by what is read), "hh" or "cc" (dh_t/dh_k,
    dc_t/dc_k). The row of step `t` (from 0) is marked; what a `truncation` cuts off is hatched.
    """
    look = look_of(flow, of, t, truncation)
    return chart(matrix(look, dark, matrix_sentences.title(look)), dark)


def gradient_cell(flow: Flow, t: int, k: int, of: str = "h", dark: bool = False) -> "Figure":
    """The same, small, with one cell framed: the loss of step t, the state of step k, both from 0."""
    return chart(chosen_cell(look_of(flow, of, t, k=k), k, dark), dark)


def distance(
    flow: Flow, of: str = "h", t: int | None = None, linear: bool = False, dark: bool = False
) -> "Figure":
    """The norm against distance, of the loss of step `t` (from 0) or the mean over all, and its
    bound, where there is one."""
    look = look_of(flow, of, -1 if t is None else t)
    line = NormLine(look.quantity.plain, _by_distance(look, look.values, t is not None))
    limit, rate = _limit(look, line, t)
    return chart(
        _distances([line], distance_figures.effective_sentence(line), linear, dark, limit, rate), dark
    )


def distances(
    flows: Mapping[str, Flow], t: int | None = None, linear: bool = False, dark: bool = False
) -> "Figure":
    """The same of several networks that read the same, by their names: of an LSTM by h and by c."""
    lines = []
    for at, (name, flow) in enumerate(flows.items()):
        named = [(name, flow.matrix)]
        if flow.memory is not None:
            named = [(f"{name}, h", flow.matrix), (f"{name}, c", flow.memory.matrix)]
        look = look_of(flow, "h", -1 if t is None else t)
        for offset, (said, values) in enumerate(named):
            lines.append(NormLine(said, _by_distance(look, values, t is not None), at + offset))
    return chart(_distances(lines, _("The same text, three kinds of cell"), linear, dark), dark)


def depth(
    cell: str = "tanh",
    hidden: int = 16,
    seed: int = 0,
    gain: float = 1.0,
    linear: bool = False,
    dark: bool = False,
) -> "Figure":
    """The same gradient through layers and through steps of a random network."""
    found = depth_and_length(cell, hidden, seed, gain)
    lines = [
        NormLine(_("through layers"), found.by_layers),
        NormLine(_("through steps"), found.by_steps, 1),
    ]
    title = distance_figures.depth_title(lines, cell_name(cell))
    across = distance_figures.layers_or_steps()
    return chart(_distances(lines, title, linear, dark, across=across), dark)


def truncated(flow: Flow, n: int | None = None, dark: bool = False) -> "Figure":
    """The truncated gradient against the full one for every reach, with `n` marked. Raises ValueError
    for a network of both directions."""
    return chart(truncated_figure(compare_reaches(flow), n, dark), dark)


def slope(
    flow: Flow, k: int = -1, unit: int = 1, activation: str | None = None, dark: bool = False
) -> "Figure":
    """The activation and its slope, with where the sums of step `k` (from 0) stand on both; another
    `activation` shows the same sums on its curve."""
    at = place(k, flow.trace.steps, "k")
    found = on_curves(flow, at)
    one = through(found, activation or found[0].activation)
    return chart(activation_slope.activation_slope(one, at, unit - 1, dark), dark)


def shares(flow: Flow, parameter: str = "whh", t: int | None = None, dark: bool = False) -> "Figure":
    """What each step adds to a parameter's gradient, of the loss of step `t` (from 0) or of all summed:
    "whh", "wih", "bhh", "bih", "why", "by" or "embedding"."""
    look = look_of(flow, "h", -1 if t is None else t)
    every = parameter_shares(flow, arriving(flow, t), parameter, t)
    if every.shape[2] == 1:
        every = every.swapaxes(1, 2)
    pieces = look.typed.pieces
    return chart(weight_shares(every, pieces, LETTERS[parameter][0], dark, used(parameter)), dark)


# -- as HTML ---------------------------------------------------------------------------------------


def arriving_chain(
    flow: Flow,
    t: int = -1,
    of: str = "h",
    truncation: Truncation | None = None,
    dark: bool = False,
) -> DrawnPicture:
    """What arrives at every step from the loss of step `t` (from 0), as a chain to play."""
    look = look_of(flow, of, t, truncation)
    return browser_picture("arrivals", matrix_sentences.title(look), arrivals(look, dark), dark)


def leaned(flow: Flow, t: int = -1, between: str = "", dark: bool = False) -> DrawnPicture:
    """The text, each piece as dark as the loss of step `t` (from 0) leans on it."""
    look = look_of(flow, "x", t)
    return DrawnPicture(matrix_sentences.title(look), shaded_text(look, bool(between)), dark=dark)


def step_back(
    flow: Flow, k: int = -1, t: int | None = None, unit: int = 1, dark: bool = False
) -> DrawnPicture:
    """One step of the backward pass number by number, of the loss of step `t` (from 0) or of all."""
    at, arrived = place(k, flow.trace.steps, "k"), _arrived(flow, t)
    opened = backward_arithmetic(flow, arrived, at)
    tokens = flow.net.vocabulary if flow.net.embedding is None and opened.layer == 0 else None
    title = _("One step back at step {opened}, number by number").format(opened=at + 1)
    return DrawnPicture(title, backward_step.back_html(opened, unit - 1, tokens), dark=dark)


def first_line(flow: Flow, t: int = -1, dark: bool = False) -> DrawnPicture:
    """From the loss of step `t` (from 0) to what the readout gets."""
    look = look_of(flow, "h", t)
    source = loss_html(loss_step(flow, look.row), flow.net.vocabulary)
    title = _("From the loss: L, dz = p − y, and what W_hy gets")
    return DrawnPicture(title, source, dark=dark)


def formula(flow: Flow, t: int, k: int, terms: int = TERMS, dark: bool = False) -> DrawnPicture:
    """The formula of backpropagation through time from the loss of step t to step k, both from 0, up to
    so many of its terms."""
    found = formula_of(flow, place(t, flow.trace.steps, "t"), place(k, flow.trace.steps, "k"))
    source = line_html(found, terms) + formula_html(found, terms, flow.net.cell)
    return DrawnPicture(
        _("The formula of backpropagation through time, term by term"), source, dark=dark
    )


def graph(flow: Flow, k: int = -1, t: int | None = None, dark: bool = False) -> DrawnPicture:
    """Step `k` (from 0) as a graph of computations: values forward, derivatives back."""
    found = step_graph(flow, _arrived(flow, t), place(k, flow.trace.steps, "k"))
    source = graph_figures.graph_html(found) + f"<p>{graph_figures.lesson(found)}</p>"
    title = _("The computation graph of a step: values forward, derivatives back")
    return DrawnPicture(title, source, dark=dark)


def batch_step(
    flow: Flow,
    rows: Sequence[Sequence[float]],
    k: int = -1,
    t: int | None = None,
    form: str = "row",
    dark: bool = False,
) -> DrawnPicture:
    """Step `k` (from 0) for a batch of up to four rows of what is read, in "row" or "column" form."""
    at = place(k, flow.trace.steps, "k")
    made = batch_arithmetic(flow, _arrived(flow, t), at, np.asarray(rows, float))
    title = _("In rows and in columns: one step for a batch")
    return DrawnPicture(title, batch_html(made, form, flow.net.cell), dark=dark)


def names(flow: Flow, dark: bool = False) -> DrawnPicture:
    """Names, shapes and meanings of everything that these pictures write with a letter."""
    layer = flow.row // flow.net.directions
    source = names_html(flow.net, layer, flow.trace.steps)
    return DrawnPicture(_("Names, shapes and meanings of everything on this page"), source, dark=dark)


def checked(flow: Flow, dark: bool = False) -> DrawnPicture:
    """Every derivative against finite differences and PyTorch's autograd."""
    table = compare_gradients(flow.net, flow.trace, flow.row)
    return DrawnPicture(gradient_check.verdict(table), gradient_check.table_html(table), dark=dark)


def _arrived(flow: Flow, t: int | None) -> Arriving:
    return arriving(flow, None if t is None else place(t, flow.trace.steps, "t"))


def _by_distance(look: Look, values: Array, one: bool) -> Array:
    if one:
        return along(values, look.row, look.backwards)
    return norm_by_distance(values, look.backwards)


def _limit(look: Look, line: NormLine, t: int | None) -> tuple[Array | None, float | None]:
    """What bounds the norm by distance, and the bound's factor a step."""
    if look.name == "x":
        return None, None
    most = bound(look.flow)
    if not look.quantity.loss:
        return most.by_distance[: len(line.values)], most.rate
    limit = ceiling(look.flow, most, None if t is None else look.row)
    return limit, None if limit is None else most.rate


def _distances(
    lines: Sequence[NormLine],
    title: str,
    linear: bool,
    dark: bool,
    limit: Array | None = None,
    rate: float | None = None,
    across: str = "",
) -> Part:
    if linear:
        return linear_distances(lines, limit, title, dark, across)
    return distance_figures.distances(lines, limit, rate, title, dark, across)
