"""Norms of many vectors and matrices at once, from the smallest to the largest float64.

A gradient that vanishes passes 1e-160, whose square is a false zero, and one that explodes 1e160, whose
square is infinite; so what is that far out is scaled before it is squared.
"""

import numpy as np

from rnnviz.nn.cells.base import Array

# squares beyond these lose digits; times the factor, which is exact, all float64 come to lie between
_TINY, _HUGE, _FACTOR = 1e-280, 1e280, 2.0**600


@np.errstate(over="ignore", invalid="ignore")
def norms(columns: Array) -> Array:
    """The 2-norm of each column, `(steps, H, n)` to `(steps, n)`."""
    squares = _squares(columns)
    found = np.sqrt(squares)
    for out, factor in ((squares < _TINY, _FACTOR), (squares > _HUGE, 1.0 / _FACTOR)):
        far = np.flatnonzero(out.any(axis=0))
        if far.size:
            some = slice(far[0], far[-1] + 1)
            scaled = np.sqrt(_squares(columns[..., some] * factor)) / factor
            np.copyto(found[..., some], scaled, where=out[..., some])
    return found


def _squares(columns: Array) -> Array:
    return np.einsum("thn,thn->tn", columns, columns)


@np.errstate(over="ignore", invalid="ignore")
def spectral_norms(matrices: Array) -> Array:
    """The largest singular value of each matrix, `(n, H, M)` to `(n,)`; NaN if it holds one, else
    infinite if it holds an infinity.

    As the root of the largest eigenvalue of M^T M, which has all digits of the largest singular value
    (not of the smaller ones) and takes three quarters of the time.
    """
    most = abs(matrices).max(axis=(-2, -1))
    finite = np.isfinite(most)
    if not finite.all():
        found = most.astype(np.float64)
        found[finite] = spectral_norms(matrices[finite])
        return found
    scale = np.where(most > 0.0, most, 1.0)
    scaled = matrices / scale[:, None, None]
    largest = np.linalg.eigvalsh(scaled.swapaxes(-1, -2) @ scaled)[:, -1]
    return scale * np.sqrt(np.maximum(largest, 0.0))


def norm(values: Array, axis: int = -1) -> Array:
    """The 2-norm along an axis, by way of the largest magnitude: the squares of 1e200 would overflow,
    those of 1e-200 vanish (as BLAS's nrm2 does it)."""
    with np.errstate(all="ignore"):
        most = np.abs(values).max(axis=axis, keepdims=True)
        scale = np.where((most > 0.0) & np.isfinite(most), most, 1.0)
        # twice, because dividing by a denormal number may overflow
        return np.sqrt(np.square(values / scale).sum(axis=axis)) * scale.squeeze(axis)
