"""A chain: the same matrix and the same activation, step after step, with many draws.

It is a layer of `nn/cells` without a readout, h_t = f(W_hh h_{t-1} + W_ih x_t), and the question is
what becomes of dL/dh_T in the backward pass (`chain_backward.py`). M are the matrices, B the sequences
that each reads: a random matrix is drawn anew for every draw (M draws, B = 1), a fixed one reads many
inputs and has many starts (M = 1, B draws).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from rnnviz.analysis.chain_backward import Passes, both_passes
from rnnviz.analysis.norms import norm
from rnnviz.nn.cells.base import Array, Weights
from rnnviz.text import number_lists
from rnnviz.text.language import N_
from rnnviz.text.message import Message, Refusal

MOST_HIDDEN, MOST_STEPS, MOST_DRAWS = 64, 200, 200
MOST_GAIN, MOST_SCALE, MOST_WEIGHT = 3.0, 100.0, 1e6
INPUTS = 4  # D
ACTIVATIONS = ("identity", "tanh", "relu")
STARTS = ("direction", "ones")
CHANGES = {"matrix": 0, "inputs": 1, "start": 2}  # one stream of random numbers for each


def _normal(rng: np.random.Generator, draws: int, size: int) -> Array:
    return rng.standard_normal((draws, size, size)) / np.sqrt(size)


def orthogonal(rng: np.random.Generator, draws: int, size: int) -> Array:
    """Uniformly distributed orthogonal matrices `(draws, H, H)` (Mezzadri 2007, section 5)."""
    q, r = np.linalg.qr(rng.standard_normal((draws, size, size)))
    return q * np.sign(np.diagonal(r, axis1=-2, axis2=-1))[:, None, :]


# what each makes at gain 1, (M, H, H)
MATRICES: dict[str, Callable[[np.random.Generator, int, int], Array]] = {
    "random": _normal,
    "orthogonal": orthogonal,
    "identity": lambda rng, draws, size: np.eye(size)[None],
    "diagonal": lambda rng, draws, size: np.diag(np.arange(1, size + 1) / size)[None],
    "triangular": lambda rng, draws, size: (np.eye(size) + np.eye(size, k=1))[None],
    # the classic example says h W, PyTorch W h: hence transposed
    "example": lambda rng, draws, size: np.random.RandomState(3).randn(3, 3).T[None],
    "half": lambda rng, draws, size: 0.5 * np.random.RandomState(3).randn(3, 3).T[None],
}
OWN, NETWORK = "own", "network"
MOST_MULTIPLIED = 4e9  # multiplications of a pass through all draws, for a network's own matrix
Table = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class NetworkMatrix:
    """A matrix `(H, H)` of a network, which its `name` tells from all others."""

    name: str
    array: Array = field(repr=False, compare=False)


def read_table(text: str) -> Table:
    """A square matrix as people and programs write rows of numbers (`number_lists.rows`); raises
    ValueError with a sentence that says what is wrong."""
    rows: list[tuple[float, ...]] = []
    for words in filter(None, number_lists.rows(text, square=True).cells):
        row = []
        for word in words:
            value = number_lists.value(word)
            if value is None or not abs(value) <= MOST_WEIGHT:
                raise Refusal(
                    "Row {place} of the table holds “{word}”; allowed are numbers from "
                    "−{most:,.0f} to {most:,.0f}.",
                    place=len(rows) + 1,
                    word=word[:30],
                    most=MOST_WEIGHT,
                )
            row.append(value)
        rows.append(tuple(row))
    if not 1 <= len(rows) <= MOST_HIDDEN:
        raise Refusal(
            "The table has {count} rows; allowed are 1 to {most}.", count=len(rows), most=MOST_HIDDEN
        )
    for place, row_ in enumerate(rows, 1):
        if len(row_) != len(rows):
            raise Refusal(
                "The table is not square: it has {rows} and row {place} has {numbers}.",
                rows=Message("{count} row", "{count} rows", count=len(rows)),
                place=place,
                numbers=Message("{count} number", "{count} numbers", count=len(row_)),
            )
    return tuple(rows)


@dataclass(frozen=True, kw_only=True)
class Chain:
    """What is multiplied how often; equal settings make equal numbers.

    `start` is dL/dh_T: a random direction of length 1, or all ones as in the classic example, which
    measures N = 2 equal rows by sqrt(sum of squares) / N. `scale` is the root mean square of what a
    unit reads, W_ih x_t, over the draws.
    A matrix of its own size (`example`, `half`, `own`, `network`) overrules `hidden`, and one of a
    wide network has fewer draws. Raises ValueError, in a sentence, for what cannot be.
    """

    matrix: str = "random"
    gain: float = 0.8
    hidden: int = 16
    steps: int = 50
    activation: str = "identity"
    scale: float = 0.1
    start: str = "direction"
    draws: int = 100
    seed: int = 0
    table: Table | NetworkMatrix | None = None

    def __post_init__(self) -> None:
        words = {"matrix": (*MATRICES, OWN, NETWORK), "activation": ACTIVATIONS, "start": STARTS}
        for name, allowed in words.items():
            if getattr(self, name) not in allowed:
                raise Refusal(
                    "{name} is {value!r}; allowed are {allowed}.",
                    name=name,
                    value=getattr(self, name),
                    allowed=allowed,
                )
        numbers = {
            "hidden": (N_("number of units H"), 1, MOST_HIDDEN),
            "steps": (N_("number of steps T"), 1, MOST_STEPS),
            "draws": (N_("number of draws"), 1, MOST_DRAWS),
            "gain": (N_("gain"), 0.0, MOST_GAIN),
            "scale": (N_("input scale"), 0.0, MOST_SCALE),
        }
        for name, (called, low, high) in numbers.items():
            if not low <= getattr(self, name) <= high:
                raise Refusal(
                    "The {called} is {value:g}; allowed are {low:g} to {high:g}.",
                    called=Message(called),
                    value=getattr(self, name),
                    low=low,
                    high=high,
                )
        if self.matrix == OWN and self.table is None:
            raise Refusal("A matrix of one's own needs a table.")
        if self.matrix == NETWORK and not isinstance(self.table, NetworkMatrix):
            raise Refusal("A network's matrix needs a network.")
        if self.matrix == NETWORK:
            fewer = int(MOST_MULTIPLIED / (2.0 * self.steps * float(self.size) ** 2))
            object.__setattr__(self, "draws", max(1, min(self.draws, fewer)))

    @property
    def size(self) -> int:
        """H, as the matrix has it."""
        return self._base().shape[-1]

    def matrices(self) -> Array:
        """W_hh, `(M, H, H)`."""
        return self.gain * self._base()

    def spectrum(self) -> "Spectrum":
        """What `spectrum` says of `matrices()`."""
        unit = _spectrum(*self._key())
        return Spectrum(self.gain * unit.eigenvalues, self.gain * unit.singular)

    def random(self, what: str) -> np.random.Generator:
        """Random numbers for one of CHANGES alone, so that none moves with another's setting."""
        return np.random.default_rng([self.seed, CHANGES[what]])

    def _base(self) -> Array:
        return _matrices(*self._key())

    def _key(self) -> tuple[str, int, int, int, Table | NetworkMatrix | None]:
        return self.matrix, self.draws, self.hidden, self.seed, self.table


