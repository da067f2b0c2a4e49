"""How much a recurrence can pass on, and how fast what it passes on falls with distance."""

from typing import NamedTuple

import numpy as np

from rnnviz.analysis.gradient_flow import Flow, quiet
from rnnviz.analysis.norms import spectral_norms
from rnnviz.analysis.propagator import propagator_of
from rnnviz.nn.cells.base import Array
from rnnviz.text.allowance import TooMuch

MOST_WORK = 2e10  # multiplications that the norms of all one-step Jacobians may take: some two seconds


class MatrixSpectrum(NamedTuple):
    """A square matrix's eigenvalues `(H,)`, complex, its spectral radius, and its singular values
    `(H,)`, falling."""

    eigenvalues: Array
    radius: float
    singular: Array


class Bound(NamedTuple):
    """||dh_t/dh_k|| <= rate^|t - k|.

    For an Elman cell the rate is the largest singular value of W_hh times the largest slope of the
    activation that the trace met. For a GRU and an LSTM it is the largest spectral norm of a one-step
    Jacobian of the whole state, h or (h, c) together, along the trace; the first two are then None.
    """

    singular: float | None
    slope: float | None
    rate: float
    by_distance: Array  # (T,): rate to the power of 0 to T - 1


def spectrum(matrix: Array) -> MatrixSpectrum:
    """Eigenvalues and singular values of a square matrix; NaN if an entry is not finite."""
    if not np.isfinite(matrix).all():
        lost = np.full(len(matrix), np.nan)
        return MatrixSpectrum(lost.astype(complex), np.nan, lost)
    eigenvalues = np.linalg.eigvals(matrix).astype(complex)
    return MatrixSpectrum(
        eigenvalues, float(abs(eigenvalues).max()), np.linalg.svd(matrix, compute_uv=False)
    )


@quiet
def bound(flow: Flow) -> Bound:
    """How large `flow.jacobian` can be at each distance.

    The norm of a product is at most the product of the norms (Pascanu, Mikolov & Bengio 2013, "On the
    difficulty of training recurrent neural networks", section 2.1). dh_t/dh_k of an LSTM is a part of
    the whole state's Jacobian, so its norm is no larger. Raises TooMuch where it would take too long.
    """
    net, size = flow.net, _state_size(flow)
    if (work := _work(flow)) > MOST_WORK:
        raise TooMuch(
            "The bound is the largest norm of {count:,} Jacobians of {size:,} by {size:,}, which takes "
            "some {seconds:,.0f} seconds; it is left out.",
            count=flow.trace.steps,
            size=size,
            seconds=2.0 * work / MOST_WORK,
        )
    propagator = propagator_of(net, flow.trace, flow.row)
    singular, slope = None, None
    if net.kind.gates:
        rate = float(spectral_norms(propagator.jacobians()).max())
    else:
        *_, ending = list(net.passes())[flow.row]
        recurrent = net.weights(ending).weight_hh.astype(np.float64)
        singular, slope = float(spectral_norms(recurrent[None])[0]), float(propagator.rows[0].max())
        rate = singular * slope
    return Bound(singular, slope, rate, rate ** np.arange(flow.trace.steps))


def _state_size(flow: Flow) -> int:
    """Numbers that one step hands to the next: of h, and of c where there is one."""
    return flow.net.hidden * (2 if flow.net.kind.has_memory else 1)


def _work(flow: Flow) -> float:
    """Multiplications that the norms of all one-step Jacobians take, an eigenvalue problem each; an
    Elman cell needs one, of W_hh."""
    return (flow.trace.steps if flow.net.kind.gates else 1) * float(_state_size(flow)) ** 3


@quiet
def along(matrix: Array, t: int, backwards: bool = False) -> Array:
    """One row of a flow's matrix by distance: [t, t - d] for d from 0; [t, t + d] if `backwards`."""
    return matrix[t, t:] if backwards else matrix[t, t::-1]


@quiet
def ceiling(flow: Flow, bound: Bound, t: int | None = None) -> Array | None:
    """What ||dL_t/dh_{t-d}|| (or by c) cannot pass at distance d: the norm at distance 0 times the
    bound; for one `t` (from 0), or for the mean over all rows that `norm_by_distance` takes.

    None below the top layer, where a loss arrives at many steps at once and there is no such bound.
    """
    if flow.row // flow.net.directions < flow.net.layers - 1:
        return None
    backwards = bool(flow.row % flow.net.directions)
    starts = np.diagonal(flow.matrix)
    if t is not None:
        return starts[t] * bound.by_distance[: len(along(flow.matrix, t, backwards))]
    starts = starts[::-1] if backwards else starts
    counts = np.cumsum((starts != 0.0)[::-1])[::-1]
    sums = np.cumsum(starts[::-1])[::-1]
    means = np.divide(sums, counts, out=np.full(len(starts), np.nan), where=counts > 0)
    return means * bound.by_distance


@quiet
def norm_by_distance(matrix: Array, backwards: bool = False) -> Array:
    """The mean over t of [t, t - d] for every distance d from 0, `(T,)`; of [t, t + d] if `backwards`.

    `matrix` (T, T) is one of a flow's. Rows of zeros, steps without a loss, do not count; NaN where no
    row reaches that far.
    """
    turned = matrix[::-1, ::-1] if backwards else matrix
    counts = (turned != 0.0).any(axis=1)
    means = np.full(len(matrix), np.nan)
    for distance in range(len(matrix)):
        values = np.diagonal(turned, -distance)[counts[distance:]]
        if len(values):
            means[distance] = values.mean()
    return means


def effective_length(by_distance: Array, share: float = 0.01) -> int | None:
    """The distance, in steps, at which a norm has fallen to one percent (`share`) of that at distance
    0; None if it never does."""
    fallen = by_distance <= share * by_distance[0]
    return int(fallen.argmax()) if by_distance[0] > 0.0 and fallen.any() else None
