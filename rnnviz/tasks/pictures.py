"""Small pictures of one shape each, and the sentence that says what is in them.

A picture has 8 rows of 8 cells. Where its shape is depends on which third of the picture the middle of
the shape lies in, across and down; so every picture has one sentence.
"""

from functools import cache
from itertools import product
from typing import NamedTuple

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.text.message import Refusal

SIDE = 8
CELLS = SIDE * SIDE
SHAPES = ("dot", "square", "frame", "cross", "x", "diagonal", "line across", "line down")
SIZES = ("small", "large")
PLACES = (
    "at the top left",
    "at the top",
    "at the top right",
    "at the left",
    "in the middle",
    "at the right",
    "at the bottom left",
    "at the bottom",
    "at the bottom right",
)
# sides in cells; a cross and an x have a cell in their middle
_SIDES = {
    "dot": ((1,), (2,)),
    "square": ((3, 4), (5, 6, 7, 8)),
    "frame": ((3, 4), (5, 6, 7, 8)),
    "cross": ((3,), (5, 7)),
    "x": ((3,), (5, 7)),
    "diagonal": ((3, 4), (5, 6, 7, 8)),
    "line across": ((3, 4), (5, 6, 7, 8)),
    "line down": ((3, 4), (5, 6, 7, 8)),
}


class Kind(NamedTuple):
    """What a sentence says."""

    shape: str
    size: str
    place: str

    @property
    def sentence(self) -> str:
        """The same in words."""
        return f"a {self.size} {self.shape} {self.place}"


@cache
def gallery() -> dict[Kind, Array]:
    """All pictures of every kind, `(N, 8, 8)` with 1 where a cell is filled."""
    found: dict[Kind, list[Array]] = {Kind(*names): [] for names in product(SHAPES, SIZES, PLACES)}
    for shape, sizes in _SIDES.items():
        for size, sides in zip(SIZES, sizes, strict=True):
            for drawn in (drawn for side in sides for drawn in _drawn(shape, side)):
                for picture, place in _placed(drawn):
                    found[Kind(shape, size, place)].append(picture)
    return {kind: np.array(pictures) for kind, pictures in found.items() if pictures}


@cache
def unseen() -> frozenset[Kind]:
    """The kinds that are never trained on: one in six, so that each of their words is met in others."""
    numbers = product(range(len(SHAPES)), range(len(SIZES)), range(len(PLACES)))
    kinds = [Kind(SHAPES[s], SIZES[z], PLACES[p]) for s, z, p in numbers if (s + 3 * z + p) % 6 == 0]
    return frozenset(kinds)


def kind_of(picture: Array) -> Kind | None:
    """What a picture `(8, 8)` shows, None if it is none of the shapes."""
    return _kinds().get(picture.astype(np.uint8).tobytes())


@cache
def _kinds() -> dict[bytes, Kind]:
    return {picture.tobytes(): kind for kind, pictures in gallery().items() for picture in pictures}


def write(picture: Array) -> str:
    """A picture `(8, 8)` as 16 hexadecimal digits, two a row, its left cell first."""
    return np.packbits(picture.astype(np.uint8)).tobytes().hex()


def read(text: str) -> Array:
    """A picture from its 16 hexadecimal digits; raises ValueError, a sentence, for anything else."""
    try:
        data = bytes.fromhex(text)
    except ValueError:
        data = b""
    if len(data) != SIDE or len(text) != 2 * SIDE:
        raise Refusal(
            "A picture is “{text}”; allowed are 16 hexadecimal digits, two for each row.",
            text=text[:40],
        )
    return np.unpackbits(np.frombuffer(data, np.uint8)).reshape(SIDE, SIDE)


def _drawn(shape: str, side: int) -> list[Array]:
    """A shape as large as its own box, in every way that it can be drawn."""
    full, eye = np.ones((side, side), np.uint8), np.eye(side, dtype=np.uint8)
    if shape in ("line across", "line down"):
        return [full[:1] if shape == "line across" else full[:, :1]]
    if shape == "diagonal":
        return [eye, eye[::-1]]
    if shape == "x":
        return [eye | eye[::-1]]
    inside = np.zeros_like(full)
    if shape == "frame":
        inside[1:-1, 1:-1] = 1
        return [full - inside]
    if shape == "cross":
        inside[side // 2] = inside[:, side // 2] = 1
        return [inside]
    return [full]


def _placed(drawn: Array) -> list[tuple[Array, str]]:
    """A shape at every place that it fits in, and the words for each."""
    tall, wide = drawn.shape
    found = []
    for top, left in product(range(SIDE - tall + 1), range(SIDE - wide + 1)):
        picture = np.zeros((SIDE, SIDE), np.uint8)
        picture[top : top + tall, left : left + wide] = drawn
        down, across = (
            int(3 * (start + size / 2) / SIDE) for start, size in ((top, tall), (left, wide))
        )
        found.append((picture, PLACES[3 * down + across]))
    return found


def _third(start: int, size: int) -> int:
    """Which third of the picture the middle of a shape lies in: 0, 1 or 2."""
    return int(3 * (start + size / 2) / SIDE)
