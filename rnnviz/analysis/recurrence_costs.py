"""What reading a sequence costs a recurrent network, beside a Transformer's attention of its width."""

from dataclasses import dataclass

import numpy as np

from rnnviz.analysis.gradient_flow import gradient_flow, jacobian_seconds
from rnnviz.nn.network import Network
from rnnviz.nn.trace import Trace

MOST_SECONDS = 0.15  # that the Jacobians may take


@dataclass(frozen=True)
class Costs:
    """Counts at some lengths, and how much of the first step is left in the last state."""

    lengths: tuple[int, ...]
    parameters: int
    multiplications: tuple[int, ...]  # of the recurrent layers
    attention: tuple[int, ...]  # of as many layers of self-attention as wide as the states
    kept: int  # numbers of the state
    keys: tuple[int, ...]  # numbers that attention keeps of the steps before
    left: float | None  # ‖∂h_T/∂h_1‖ of the last layer, of an LSTM ‖∂c_T/∂c_1‖; None if it takes long


def costs_of(net: Network, trace: Trace) -> Costs:
    """The costs of this text, and of texts two and four times as long."""
    steps = trace.steps
    lengths = (steps, 2 * steps, 4 * steps)
    weights = sum(values.size for name, values in net.parameters.items() if "rnn.weight" in name)
    width = net.hidden * net.directions
    rows = net.layers * net.directions
    return Costs(
        lengths=lengths,
        parameters=sum(values.size for values in net.parameters.values()),
        multiplications=tuple(weights * length for length in lengths),
        attention=tuple(2 * net.layers * length**2 * width for length in lengths),
        kept=rows * net.hidden * (2 if net.kind.has_memory else 1),
        keys=tuple(2 * net.layers * length * width for length in lengths),
        left=_left(net, trace),
    )


def _left(net: Network, trace: Trace) -> float | None:
    """How far a small change of the first state moves the last one."""
    too_long = jacobian_seconds(trace.steps, net.hidden) > MOST_SECONDS
    if trace.steps < 2 or net.bidirectional or too_long:
        return None
    with np.errstate(over="ignore", invalid="ignore"):
        flow = gradient_flow(net, trace)
        jacobian = flow.jacobian if flow.memory is None else flow.memory.jacobian
    return float(jacobian[-1, 0])
