"""From where a lecture stands to what is sent to those who follow it: made once, however many they are.

A message is lines of JSON. The first says where the lecture stands, which pieces are on the page in
their order, and which of them come along: one on each further line, only those that a follower lacks.
"""

from collections.abc import Collection
from typing import Any

from rnnviz.lectures.live_session import LiveSession
from rnnviz.lectures.piece import Piece, gzip_lines, lines, to_json
from rnnviz.lectures.shown_page import ShownPage

MOST_MADE = 100  # messages that are held ready: followers who come back lack the oddest pieces


class Snapshot:
    """One state of a lecture, and the message that leads to it from whatever a follower has."""

    def __init__(self, session: LiveSession, page: ShownPage) -> None:
        self.version = session.version
        self.pieces: dict[str, Piece] = {piece.digest: piece for piece in page.pieces.values()}
        self.digests = frozenset(self.pieces)
        self._head = page.head() | _standing(session)
        self._made: dict[tuple[tuple[str, ...], bool], bytes] = {}

    def message(self, known: Collection[str], packed: bool) -> bytes:
        """What brings a follower who has the `known` pieces to this state, gzipped if `packed`."""
        sent = tuple(digest for digest in self.pieces if digest not in known)
        made = self._made.get((sent, packed))
        if made is None:
            head = to_json(self._head | {"sent": sent})
            pieces = [self.pieces[digest] for digest in sent]
            made = gzip_lines(head, pieces) if packed else lines(head, pieces)
            if len(self._made) < MOST_MADE:
                self._made[sent, packed] = made
        return made


def _standing(now: LiveSession) -> dict[str, Any]:
    """Where the lecture stands, as the class may know it: no notes, nor the right answer too early."""
    scene = now.current
    question = None
    if scene.question is not None and (now.asking or now.revealed):
        question = scene.question.model_dump()
        if not now.solved:
            del question["right"], question["truth"]
    return {
        "version": now.version,
        "title": now.lecture.title,
        "scene": now.scene,
        "scenes": len(now.lecture.scenes),
        # the question itself says it while it is there
        "look": "" if question and not now.solved else now.sentence,
        "question": question,
        "asking": now.asking,
        "round": now.round,
    }
