"""Pages that are shown to a class, and what a follower makes of the messages."""

import gzip
import json
from typing import Any

from rnnviz.lectures.piece import Piece
from rnnviz.lectures.shown_page import ShownPage


def page(name: str = "truncate", **texts: Any) -> ShownPage:
    """A page whose pieces hold these data, by their names."""
    return ShownPage(name, pieces={name: Piece.of("html", data) for name, data in texts.items()})


def content(shown: ShownPage) -> dict[str, Any]:
    """What is on a page: the kind and data of each piece by its name."""
    return {name: piece.content for name, piece in shown.pieces.items()}


def lines(message: bytes | str) -> tuple[Any, list[Any]]:
    """The lines of a message: the first, and those after it."""
    text = gzip.decompress(message).decode() if isinstance(message, bytes) else message
    first, *rest = map(json.loads, text.split("\n"))
    return first, rest


def news(message: bytes | str) -> Any:
    """What a message says; of a page that is shown the data of those pieces that come along, by the
    names that they have there."""
    first, rest = lines(message)
    if "sent" not in first:
        return first
    came = dict(zip(first["sent"], rest, strict=True))
    order = first.pop("order")
    first["pieces"] = {name: came[digest]["data"] for name, digest in order if digest in came}
    return first | {"order": [name for name, _ in order]}
