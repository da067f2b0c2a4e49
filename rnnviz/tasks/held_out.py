"""The part of a text that is kept from training: how large it is, and what is lost on it, by a network
and by who only counts."""

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.losses import losses
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import forward
from rnnviz.text.allowance import at_each

SHARE = 10  # the last tenth is held out,
LEAST = 50  # unless that were fewer tokens than this
MOST = 10_000  # and at most so many
NUMBERS = 4_000_000  # and no more than give so many logits: measuring must stay quick
ROW = 128  # tokens asked in a row,
BEFORE = 64  # after so many that are only read
QUICK = 32, 32  # the same where it must be quick


def part(count: int, size: int) -> int:
    """How many of a text's tokens, of which `size` are distinct, are held out: none of a short text."""
    held = min(count // SHARE, MOST, max(NUMBERS // size, 1000))
    return held if held >= LEAST else 0


def rows(
    coded: Array, held: int, window: int | None, delay: int, row: int = ROW, before: int = BEFORE
) -> tuple[Array, Array]:
    """Inputs and targets `(T, B)` that ask for each of the last `held` tokens of a text once, -1 where
    nothing is asked or read. With a `window` each row is one, else it reads on for a while first."""
    before, asked = (before, row) if window is None else (0, window)
    start = len(coded) - held
    before = min(before, start - 1)
    first = np.arange(start, len(coded), asked)
    wanted = first + np.arange(-before, asked)[:, None]
    read = wanted - 1 + delay
    known = (wanted >= first) & (wanted < len(coded)) & (read < len(coded))
    inputs = np.where(read < len(coded), coded[np.minimum(read, len(coded) - 1)], -1)
    return inputs, np.where(known, coded[np.minimum(wanted, len(coded) - 1)], -1)


def loss(net: Network, inputs: Array, targets: Array) -> float:
    """The mean loss in nats of a network over all targets; each row starts from a state of zeros."""
    with np.errstate(all="ignore"):  # of a run that diverges, whatever comes out
        costs = losses(net.output, forward(net, inputs).logits, targets)
    asked = targets >= 0
    return float(costs[asked].mean(dtype=float))


def right(net: Network, inputs: Array, targets: Array) -> float:
    """The share of all targets that are the likeliest token to a network."""
    likeliest = forward(net, inputs).logits.argmax(axis=1)
    return float((likeliest == targets)[targets >= 0].mean())


def counting(coded: Array, held: int, size: int, longest: int) -> list[float]:
    """The mean loss in nats on the last `held` tokens of who has counted in all before them how often
    each token comes by itself, after the one before it, and so on up to the `longest` tokens before.

    What was never met is given its share by interpolation with the next shorter count, down to `size`
    equally likely tokens (Witten & Bell 1991, method C): a count that has met a context n times with d
    different tokens after it weighs n, and the shorter one d.
    """
    start = len(coded) - held
    chances = np.full(held, 1.0 / size)
    found = []
    for last in at_each(range(longest + 1)):
        contexts = _grams(coded, last)[: len(coded) - last]  # that of token t stands at t - last
        numbers = np.unique(contexts, return_inverse=True)[1].astype(np.int64)
        pairs = numbers * size + coded[last:]
        trained, asked = slice(0, start - last), slice(start - last, None)
        met, times = np.unique(pairs[trained], return_counts=True)
        seen = np.bincount(numbers[trained], minlength=numbers.max() + 1)
        different = np.bincount(met // size, minlength=numbers.max() + 1)
        place = np.minimum(np.searchsorted(met, pairs[asked]), len(met) - 1)
        count = np.where(met[place] == pairs[asked], times[place], 0)
        n, d = seen[numbers[asked]], different[numbers[asked]]
        mixed = (count + d * chances) / np.maximum(n + d, 1)
        chances = np.where(n > 0, mixed, chances)
        found.append(float(-np.log(chances).mean()))
    return found


def _grams(coded: Array, last: int) -> Array:
    """A number for each `last` tokens in a row, the same for the same."""
    grams = np.zeros(len(coded) - last + 1, np.int64)
    for back in at_each(range(last)):
        joined = grams * (int(coded.max()) + 1) + coded[back : len(coded) - last + 1 + back]
        grams = np.unique(joined, return_inverse=True)[1].astype(np.int64)
    return grams
