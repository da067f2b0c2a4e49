"""Bits that somebody types for Echo: how they are read, an example that shows every lag, and the true
probability of each answer."""

import secrets

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.tasks.echo import Echo
from rnnviz.text.message import Refusal
from rnnviz.text.written import characters, narrow

MOST = 60  # bits
MOST_LETTERS = 400  # of a box for bits: so many that what is too much can be said
RANDOM = 40  # bits that are drawn
BEFORE, AFTER = 3, 3  # zeros before the first 1 of the example, and after what the last one does


def read_bits(text: str) -> str:
    """The typed bits, each 0 or 1, without blanks; raises Refusal for anything else, and for more than
    `MOST`."""
    bits = "".join(narrow(text).split())
    for place, one in enumerate(characters(bits), 1):
        if one not in ("0", "1"):
            raise Refusal(
                "“{sign}” at place {place} is no bit; allowed are 0 and 1.", sign=one, place=place
            )
    if len(bits) > MOST:
        raise Refusal("There are {count} bits; at most {most} are read.", count=len(bits), most=MOST)
    return bits


def example(task: Echo) -> str:
    """Bits that show every lag alone, and the nearest together with the longest: a single 1, then two
    that lie as far apart as those lags differ."""
    longest, nearest = task.history, min(task.lags, default=0)
    single = BEFORE
    first = single + longest + BEFORE + 1
    second = first + longest - nearest
    length = min(second + longest + AFTER + 1, MOST)
    return "".join("1" if place in (single, first, second) else "0" for place in range(length))


def random_bits() -> str:
    """Fair bits."""
    return f"{secrets.randbits(RANDOM):0{RANDOM}b}"


def tokens(bits: str) -> Array:
    """Bits as a network of Echo reads them, `(T,)`."""
    return np.frombuffer(bits.encode(), np.uint8).astype(np.int64) - ord("0")


def chances(task: Echo, bits: str, delay: int = 0) -> Array:
    """P(Y = 1) of the answer that is asked for at each step, given these bits alone, `(T,)`: a bit
    before the first is 0 or 1 as often. NaN where a `delay` asks for an answer from before it."""
    seen = tokens(bits).astype(float)
    found = np.full(len(seen), float(task.base))
    for lag, weight in task.lags.items():
        late = min(lag + delay, len(seen))
        found += weight * np.concatenate([np.full(late, 0.5), seen[: len(seen) - late]])
    found[:delay] = np.nan
    return np.clip(found, 0.0, 1.0)
