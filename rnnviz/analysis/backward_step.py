"""One step back opened into its arithmetic: what arrives at a state, how it passes the cell, what every
weight gets of it, and what goes on to the step before. Equations as in `nn/cells`, derived by hand.

dv is short for the derivative of the loss (of one step, or of all summed) by v, and dt for that by the
pre-activation, the sum that an activation is applied to; each gate has its own.
"""

from dataclasses import dataclass, replace

import numpy as np

from rnnviz.analysis.arriving import Arriving, own_part
from rnnviz.analysis.forward_step import Mix, Term
from rnnviz.analysis.gradient_flow import Flow, quiet
from rnnviz.nn.cells.base import Array
from rnnviz.text.message import Message


@dataclass(frozen=True)
class VectorSum:
    """`name = sum of the parts + sum of the terms`; a part is a name and a vector."""

    name: str
    meaning: Message
    parts: tuple[tuple[str | Message, Array], ...]
    terms: tuple[Term, ...]

    @property
    @quiet
    def value(self) -> Array:
        """The sum itself, `(H,)` or `(D,)`."""
        return np.sum([*(v for _name, v in self.parts), *(term.value for term in self.terms)], axis=0)


@dataclass(frozen=True)
class Outer:
    """`name = left right^T`: what a matrix gets from one step."""

    name: str
    left_name: str
    left: Array  # (H,)
    right_name: str
    right: Array  # (D,)

    @property
    @quiet
    def value(self) -> Array:
        """The product itself, `(H, D)`."""
        return np.outer(self.left, self.right)


@dataclass(frozen=True)
class BackwardStep:
    """One step back over one layer in one direction."""

    step: int
    layer: int
    backwards: bool
    arriving: tuple[VectorSum, ...]  # dh_k, and of an LSTM what c_k gets from the step read after it
    mixes: tuple[Mix, ...]  # through gates and activations, element by element
    on: tuple[VectorSum, ...]  # to the state before, then to what the step read
    outers: tuple[Outer, ...]  # the step's share of every W_h, then of every W_i
    biases: tuple[Mix, ...]


@quiet
def backward_arithmetic(flow: Flow, arrived: Arriving, step: int) -> BackwardStep:
    """The arithmetic of one step back (from 0) of the flow's row.

    An Elman cell: dt = dh f'(t), dW = dt [h_{k-1}; x_k]^T, dh_{k-1} = W_hh^T dt, dx_k = W_ih^T dt
    (backpropagation through time, Werbos 1990). An LSTM's dh goes through h = o tanh(c) and
    c_k = f c_{k-1} + i g to the gates first, a GRU's through h_k = (1 - z) n + z h_{k-1} and
    n = tanh(W x + b + r (W_hn h_{k-1} + b_hn)), or, with its reset before the product, through
    n = tanh(W x + b + W_hn (r h_{k-1})).
    """
    layer, direction = divmod(flow.row, flow.net.directions)
    opened = _StepBack(flow, arrived, step)
    later = step + (-1 if direction else 1)
    carried = None
    if 0 <= later < flow.trace.steps:
        carried = _StepBack(flow, arrived, later).on[0].value
    return BackwardStep(
        step,
        layer,
        bool(direction),
        _arriving(flow, arrived, step, carried),
        tuple(opened.mixes),
        tuple(opened.on),
        tuple(opened.outers),
        tuple(opened.biases),
    )


def _arriving(flow: Flow, arrived: Arriving, step: int, carried: Array | None) -> tuple[VectorSum, ...]:
    """Where the derivatives by h_k and c_k come from."""
    net = flow.net
    top = flow.row // net.directions == net.layers - 1
    later = "k−1" if flow.row % net.directions else "k+1"
    parts: list[tuple[str | Message, Array]] = []
    terms = []
    if not top:
        parts.append((Message("from the layer above"), arrived.outside[step]))
    elif arrived.entering[step].any() or np.isnan(arrived.entering[step]).any():
        if net.readout:
            weight = net.parameters["readout.weight"][:, own_part(flow)].astype(np.float64)
            terms.append(Term("W_hy^T", weight.T, "dz_k", arrived.entering[step]))
        else:
            parts.append(("dz_k", arrived.outside[step]))
    carried = np.zeros(net.hidden) if carried is None else carried
    if carried.any() or not (parts or terms):
        parts.append((Message("from step {later}", later=later), carried))
    found = [VectorSum("dh_k", Message("what arrives at the state"), tuple(parts), tuple(terms))]
    if arrived.memory is not None:
        memory: tuple[str | Message, Array] = (
            Message("from step {later}", later=later),
            arrived.memory[step],
        )
        found.append(VectorSum("dc_later", Message("what arrives at the cell state"), (memory,), ()))
    return tuple(found)


