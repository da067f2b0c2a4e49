"""What whoever asks for a computation allows it: to look up between its pieces, and so many bytes.

A page sets an allowance around its script. What may take long looks up in every piece (`pause`,
`at_each`), and asks before it lays anything large out (`afford`). Without an allowance, as in a
notebook or where networks are trained, neither costs or refuses anything.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from rnnviz.text.language import N_
from rnnviz.text.message import Message, Refusal

Piece = TypeVar("Piece")
MEGABYTE = 1e6


class TooMuch(Refusal):
    """Why something is not computed here, though it could be: it takes too much time or memory."""


@dataclass(frozen=True)
class Allowance:
    """How much a computation may take."""

    # called between two pieces; it may raise, and so end the computation
    look: Callable[[], None] = lambda: None
    most_bytes: float = float("inf")


_allowance: ContextVar[Allowance | None] = ContextVar("allowance", default=None)


@contextmanager
def allowed(allowance: Allowance | None) -> Iterator[None]:
    """What is computed within may take so much."""
    before = _allowance.set(allowance)
    try:
        yield
    finally:
        _allowance.reset(before)


def pause() -> None:
    """Between two pieces: let whoever waits look."""
    if (allowance := _allowance.get()) is not None:
        allowance.look()


def at_each(pieces: Iterable[Piece]) -> Iterable[Piece]:
    """The pieces, with a pause before each; just the pieces where nobody looks."""
    allowance = _allowance.get()
    return pieces if allowance is None else _looking(pieces, allowance.look)


def _looking(pieces: Iterable[Piece], look: Callable[[], None]) -> Iterator[Piece]:
    for piece in pieces:
        look()
        yield piece


def most_bytes(usual: float) -> float:
    """How many bytes one result may take up: the `usual` number, or what is allowed if that is less."""
    allowance = _allowance.get()
    return usual if allowance is None else min(usual, allowance.most_bytes)


def afford(what: str, size: Callable[[], float]) -> None:
    """Refuse `what`, before anything of it is laid out, if its bytes are more than is allowed; raises
    TooMuch."""
    allowance = _allowance.get()
    if allowance is None or (asked := size()) <= allowance.most_bytes:
        return
    raise TooMuch(
        "{what} takes {asked:,.0f} MB of memory; allowed on a page are up to {most:,.0f} MB. Fewer "
        "units, layers, directions or letters take less.",
        what=Message(what),
        asked=asked / MEGABYTE,
        most=allowance.most_bytes / MEGABYTE,
    )


NETWORK = N_("This network")
CHECK = N_("The check of these gradients")
READING = N_("What this network computes of this")
