"""What arrives at every step of a row: from the loss of one step, or from all summed."""

from dataclasses import dataclass

import numpy as np

from rnnviz.analysis.gradient_flow import Flow, quiet
from rnnviz.analysis.per_loss import PerLoss, steps_with_loss
from rnnviz.nn.cells.base import Array
from rnnviz.text.message import Refusal


@dataclass(frozen=True)
class Arriving:
    """What reaches every step of one of the L rows, from one loss or from all of them summed."""

    hidden: Array  # (T, H): by h_k
    memory: Array | None  # (T, H): by c_k of an LSTM, with h_k held fixed: from the step read after k
    outside: Array  # (T, H): the part of `hidden` that comes from the loss itself or the layer above
    rows: Array  # (T, rows): by the pre-activations; a GRU's n twice, its input and its recurrent part
    entering: Array  # (T, V): by the logits of each step


@quiet
def arriving(flow: Flow, t: int | None = None) -> Arriving:
    """What the loss of step `t` (from 0), or all losses summed, send to every step of the flow's row.

    Zeros if there is no such loss. Raises ValueError for a step that is not in the sequence, and if it
    would take more than 1 GB.
    """
    net, trace = flow.net, flow.trace
    steps, size = trace.steps, net.hidden
    if t is not None and not 0 <= t < steps:
        raise Refusal("The step is {t}; allowed are 0 to {last}.", t=t, last=steps - 1)
    known = steps_with_loss(trace)
    losses = known if t is None else known[known == t]
    hidden, outside = np.zeros((2, steps, size))
    memory = np.zeros((steps, size)) if net.kind.has_memory else None
    rows = np.zeros((steps, net.kind.rows * size))
    entering = np.zeros(flow.by_logits.shape)
    entering[losses] = flow.by_logits[losses]
    if losses.size:
        found = PerLoss(net, trace, losses)
        above = found.above(flow.row // net.directions)
        own = own_part(flow)
        if above is None:
            outside[losses] = found.top[:, own]
        else:
            outside += above[:, own].sum(axis=-1)
        for chunk in found.chunks(flow.row, above):
            hidden[chunk.steps] = chunk.hidden.sum(axis=-1)
            rows[chunk.steps] = chunk.rows().sum(axis=-1)
            if memory is not None:
                memory[chunk.steps] = chunk.memory.sum(axis=-1)
    return Arriving(hidden, memory, outside, rows, entering)


@quiet
def recurrent_shares(flow: Flow, arrived: Arriving) -> Array:
    """What each step adds to the gradient of W_hh, `(T, G * H, H)`: `dt_k h_{k-1}^T`, step by step.

    Where the reset gate stands before the product, n's rows have `r_k h_{k-1}` in the place of
    `h_{k-1}`. It is one matrix, used at every step, so its gradient is the sum over all of them.
    """
    size, rows = flow.net.hidden, arrived.rows
    if flow.net.cell == "gru":  # n's recurrent part, not its input part
        rows = np.concatenate([rows[:, : 2 * size], rows[:, 3 * size :]], axis=1)
    before = flow.trace.before(flow.row, bool(flow.row % flow.net.directions)).astype(np.float64)
    if flow.net.cell == "gru_before":  # what W_hn was multiplied by is r h_{k-1}
        kept = flow.trace.gates["r"][flow.row].astype(np.float64) * before
        parts = (rows[:, : 2 * size], before), (rows[:, 2 * size :], kept)
        return np.concatenate([dt[:, :, None] * read[:, None] for dt, read in parts], axis=1)
    return rows[:, :, None] * before[:, None]


def own_part(flow: Flow) -> slice:
    """The part of both directions' states, side by side, that is the row's own."""
    size = flow.net.hidden
    return slice(size, 2 * size) if flow.row % flow.net.directions else slice(size)
