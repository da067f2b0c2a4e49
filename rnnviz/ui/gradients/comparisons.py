"""Gradients against distance: of the chosen row or the mean over all, and of three kinds of network."""

from typing import NamedTuple

import streamlit as st

from rnnviz.analysis.bounds import along, bound, ceiling, norm_by_distance
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.analysis.truncated_gradient import Reaches, compare_reaches
from rnnviz.figures.base.numbers import given
from rnnviz.figures.gradients.distances import NormLine
from rnnviz.figures.gradients.look import Look
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll
from rnnviz.runs.run_words import cell_name
from rnnviz.text.allowance import TooMuch
from rnnviz.text.language import _, _n
from rnnviz.ui.gradients.view import value
from rnnviz.ui.network import builders


class ByDistance(NamedTuple):
    """Norm against distance, and what bounds it, where there is a bound."""

    line: NormLine
    limit: Array | None = None
    rate: float | None = None  # of the bound
    said: str = ""  # why there is no bound, where there could be one


def by_distance(look: Look) -> ByDistance:
    """The chosen row, or the mean over all, against distance."""
    values = _norms(look, look.values)
    line = NormLine(look.quantity.plain, values)
    if look.name == "x":
        return ByDistance(line)
    try:
        most = bound(look.flow)
    except TooMuch as problem:
        return ByDistance(line, said=str(problem))
    if look.quantity.loss:
        limit = ceiling(look.flow, most, look.row if value("lines") == "row" else None)
        return ByDistance(line, limit, None if limit is None else most.rate)
    return ByDistance(line, most.by_distance[: len(values)], most.rate)


def truncated_against_full(look: Look) -> Reaches:
    """What is left of the gradient if every loss reaches so many steps. Raises ValueError."""
    return compare_reaches(look.flow)


def three(look: Look) -> tuple[list[NormLine], str]:
    """The gradient's norm by distance in a tanh network, a GRU and an LSTM that read the same text, and
    which networks these are."""
    nets, which = _trio(look.net)
    lines, trace = [], look.flow.trace
    for place, (name, net) in enumerate(nets.items()):
        row = min(look.flow.row, net.layers * net.directions - 1)
        flow = gradient_flow(net, unroll(net, trace.inputs, trace.targets), row)
        said = cell_name(name)
        matrices = [(said, flow.matrix)]
        if flow.memory is not None:
            matrices = [(f"{said}, h", flow.matrix), (f"{said}, c", flow.memory.matrix)]
        for offset, (title, matrix) in enumerate(matrices):
            lines.append(NormLine(title, _norms(look, matrix), place + offset))
    return lines, which


def _norms(look: Look, matrix: Array) -> Array:
    """One of the matrices against distance: its chosen row, or the mean over all."""
    if value("lines") == "row":
        return along(matrix, look.row, look.backwards)
    return norm_by_distance(matrix, look.backwards)


def _trio(net: Network) -> tuple[dict[str, Network], str]:
    """A tanh network, a GRU and an LSTM that read the same vocabulary, by name, and a sentence that
    says which they are: trained ones if there are any for it, else random ones of the same size."""
    trained = builders.trained_trio()
    if net.vocabulary is not None and net.vocabulary == trained["tanh"].vocabulary:
        return trained, _("All three have read the same English text, with 64 units each.")
    seed, forget = int(st.session_state.seed), float(st.session_state.forget)
    sentence = _n(
        "No trained trio reads this vocabulary: these are random networks of {count} unit, seed "
        "{seed}, as PyTorch starts them.",
        "No trained trio reads this vocabulary: these are random networks of {count} units, seed "
        "{seed}, as PyTorch starts them.",
        net.hidden,
    )
    which = sentence.format(count=net.hidden, seed=seed)
    if forget:
        which += " " + _("The LSTM’s forget gates start with a bias of {bias}.").format(
            bias=given(forget)
        )
    return builders.random_trio(net, seed, forget), which
