"""One step for a batch of N rows, forward and back, in row form: h = f(h W_h + X W_x + b)."""

from dataclasses import dataclass

import numpy as np

from rnnviz.analysis.activation_slope import slope_at, value_of
from rnnviz.analysis.arriving import Arriving
from rnnviz.analysis.gradient_flow import Flow, quiet
from rnnviz.nn.cells.base import Array
from rnnviz.text.message import Message, Refusal

MOST_ROWS = 4


@dataclass(frozen=True)
class BatchStep:
    """Everything of the step in row form; column form is each of it transposed. W_x is W_ih^T, W_h is
    W_hh^T, b the sum of both biases."""

    x: Array  # (N, D)
    before: Array  # (N, H) h of the step before, the same in every row
    weight_x: Array  # (D, H)
    weight_h: Array  # (H, H)
    bias: Array  # (H,)
    sums: Array  # (N, H) a
    hidden: Array  # (N, H) h
    arriving: Array  # (N, H) dh, the same in every row
    by_sums: Array  # (N, H) da = dh * f'(a)

    @property
    def by_x(self) -> Array:
        """dX = da W_x^T, `(N, D)`."""
        return self.by_sums @ self.weight_x.T

    @property
    def by_before(self) -> Array:
        """dh of the step before, da W_h^T, `(N, H)`."""
        return self.by_sums @ self.weight_h.T

    @property
    def by_weight_x(self) -> Array:
        """dW_x = X^T da, `(D, H)`: the rows' outer products added up."""
        return self.x.T @ self.by_sums

    @property
    def by_weight_h(self) -> Array:
        """dW_h = h^T da, `(H, H)`."""
        return self.before.T @ self.by_sums

    @property
    def by_bias(self) -> Array:
        """db, the sum of da over the N rows, `(H,)`."""
        return self.by_sums.sum(axis=0)


@quiet
def batch_step(flow: Flow, arrived: Arriving, step: int, x: Array) -> BatchStep:
    """One step (from 0) of the first layer, with N rows `x` (N, D) read instead of what the text has
    there; the state before and what arrives from later are those of the text, the same for each row.

    Raises ValueError for a gated cell, another layer, and more than MOST_ROWS rows or none.
    """
    net, trace = flow.net, flow.trace
    if net.kind.gates:
        raise Refusal(
            "Rows and columns are shown for cells without gates; an LSTM or GRU does the same in every "
            "gate. Choose a tanh network."
        )
    layer, direction = divmod(flow.row, net.directions)
    if layer:
        raise Refusal("The rows of the batch are read by the first layer; choose that one.")
    if not 1 <= len(x) <= MOST_ROWS:
        raise Refusal(
            "The batch has {rows}; allowed are 1 to {most}.",
            rows=Message("{count} row", "{count} rows", count=len(x)),
            most=MOST_ROWS,
        )
    weights = net.weights(net.ending(layer, direction))
    weight_x, weight_h = (w.T.astype(np.float64) for w in (weights.weight_ih, weights.weight_hh))
    bias = np.zeros(net.hidden)
    if weights.bias_ih is not None and weights.bias_hh is not None:
        bias = weights.bias_ih.astype(np.float64) + weights.bias_hh
    before = np.tile(trace.before(flow.row, bool(direction))[step].astype(np.float64), (len(x), 1))
    sums = before @ weight_h + x @ weight_x + bias
    hidden = value_of(net.cell, sums)
    arriving = np.tile(arrived.hidden[step], (len(x), 1))
    by_sums = arriving * slope_at(net.cell, hidden)
    return BatchStep(x, before, weight_x, weight_h, bias, sums, hidden, arriving, by_sums)
