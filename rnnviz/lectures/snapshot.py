"""From what a hall shows to what is sent to those who follow it: made once, however many they are.

A message holds where the lecture stands, the names of the pieces on the page in their order, and those
pieces that have changed since the version that a follower has.
"""

import gzip
import json
from typing import Any

from rnnviz.lectures.live_session import Hall

LEVEL = 5  # of gzip: of a training page half the time of the usual 9 and 2 % more bytes


class Relay:
    """One state of a hall, and the message that leads to it from any version before."""

    def __init__(self) -> None:
        self.version = 0  # of the hall; nobody has 0
        self._head = "{}"
        self._pieces: dict[str, tuple[int, str]] = {}  # the version it is of, and its JSON
        self._made: dict[tuple[int, bool], bytes] = {}

    def after(self, hall: Hall, version: int, shown: str) -> "Relay":
        """The state after this one, from what a hall shows; the message from here to there is made
        already, so that nobody waits for it."""
        page = json.loads(shown) if shown else {}
        pieces = {name: json.dumps(_brief(piece)) for name, piece in page.pop("pieces", {}).items()}
        new = Relay()
        new.version = version
        new._pieces = {
            name: known if (known := self._pieces.get(name)) and known[1] == text else (version, text)
            for name, text in pieces.items()
        }
        new._head = json.dumps(page | _head(hall) | {"version": version, "order": list(pieces)})
        new.since(self.version, packed=True)
        return new

    def since(self, seen: int, packed: bool) -> bytes:
        """The JSON that brings a follower who has `seen` a version to this one, gzipped if `packed`."""
        made = self._made.get((seen, packed))
        if made is None:
            if packed:
                made = gzip.compress(self.since(seen, packed=False), LEVEL, mtime=0)
            else:
                news = ", ".join(
                    f"{json.dumps(name)}: {text}"
                    for name, (version, text) in self._pieces.items()
                    if version > seen
                )
                made = f'{self._head[:-1]}, "pieces": {{{news}}}}}'.encode()
            self._made[seen, packed] = made
        return made


def _brief(piece: Any) -> Any:
    """A figure with six digits of each number: finer than any screen, and a third of the bytes less.
    Texts, where a number may be what somebody typed, stay as they are."""
    if not isinstance(piece, dict) or piece.get("kind") != "figure":
        return piece
    text = json.dumps(_rounded(json.loads(piece["data"]["figure"])))
    return piece | {"data": piece["data"] | {"figure": text}}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return {name: _rounded(one) for name, one in value.items()} if isinstance(value, dict) else value


def _head(hall: Hall) -> dict[str, Any]:
    """Where the lecture stands, as the class may know it: no notes, nor the right answer too early."""
    scene = hall.current
    question = None
    if scene.question is not None and (hall.asking or hall.revealed):
        question = scene.question.model_dump()
        if not hall.told:
            del question["right"], question["truth"]
    return {
        "title": hall.lecture.title,
        "scene": hall.scene,
        "scenes": len(hall.lecture.scenes),
        # the question itself says it while it is there
        "look": "" if question and not hall.told else hall.sentence,
        "question": question,
        "asking": hall.asking,
    }