SLOPES = {
    "tanh": "dh_k ⊙ (1 − h_k^2)",
    "relu": "dh_k ⊙ [h_k > 0]",
    "sigmoid": "dh_k ⊙ h_k ⊙ (1 − h_k)",
    "identity": "dh_k",
}


class _StepBack:
    """One step of the backward pass: from dh_k (and dc_k) to its weights and to the step before."""

    def __init__(self, flow: Flow, arrived: Arriving, step: int) -> None:
        net, trace = flow.net, flow.trace
        layer, direction = divmod(flow.row, net.directions)
        self.net, self.past = net, "k+1" if direction else "k−1"
        self.weights = net.weights(net.ending(layer, direction))
        self.hidden = trace.hidden[flow.row, step].astype(np.float64)
        self.before = trace.before(flow.row, bool(direction))[step].astype(np.float64)
        self.read = trace.read[layer][step].astype(np.float64)
        self.gates = {n: v[flow.row, step].astype(np.float64) for n, v in trace.gates.items()}
        self.memory = self.cell_before = np.zeros(net.hidden)
        cell_before = trace.memory_before(flow.row, bool(direction))
        if trace.memory is not None and cell_before is not None:
            self.memory, self.cell_before = trace.memory[flow.row, step], cell_before[step]
        self.dh = arrived.hidden[step]
        self.later = None if arrived.memory is None else arrived.memory[step]
        self.mixes: list[Mix] = []
        self.on: list[VectorSum] = []
        self.outers: list[Outer] = []
        self.biases: list[Mix] = []
        own = {"lstm": self._lstm, "gru": self._gru, "gru_before": self._gru_before}
        own.get(net.cell, self._elman)()

    def _elman(self) -> None:
        h, dh = self.hidden, self.dh
        slope = {"tanh": 1.0 - h * h, "relu": (h > 0.0) * 1.0, "sigmoid": h * (1.0 - h)}
        dt = dh * slope[self.net.cell] if self.net.cell in slope else dh
        parts = (("dh_k", dh),) if self.net.cell == "identity" else (("dh_k", dh), ("h_k", h))
        self._mix("dt_k", SLOPES[self.net.cell], parts, dt)
        self._pass_on({"h": ("dt_k", dt)}, {"h": ("dt_k", dt)}, ())

    def _lstm(self) -> None:
        i, f, g, o = (self.gates[name] for name in "ifgo")
        dh, later, c, cell_before = self.dh, self.later, self.memory, self.cell_before
        assert later is not None
        shown = np.tanh(c)
        do = dh * shown
        dc = later + dh * o * (1.0 - shown * shown)
        di, df, dg = dc * g, dc * cell_before, dc * i
        vectors = {"dh_k": dh, "c_k": c, "dc_later": later, "dc_k": dc, f"c_{self.past}": cell_before}
        vectors |= {f"{name}_k": gate for name, gate in self.gates.items()}
        vectors |= {"do_k": do, "di_k": di, "df_k": df, "dg_k": dg}

        def mix(name: str, equation: str, named: str, value: Array) -> Array:
            self._mix(name, equation, tuple((n, vectors[n]) for n in named.split()), value)
            return value

        mix("do_k", "dh_k ⊙ tanh(c_k)", "dh_k c_k", do)
        mix("dc_k", "dc_later + dh_k ⊙ o_k ⊙ (1 − tanh^2(c_k))", "dc_later dh_k o_k c_k", dc)
        mix("di_k", "dc_k ⊙ g_k", "dc_k g_k", di)
        mix("df_k", f"dc_k ⊙ c_{self.past}", f"dc_k c_{self.past}", df)
        mix("dg_k", "dc_k ⊙ i_k", "dc_k i_k", dg)
        dt = {
            name: mix(
                f"dt_{name}",
                f"d{name}_k ⊙ {name}_k ⊙ (1 − {name}_k)",
                f"d{name}_k {name}_k",
                by * gate * (1.0 - gate),
            )
            for name, by, gate in (("i", di, i), ("f", df, f))
        }
        dt["g"] = mix("dt_g", "dg_k ⊙ (1 − g_k^2)", "dg_k g_k", dg * (1.0 - g * g))
        dt["o"] = mix("dt_o", "do_k ⊙ o_k ⊙ (1 − o_k)", "do_k o_k", do * o * (1.0 - o))
        mix(f"dc_later({self.past})", "dc_k ⊙ f_k", "dc_k f_k", dc * f)
        named = {name: (f"dt_{name}", by) for name, by in dt.items()}
        self._pass_on(named, named, ())

    def _gru(self) -> None:
        r, size, past = self.gates["r"], self.net.hidden, f"h_{self.past}"
        weight, bias = self.weights.weight_hh[2 * size :], self.weights.bias_hh
        through = weight @ self.before + (0.0 if bias is None else bias[2 * size :])
        dz, dt_n = self._through_mixture()
        dr, dt_m = dt_n * through, dt_n * r
        inner = f"W_hn {past}" + (" + b_hn" if bias is not None else "")
        self._mix("dr_k", f"dt_n ⊙ ({inner})", (("dt_n", dt_n), (inner, through)), dr)
        both = self._through_gates(dr, dz)
        self._mix("dt_m", "dt_n ⊙ r_k", (("dt_n", dt_n), ("r_k", r)), dt_m)
        # n's recurrent part stands behind r, its input part does not
        self._pass_on(both | {"n": ("dt_m", dt_m)}, both | {"n": ("dt_n", dt_n)}, (self._kept(),))

    def _gru_before(self) -> None:
        size, past = self.net.hidden, f"h_{self.past}"
        dz, dt_n = self._through_mixture()
        kept = self.weights.weight_hh[2 * size :].T.astype(np.float64) @ dt_n
        dr = kept * self.before
        parts = ("(W_hn^T dt_n)", kept), (past, self.before)
        self._mix("dr_k", f"(W_hn^T dt_n) ⊙ {past}", parts, dr)
        named = self._through_gates(dr, dz) | {"n": ("dt_n", dt_n)}
        self._pass_on(named, named, (self._kept(),), self.gates["r"])

    def _through_mixture(self) -> tuple[Array, Array]:
        """From h_k = (1 - z) n + z h_{k-1} to z, and to the pre-activation of n."""
        dh, before, z, n = self.dh, self.before, self.gates["z"], self.gates["n"]
        dz, dn, past = dh * (before - n), dh * (1.0 - z), f"h_{self.past}"
        dt_n = dn * (1.0 - n * n)
        self._mix("dz_k", f"dh_k ⊙ ({past} − n_k)", (("dh_k", dh), (past, before), ("n_k", n)), dz)
        self._mix("dn_k", "dh_k ⊙ (1 − z_k)", (("dh_k", dh), ("z_k", z)), dn)
        self._mix("dt_n", "dn_k ⊙ (1 − n_k^2)", (("dn_k", dn), ("n_k", n)), dt_n)
        return dz, dt_n

    def _through_gates(self, dr: Array, dz: Array) -> dict[str, tuple[str, Array]]:
        """From r and z to their pre-activations."""
        r, z = self.gates["r"], self.gates["z"]
        dt_r, dt_z = dr * r * (1.0 - r), dz * z * (1.0 - z)
        self._mix("dt_r", "dr_k ⊙ r_k ⊙ (1 − r_k)", (("dr_k", dr), ("r_k", r)), dt_r)
        self._mix("dt_z", "dz_k ⊙ z_k ⊙ (1 − z_k)", (("dz_k", dz), ("z_k", z)), dt_z)
        return {"r": ("dt_r", dt_r), "z": ("dt_z", dt_z)}

    def _kept(self) -> tuple[str, Array]:
        """What a GRU's state before gets beside its weights."""
        return "dh_k ⊙ z_k", self.dh * self.gates["z"]

    def _mix(
        self, name: str, equation: str, parts: tuple[tuple[str, Array], ...], value: Array
    ) -> None:
        self.mixes.append(Mix(name, equation, parts, value))

    def _pass_on(
        self,
        recurrent: dict[str, tuple[str, Array]],
        read: dict[str, tuple[str, Array]],
        direct: tuple[tuple[str, Array], ...],
        reset: Array | None = None,
    ) -> None:
        """From every gate's dt to the weights, to the state before and to what was read; with a
        `reset`, W_hn read only what that left of the state before."""
        size, weights = self.net.hidden, self.weights
        blocks = {name: slice(i * size, (i + 1) * size) for i, name in enumerate(recurrent)}
        sides = (
            ("h", weights.weight_hh, recurrent, f"h_{self.past}", self.before),
            ("i", weights.weight_ih, read, "x_k", self.read),
        )
        for side, matrix, by, vector_name, vector in sides:
            terms = []
            for name, (dt_name, dt) in by.items():
                own = Term(f"W_{side}{name}^T", matrix[blocks[name]].T.astype(np.float64), dt_name, dt)
                seen_name, seen = vector_name, vector
                if reset is not None and side + name == "hn":
                    own = replace(own, factor_name="r_k", factor=reset)
                    seen_name, seen = f"(r_k ⊙ {vector_name})", reset * vector
                terms.append(own)
                self.outers.append(Outer(f"dW_{side}{name}", dt_name, dt, seen_name, seen))
            meaning = (
                Message("to the state before") if side == "h" else Message("to what the step read")
            )
            self.on.append(
                VectorSum(f"d{vector_name}", meaning, direct if side == "h" else (), tuple(terms))
            )
        if weights.bias_hh is None:
            return
        for name in recurrent:
            for side, by in (("h", recurrent), ("i", read)):
                self.biases.append(Mix(f"db_{side}{name}", by[name][0], (by[name],), by[name][1]))
