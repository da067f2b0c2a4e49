"""One step opened into its arithmetic: every matrix, vector, product and gate of the equations in
`nn/cells`, with the real numbers."""

from dataclasses import dataclass

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.trace import Trace
from rnnviz.runs.run_words import RESET_FIRST
from rnnviz.text.language import N_


@dataclass(frozen=True)
class Term:
    """`factor * (matrix @ vector + bias)`, one summand of a pre-activation; factor and bias may be
    missing."""

    matrix_name: str
    matrix: Array  # (H, D)
    vector_name: str
    vector: Array  # (D,)
    bias_name: str = ""
    bias: Array | None = None  # (H,)
    factor_name: str = ""
    factor: Array | None = None  # (H,)

    @property
    @np.errstate(over="ignore", invalid="ignore")  # what overflows is shown as such
    def value(self) -> Array:
        """The summand itself, `(H,)`."""
        inner = self.matrix @ self.vector
        if self.bias is not None:
            inner = inner + self.bias
        return inner if self.factor is None else self.factor * inner


@dataclass(frozen=True)
class Line:
    """`name = activation(sum of the terms)`."""

    name: str
    meaning: str
    terms: tuple[Term, ...]
    activation: str
    value: Array  # (H,) as the network computed it
    note: str = ""

    @property
    @np.errstate(over="ignore", invalid="ignore")
    def total(self) -> Array:
        """The pre-activation `(H,)`, summed from the terms."""
        return np.sum([term.value for term in self.terms], axis=0)


@dataclass(frozen=True)
class Mix:
    """`name = equation`, element by element, of vectors that stand above."""

    name: str
    equation: str
    parts: tuple[tuple[str, Array], ...]  # each (H,)
    value: Array  # (H,) as the network computed it


@dataclass(frozen=True)
class ForwardStep:
    """One step of one layer in one direction."""

    step: int
    layer: int
    backwards: bool
    lines: tuple[Line, ...]
    mixes: tuple[Mix, ...]


_MEANING = {
    "i": N_("input gate: how much to write"),
    "f": N_("forget gate: how much to keep"),
    "g": N_("candidate: what to write"),
    "o": N_("output gate: how much to show"),
    "r": N_("reset gate: how much of the past the candidate sees"),
    "z": N_("update gate: how much to keep"),
    "n": N_("candidate: what to write"),
    "h": N_("the new hidden state"),
}


def forward_arithmetic(
    net: Network, trace: Trace, step: int, layer: int = 0, backwards: bool = False
) -> ForwardStep:
    """The arithmetic of one step (from 0) of one layer: for an Elman cell one line, for a GRU or LSTM
    one line a gate and what is made of them; equations as in `nn/cells`."""
    row = layer * net.directions + backwards
    past = "t+1" if backwards else "t−1"
    before = trace.before(row, backwards)[step]
    names = net.kind.gates or ("h",)
    gates = {name: trace.gates[name][row, step] for name in net.kind.gates}
    hidden = trace.hidden[row, step]
    lines = tuple(
        Line(
            name=f"{name}_t",
            meaning=_MEANING[name],
            terms=_terms(net, trace, step, layer, backwards, name, index, before, past, gates),
            activation="tanh" if name in ("g", "n") else "sigmoid" if net.kind.gates else net.cell,
            value=gates.get(name, hidden),
            note=RESET_FIRST if (net.cell, name) == ("gru_before", "n") else "",
        )
        for index, name in enumerate(names)
    )
    return ForwardStep(step, layer, backwards, lines, _mixes(trace, row, step, before, past, backwards))


def _terms(
    net: Network,
    trace: Trace,
    step: int,
    layer: int,
    backwards: bool,
    name: str,
    index: int,
    before: Array,
    past: str,
    gates: dict[str, Array],
) -> tuple[Term, Term]:
    """What one block of rows sums: from the input, and from the state before."""
    weights = net.weights(net.ending(layer, backwards))
    rows = slice(index * net.hidden, (index + 1) * net.hidden)
    gate = name if net.kind.gates else ""
    reset = net.cell == "gru" and name == "n"
    first = net.cell == "gru_before" and name == "n"
    from_input = Term(
        matrix_name=f"W_i{gate or 'h'}",
        matrix=weights.weight_ih[rows],
        vector_name="x_t",
        vector=trace.read[layer][step],
        bias_name=f"b_i{gate or 'h'}",
        bias=None if weights.bias_ih is None else weights.bias_ih[rows],
    )
    from_state = Term(
        matrix_name=f"W_h{gate or 'h'}",
        matrix=weights.weight_hh[rows],
        vector_name=f"(r_t ⊙ h_{past})" if first else f"h_{past}",
        vector=gates["r"] * before if first else before,
        bias_name=f"b_h{gate or 'h'}",
        bias=None if weights.bias_hh is None else weights.bias_hh[rows],
        factor_name="r_t" if reset else "",
        factor=gates["r"] if reset else None,
    )
    return from_input, from_state


def _mixes(
    trace: Trace, row: int, step: int, before: Array, past: str, backwards: bool
) -> tuple[Mix, ...]:
    """What the gates are blended into, element by element."""
    gates = {name: values[row, step] for name, values in trace.gates.items()}
    hidden = trace.hidden[row, step]
    cell_before = trace.memory_before(row, backwards)
    if trace.memory is not None and cell_before is not None:
        memory = trace.memory[row, step]
        written = tuple((f"{name}_t", gates[name]) for name in "fig")
        return (
            Mix(
                "c_t",
                f"f_t ⊙ c_{past} + i_t ⊙ g_t",
                (written[0], (f"c_{past}", cell_before[step]), written[1], written[2]),
                memory,
            ),
            Mix("h_t", "o_t ⊙ tanh(c_t)", (("o_t", gates["o"]), ("c_t", memory)), hidden),
        )
    if "z" in gates:
        parts = (("z_t", gates["z"]), ("n_t", gates["n"]), (f"h_{past}", before))
        return (Mix("h_t", f"(1 − z_t) ⊙ n_t + z_t ⊙ h_{past}", parts, hidden),)
    return ()


def readout_term(net: Network, trace: Trace, step: int) -> Term | None:
    """The product that makes the logits of one step from the last layer's state (both directions side
    by side), or None without a readout."""
    if not net.readout:
        return None
    top = trace.hidden[-net.directions :, step].reshape(-1)
    return Term(
        "W_hy",
        net.parameters["readout.weight"],
        "h_t",
        top,
        "b_y" if net.readout_bias else "",
        net.parameters.get("readout.bias"),
    )


def concatenated(line: Line) -> Term | None:
    """The same pre-activation as one product `[W_i W_h] [x; h] + b`, or None where a factor stands
    before a summand (a GRU's candidate), so that it is none."""
    if any(term.factor is not None for term in line.terms):
        return None
    first, second = line.terms
    biases = [term.bias for term in line.terms if term.bias is not None]
    return Term(
        f"[{first.matrix_name} {second.matrix_name}]",
        np.hstack([first.matrix, second.matrix]),
        f"[{first.vector_name}; {second.vector_name}]",
        np.concatenate([first.vector, second.vector]),
        "b" if biases else "",
        np.sum(biases, axis=0) if biases else None,
    )
