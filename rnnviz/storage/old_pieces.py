"""What a lecture showed until version 6 of a store, taken apart once.

It was one JSON text with all pieces in it, and each figure a JSON text in that. What stands here stays
as it is, whatever becomes of pieces later.
"""

import hashlib
import json
import zlib
from collections.abc import Callable
from typing import Any

Execute = Callable[..., Any]  # of one transaction


def take_pieces_apart(run: Execute) -> None:
    """The step of the migration."""
    for code, text in run("SELECT code, shown FROM halls WHERE shown IS NOT NULL").fetchall():
        try:
            shown = json.loads(text)
            pieces = shown.pop("pieces", {}).items()
            shown["order"] = [[name, _take_apart(run, code, piece)] for name, piece in pieces]
        except (AttributeError, KeyError, TypeError, ValueError):
            shown = None  # the lecturer's page will show it again
        text = shown and json.dumps(shown)
        run("UPDATE halls SET shown = ? WHERE code = ?", (text, code))


def _take_apart(run: Execute, code: str, piece: dict[str, Any]) -> str:
    """Enter one piece, as version 6 has them, and return its digest."""
    if piece["kind"] == "figure":
        figure = json.loads(piece["data"]["figure"], parse_float=_six_digits)
        piece = piece | {"data": piece["data"] | {"figure": figure}}
    line = b"\n" + json.dumps(piece, separators=(",", ":")).encode()
    digest = hashlib.sha256(line).hexdigest()[:16]
    deflate = zlib.compressobj(wbits=-15)
    packed = deflate.compress(line) + deflate.flush(zlib.Z_SYNC_FLUSH)
    run("INSERT OR IGNORE INTO pieces VALUES (?, ?, ?)", (code, digest, packed))
    return digest


def _six_digits(number: str) -> float:
    return float(f"{float(number):.6g}")
