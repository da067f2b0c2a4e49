"""What runs over the wires of a cell, as texts draw it, at one step: every line's and node's value."""

import numpy as np

from rnnviz.analysis.forward_step import forward_arithmetic
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.trace import Trace

Wires = dict[str, Array]  # (H,) each


@np.errstate(over="ignore", invalid="ignore")  # what overflows is shown as such
def wires(net: Network, trace: Trace, step: int, layer: int = 0, backwards: bool = False) -> Wires:
    """The values of one step (from 0) of one layer, by what they are: gates by their letters, states
    with `before` as they came, products as `f*c`."""
    row = layer * net.directions + backwards
    found = {"h before": trace.before(row, backwards)[step], "h": trace.hidden[row, step]}
    found |= {name: values[row, step] for name, values in trace.gates.items()}
    cell_before = trace.memory_before(row, backwards)
    if trace.memory is not None and cell_before is not None:
        memory = trace.memory[row, step]
        found |= {"c before": cell_before[step], "c": memory, "tanh c": np.tanh(memory)}
        found |= {"f*c": found["f"] * cell_before[step], "i*g": found["i"] * found["g"]}
        return found
    lines = forward_arithmetic(net, trace, step, layer, backwards).lines
    from_input, from_state = lines[-1].terms
    found |= {"x part": from_input.value, "sum": lines[-1].total}
    if "z" in found:
        inner = from_state.matrix @ from_state.vector
        inner = inner if from_state.bias is None else inner + from_state.bias
        reset = from_state.vector if net.cell == "gru_before" else from_state.value
        found |= {"h part": inner, "r*h": reset, "1-z": 1.0 - found["z"]}
        found |= {"z*h": found["z"] * found["h before"], "(1-z)*n": found["1-z"] * found["n"]}
        return found
    return found | {"h part": from_state.value}


def largest_c(trace: Trace, row: int) -> tuple[int, int, float] | None:
    """Step, unit (from 0) and value of the c that is farthest from zero in one of the L rows; None
    without a cell state."""
    if trace.memory is None or not trace.memory[row].size:
        return None
    values = np.where(np.isnan(trace.memory[row]), 0.0, trace.memory[row])
    step, unit = np.unravel_index(np.abs(values).argmax(), values.shape)
    return int(step), int(unit), float(values[step, unit])
