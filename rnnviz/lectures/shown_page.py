"""What the class sees of a lecture: a page of the lecturer's, with the pieces that it is made of."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rnnviz.lectures.live_session import LiveSession, load_in
from rnnviz.lectures.piece import Piece, to_json
from rnnviz.lectures.secret import check_secret
from rnnviz.storage.clock import clock
from rnnviz.storage.database import Database
from rnnviz.storage.store_error import whole
from rnnviz.text.message import Message, Refusal

MOST_SHOWN = 4_000_000  # bytes of what is shown
SHOWN = Message("What the lecture shows")


@dataclass(frozen=True)
class ShownPage:
    """A page as the class sees it; before anything is shown, of no name and without pieces."""

    page: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)  # as its address has them
    dark: bool = False
    made: float = 0.0  # seconds since 1970
    # by their names on the page, in its order
    pieces: Mapping[str, Piece] = field(default_factory=dict)
    scene: int | None = None  # that the page was brought to

    def head(self) -> dict[str, object]:
        """All but what the pieces hold: of these the names and digests."""
        return {
            "page": self.page,
            "settings": dict(self.settings),
            "dark": self.dark,
            "made": self.made,
            "scene": self.scene,
            "order": [[name, piece.digest] for name, piece in self.pieces.items()],
        }


def show(
    store: Database, code: str, secret: str, page: ShownPage, wall: str = "", takes: bool = True
) -> bool:
    """Put on everybody's screen what one of the lecturer's windows, `wall`, shows. Of several windows
    the class sees one, until another one `takes` its place; false for one that it does not see. Raises
    WrongSecret without the right secret, and Refusal if it is too much."""
    head = to_json(page.head())
    pieces = {piece.digest: piece for piece in page.pieces.values()}
    count = len(head) + sum(len(piece.plain) for piece in pieces.values())
    if count > MOST_SHOWN:
        raise Refusal(
            "What is shown has {count:,} bytes; at most {most:,} are sent.",
            count=count,
            most=MOST_SHOWN,
        )
    with store.transaction() as run:
        check_secret(run, code, secret)
        (seen,) = run("SELECT wall FROM halls WHERE code = ?", (code,)).fetchone()
        if not takes and seen not in ("", wall):
            return False
        stored = {digest for (digest,) in run("SELECT digest FROM pieces WHERE hall = ?", (code,))}
        for digest in stored - set(pieces):
            run("DELETE FROM pieces WHERE hall = ? AND digest = ?", (code, digest))
        for digest in set(pieces) - stored:
            run("INSERT INTO pieces VALUES (?, ?, ?)", (code, digest, pieces[digest].packed))
        run(
            "UPDATE halls SET shown = ?, wall = ?, version = version + 1, changed = ? WHERE code = ?",
            (head.decode(), wall, clock.now(), code),
        )
    return True


def load_head(store: Database, code: str) -> ShownPage:
    """What a lecture shows, but for the pieces. Raises StoreError if there is none of that code."""
    with store.reading() as run:
        load_in(run, code)
        (text,) = run("SELECT shown FROM halls WHERE code = ?", (code,)).fetchone()
    with whole(SHOWN):
        head = json.loads(text) if text else {}
        head.pop("order", None)
        return ShownPage(**head)


def load_shown(
    store: Database, code: str, known: Mapping[str, Piece] | None = None
) -> tuple[LiveSession, ShownPage]:
    """Where a lecture stands and what it shows; pieces that are `known` by their digest are not read
    again. Raises StoreError if there is none of that code."""
    with store.reading() as run:
        now = load_in(run, code)
        (text,) = run("SELECT shown FROM halls WHERE code = ?", (code,)).fetchone()
        if not text:
            return now, ShownPage()
        with whole(SHOWN):
            head = json.loads(text)
            order: list[tuple[str, str]] = head.pop("order")
            pieces = dict(known or {})
            pieces |= _read(run, code, {digest for _, digest in order} - set(pieces))
            return now, ShownPage(**head, pieces={name: pieces[digest] for name, digest in order})


def _read(run: Any, code: str, digests: Iterable[str]) -> dict[str, Piece]:
    asked = "SELECT packed FROM pieces WHERE hall = ? AND digest = ?"
    return {one: Piece.stored(one, run(asked, (code, one)).fetchone()[0]) for one in digests}
