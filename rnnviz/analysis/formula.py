"""Backpropagation through time as one line: the factors between a loss and a step, and what they add up
to over all steps and all losses."""

from dataclasses import dataclass

import numpy as np

from rnnviz.analysis.arriving import arriving, own_part, recurrent_shares
from rnnviz.analysis.gradient_flow import Flow, quiet
from rnnviz.analysis.norms import spectral_norms
from rnnviz.analysis.propagator import propagator_of
from rnnviz.nn.cells.base import Array
from rnnviz.text.message import Refusal


@dataclass(frozen=True)
class Formula:
    """dL/dW_hh = sum over t, sum over k <= t of dL_t/dy_t · dy_t/ds_t · (product of ds_j/ds_{j-1}) ·
    ds_k/dW_hh, at one t and one k. The state s is h, of an LSTM h above c: S = H or 2H."""

    t: int
    k: int
    passed: tuple[int, ...]  # the steps j whose Jacobians stand between, from t to the one after k
    by_output: Array  # (V,) dL_t/dy_t = p − y
    readout: Array  # (V, S) dy_t/ds_t
    jacobians: Array  # (n, S, S) ds_j/ds_{j-1}, in the order of `passed`
    slopes: Array | None  # (n, H) f' at each j, of an Elman cell: ds_j/ds_{j-1} = diag(f') W_hh
    own_slope: Array | None  # (H,) f' at k, of an Elman cell: ds_k/dW_hh = diag(f') h_{k-1}^T
    before: Array  # (H,) h_{k-1}
    weight: Array  # (G * H, H) W_hh
    shares: Array  # (T, G * H, H) what each k adds for this t
    total: Array  # (G * H, H) dL/dW_hh, all losses summed

    @property
    @quiet
    def entering(self) -> Array:
        """dL_t/ds_t, `(S,)`: the first two factors."""
        return self.by_output @ self.readout

    @property
    @quiet
    def product(self) -> Array:
        """ds_t/ds_k, `(S, S)`: the Jacobians multiplied out; of none the identity."""
        made = np.eye(self.readout.shape[1])
        for jacobian in self.jacobians:
            made = made @ jacobian
        return made

    @property
    @quiet
    def arriving(self) -> Array:
        """dL_t/ds_k, `(S,)`: the first three factors."""
        return self.entering @ self.product

    @property
    def factor_norms(self) -> Array:
        """The spectral norm of each Jacobian, `(n,)`."""
        return spectral_norms(self.jacobians) if len(self.jacobians) else np.zeros(0)

    @property
    @quiet
    def of_loss(self) -> Array:
        """dL_t/dW_hh, `(G * H, H)`: the sum over k."""
        return self.shares.sum(axis=0)


@quiet
def formula(flow: Flow, t: int, k: int) -> Formula:
    """The factors of backpropagation through time (Werbos 1990; Pascanu, Mikolov & Bengio 2013,
    equations 3 to 5) for the loss of step `t` and the step `k`, both from 0.

    Raises ValueError below the top layer, where a loss arrives on many ways at once, and where the loss
    does not depend on the step.
    """
    net, trace = flow.net, flow.trace
    layer, direction = divmod(flow.row, net.directions)
    if layer < net.layers - 1:
        raise Refusal(
            "Below the top layer a loss arrives from above at many steps: the formula in one line "
            "is that of the top layer."
        )
    onward = -1 if direction else 1
    if (t - k) * onward < 0:
        raise Refusal(
            "The loss of step {t} does not depend on step {k}: choose a step that was read before it.",
            t=t + 1,
            k=k + 1,
        )
    propagator = propagator_of(net, trace, flow.row)
    passed = tuple(range(t, k, -onward))
    places = [trace.steps - 1 - j if direction else j for j in passed]
    place = trace.steps - 1 - k if direction else k
    elman = not net.kind.gates
    weights = net.weights(net.ending(layer, direction))
    return Formula(
        t,
        k,
        passed,
        flow.by_logits[t],
        _readout(flow, propagator.states * net.hidden),
        propagator.jacobians()[places],
        propagator.rows[0][places, 0] if elman else None,
        propagator.rows[0][place, 0] if elman else None,
        trace.before(flow.row, bool(direction))[k].astype(np.float64),
        weights.weight_hh.astype(np.float64),
        recurrent_shares(flow, arriving(flow, t)),
        recurrent_shares(flow, arriving(flow)).sum(axis=0),
    )


def _readout(flow: Flow, states: int) -> Array:
    """The derivative of the logits by the row's state, `(V, S)`: they read h alone."""
    net = flow.net
    size = net.hidden * net.directions
    whole = net.parameters["readout.weight"] if net.readout else np.eye(size)
    made = np.zeros((len(whole), states))
    made[:, : net.hidden] = whole[:, own_part(flow)]
    return made
