"""Where the derivation begins: the loss of one step, its derivative by the logits, and what the readout
gets of it. Equations as in `nn/losses`."""

from dataclasses import dataclass

import numpy as np

from rnnviz.analysis.backward_step import Outer
from rnnviz.analysis.forward_step import Mix
from rnnviz.analysis.gradient_flow import Flow, quiet
from rnnviz.analysis.per_loss import steps_with_loss
from rnnviz.nn.cells.base import Array
from rnnviz.text.message import Refusal


@dataclass(frozen=True)
class LossStep:
    """The first lines of backpropagation at one step."""

    step: int
    output: str  # how the logits are read: one of `nn/losses`
    logits: Array  # (V,) z
    predicted: Array  # (V,) p
    wanted: Array  # (V,) y, of a token its one-hot vector
    loss: float
    slope: Array  # (V,) dz = p − y
    weight: Outer | None  # dW_hy = dz h^T, None without a readout
    bias: Mix | None  # db_y = dz


@quiet
def loss_step(flow: Flow, step: int) -> LossStep:
    """The loss of a step (from 0) and its way into the readout: L = −log p_y (or what the network's
    output costs), dz = p − y, dW_hy = dz h^T, db_y = dz (Bishop 2006, section 4.3.6).

    Raises ValueError for a step without a loss.
    """
    net, trace = flow.net, flow.trace
    targets = trace.targets
    if targets is None or step not in steps_with_loss(trace):
        raise Refusal("Step {step} has no target, and so no loss.", step=step + 1)
    size = trace.logits.shape[1]
    wanted = np.eye(size)[targets[step]] if targets.ndim == 1 else targets[step].astype(np.float64)
    slope = flow.by_logits[step]
    top = trace.hidden[-net.directions :, step].reshape(-1).astype(np.float64)
    return LossStep(
        step,
        net.output,
        trace.logits[step].astype(np.float64),
        trace.probabilities[step].astype(np.float64),
        wanted,
        float(trace.losses[step]),
        slope,
        Outer("dW_hy", "dz_t", slope, "h_t", top) if net.readout else None,
        Mix("db_y", "dz_t", (("dz_t", slope),), slope) if net.readout and net.readout_bias else None,
    )