# the gain multiplies all of it, so that moving the gain draws and decomposes nothing anew
@lru_cache(maxsize=8)
def _matrices(
    matrix: str, draws: int, hidden: int, seed: int, table: Table | NetworkMatrix | None
) -> Array:
    if isinstance(table, NetworkMatrix):
        made = table.array.astype(float)[None]
    elif matrix == OWN:
        made = np.array(table, dtype=float)[None]
    else:
        made = MATRICES[matrix](np.random.default_rng([seed, CHANGES["matrix"]]), draws, hidden)
    made.flags.writeable = False
    return made


@dataclass(frozen=True)
class Spectrum:
    """Eigenvalues `(some of M, H)`, complex, and singular values `(M, H)`, falling."""

    eigenvalues: Array
    singular: Array

    @property
    def radius(self) -> float:
        """The first matrix's largest eigenvalue in magnitude."""
        return float(np.abs(self.eigenvalues[0]).max())


def spectrum(matrices: Array) -> Spectrum:
    """Eigenvalues and singular values of matrices `(M, H, H)`; eigenvalues of as many of them as make
    a cloud (some 400 points), singular values of all, because a bound must hold for all."""
    some = max(1, 400 // matrices.shape[-1])
    return Spectrum(
        np.linalg.eigvals(matrices[:some]).astype(complex),
        np.linalg.svd(matrices, compute_uv=False),
    )


@lru_cache(maxsize=8)
def _spectrum(
    matrix: str, draws: int, hidden: int, seed: int, table: Table | NetworkMatrix | None
) -> Spectrum:
    return spectrum(_matrices(matrix, draws, hidden, seed, table))


def chain_passes(chain: Chain) -> Passes:
    """The forward and the backward pass along a chain, with all its draws."""
    recurrent = chain.matrices()
    (weight_ih, inputs), start = draw(chain, len(recurrent))
    return both_passes(chain.activation, Weights(weight_ih, recurrent, None, None), inputs, start)


def draw(chain: Chain, matrices: int, blocks: int = 1) -> tuple[tuple[Array, Array], Array]:
    """What the draws read, W_ih `(M, blocks * H, D)` and x `(T, M, D, B)`, and where their gradients
    start, dL/dh_T `(M, H, B)`."""
    size, batch = chain.size, chain.draws // matrices
    rng = chain.random("inputs")
    # from 0 up, as bits and pixels are: with signs, no ReLU would stay on for long
    inputs = chain.scale * rng.uniform(0.0, 3**0.5, (matrices, batch, chain.steps, INPUTS))
    weight_ih = rng.standard_normal((matrices, blocks * size, INPUTS)) / np.sqrt(INPUTS)
    if chain.start == "ones":
        start = np.ones((matrices, size, batch))
    else:
        start = chain.random("start").standard_normal((matrices, batch, size)).swapaxes(-1, -2)
        start = start / norm(start, axis=-2)[:, None, :]
    return (weight_ih, inputs.transpose(2, 0, 3, 1)), start


def measure(chain: Chain) -> float:
    """What a chain's norms are multiplied by when shown: 1, or 1 / sqrt(2) for the classic example's
    sqrt(sum of squares) / N over N = 2 equal rows."""
    return 2**-0.5 if chain.start == "ones" else 1.0


def growth(spectrum: Spectrum, done: Passes) -> float:
    """By how much one step can multiply a gradient at most: the largest singular value of all draws
    times the largest slope met."""
    slope = 1.0 if done.slopes is None else float(np.nan_to_num(done.slopes).max())
    return float(spectrum.singular.max()) * slope
