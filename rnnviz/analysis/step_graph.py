"""One step of an Elman cell as a graph of computations: what goes forward over every edge, and which
derivative comes back over it."""

from dataclasses import dataclass

import numpy as np

from rnnviz.analysis.arriving import Arriving
from rnnviz.analysis.backward_step import backward_arithmetic
from rnnviz.analysis.forward_step import forward_arithmetic
from rnnviz.analysis.gradient_flow import Flow, quiet
from rnnviz.nn.cells.base import Array
from rnnviz.text.message import Message, Refusal


@dataclass(frozen=True)
class Edge:
    """What one edge carries, in letters and numbers: forward, and back."""

    name: str
    forward: Array
    back_name: str
    back: Array


@dataclass(frozen=True)
class StepGraph:
    """The edges of h_k = f(W_ih x_k + W_hh h_{k-1} + b) by their start; `b` may be missing."""

    step: int
    activation: str
    edges: dict[str, Edge]  # x, W_ih, Wx, h, W_hh, Wh, b, a, out


@quiet
def step_graph(flow: Flow, arrived: Arriving, step: int) -> StepGraph:
    """The graph of one step (from 0) of the flow's row: two products, their sum with the biases,
    and the activation. A + sends to each of its summands what arrives at it.

    Raises ValueError for a gated cell.
    """
    net = flow.net
    if net.kind.gates:
        raise Refusal(
            "The graph of a step is drawn for cells without gates; {cell} has such a graph in "
            "every gate. Choose a tanh network.",
            cell=Message("reset-first GRU") if net.cell == "gru_before" else net.cell.upper(),
        )
    layer, direction = divmod(flow.row, net.directions)
    (line,) = forward_arithmetic(net, flow.trace, step, layer, bool(direction)).lines
    back = backward_arithmetic(flow, arrived, step)
    (mix,) = back.mixes
    dt, (recurrent, read) = mix.value, back.outers
    on_state, on_read = back.on
    from_input, from_state = line.terms
    edges = {
        "x": Edge("x_k", from_input.vector.astype(np.float64), on_read.name, on_read.value),
        "W_ih": Edge("W_ih", from_input.matrix.astype(np.float64), "dW_ih", read.value),
        "Wx": Edge("W_ih x_k", from_input.matrix @ from_input.vector, "dt_k", dt),
        "h": Edge(
            f"h_{'k+1' if direction else 'k−1'}", from_state.vector, on_state.name, on_state.value
        ),
        "W_hh": Edge("W_hh", from_state.matrix.astype(np.float64), "dW_hh", recurrent.value),
        "Wh": Edge(
            f"W_hh h_{'k+1' if direction else 'k−1'}", from_state.matrix @ from_state.vector, "dt_k", dt
        ),
        "a": Edge("a_k", line.total, "dt_k", dt),
        "out": Edge("h_k", line.value, "dh_k", arrived.hidden[step]),
    }
    biases = [term.bias for term in line.terms if term.bias is not None]
    if biases:
        edges["b"] = Edge("b", np.sum(biases, axis=0), "db", dt)
    return StepGraph(step, net.cell, edges)
