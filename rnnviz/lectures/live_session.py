"""A lecture that is being held: where it stands, what is shown, what the class has answered.

Who has its code may look and answer; who has its secret, too, may drive. Both are drawn at random. The
secret itself is never kept, only its hash.
"""

import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from rnnviz.lectures.model import Answer, Lecture, Scene
from rnnviz.storage.database import Database, ErrorKind, StoreError
from rnnviz.text.language import N_, _
from rnnviz.text.message import Message

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without those that look like another
DIGITS = 5  # of a code: 33 million, and nobody is helped by guessing one
LASTS = 7 * 24 * 3600.0  # seconds after its last change, then it is forgotten
CLAIMED = 3600.0  # seconds after its last change that a lecture keeps what it trains
MOST_SHOWN = 4_000_000  # bytes of what is shown
MOST_ANSWERS = 10_000  # to one question
NOTHING = N_("Nothing is asked at the moment.")


class Refused(PermissionError):
    """Somebody without the secret tried to drive; a sentence."""


@dataclass(frozen=True)
class Hall:
    """Where a lecture stands."""

    code: str
    lecture: Lecture
    scene: int  # from 0
    asking: bool  # whether answers are taken now
    revealed: bool  # whether what was answered is shown to all
    told: bool  # whether all may know what is right, too
    version: int  # grows with every change of what is shown
    changed: float  # when that was, seconds since 1970
    begun: float  # when the lecture began, likewise

    @property
    def current(self) -> Scene:
        """The scene where it stands."""
        return self.lecture.scenes[self.scene]

    @property
    def sentence(self) -> str:
        """What is said to the class now: where it is asked first, the question until it may know what
        is right, which the sentence on what to look at would give away."""
        scene = self.current
        return scene.question.text if scene.question and not self.told else scene.look

    @property
    def coming(self) -> Literal["asking", "revealed", "told"]:
        """What comes next: a question is asked, its answers are revealed, what is right is told."""
        if self.asking:
            return "revealed"
        return "told" if self.revealed and not self.told else "asking"


def begin(store: Database, lecture: Lecture) -> tuple[str, str]:
    """Begin to hold a lecture; returns its code, and the secret that drives it."""
    secret = secrets.token_urlsafe(24)
    now = time.time()
    with store.transaction() as run:
        run("DELETE FROM halls WHERE changed < ?", (now - LASTS,))
        while True:
            code = "".join(secrets.choice(LETTERS) for _ in range(DIGITS))
            if run("SELECT 1 FROM halls WHERE code = ?", (code,)).fetchone() is None:
                break
        run(
            "INSERT INTO halls (code, secret, lecture, begun, changed) VALUES (?, ?, ?, ?, ?)",
            (code, _hash(secret), lecture.to_json(), now, now),
        )
    return code, secret


def look(store: Database, code: str) -> Hall:
    """Where a lecture stands; raises StoreError, a sentence, if there is none of that code."""
    asked = (
        "SELECT lecture, scene, asking, revealed, told, version, changed, begun FROM halls "
        "WHERE code = ?"
    )
    found = store.rows(asked, code)
    if not found:
        raise StoreError(missing(code), kind=ErrorKind.MISSING)
    text, scene, asking, revealed, told, *since = found[0]
    return Hall(code, _lecture(text), scene, bool(asking), bool(revealed), bool(told), *since)


def drive(
    store: Database,
    code: str,
    secret: str,
    scene: int | None = None,
    asking: bool | None = None,
    revealed: bool | None = None,
    told: bool | None = None,
) -> Hall:
    """Move a lecture: to a `scene` (from 0), `asking` or not, `revealed` or not, `told` or not; None
    leaves it.

    Another scene begins with none of them. Asking ends the others, and each of them ends asking:
    nobody answers who has seen the answers; what is told is revealed, too. Raises Refused without the
    right secret, ValueError for a scene that is not there or has no question to ask.
    """
    scenes = look(store, code).lecture.scenes
    if scene is not None and scene not in range(len(scenes)):
        raise ValueError(
            _("There is no scene {scene}; there are {count}.").format(
                scene=scene + 1, count=len(scenes)
            )
        )
    with store.transaction() as run:
        _must_hold(run, code, secret)
        asked = "SELECT scene, asking, revealed, told FROM halls WHERE code = ?"
        before, was_asking, was_revealed, was_told = run(asked, (code,)).fetchone()
        at = before if scene is None else scene
        kept = at == before
        if (asking or revealed or told) and scenes[at].question is None:
            raise ValueError(_("Scene {at} has no question.").format(at=at + 1))
        asks = kept and bool(was_asking) and not (revealed or told) if asking is None else asking
        tells = kept and bool(was_told) and not asks if told is None else told
        shows = kept and bool(was_revealed) and not asks if revealed is None else revealed
        shows = shows or tells
        run(
            "UPDATE halls SET scene = ?, asking = ?, revealed = ?, told = ?, version = version + 1, "
            "changed = ? WHERE code = ?",
            (at, asks and not shows, shows, tells, time.time(), code),
        )
    return look(store, code)


def show(store: Database, code: str, secret: str, shown: dict[str, Any]) -> None:
    """Put on everybody's screen what the lecturer sees; raises Refused without the right secret, and
    ValueError if it is too much."""
    text = json.dumps(shown)
    if len(text) > MOST_SHOWN:
        raise ValueError(
            _("What is shown has {count:,} bytes; at most {most:,} are sent.").format(
                count=len(text), most=MOST_SHOWN
            )
        )
    with store.transaction() as run:
        _must_hold(run, code, secret)
        run(
            "UPDATE halls SET shown = ?, version = version + 1, changed = ? WHERE code = ?",
            (text, time.time(), code),
        )


def claim(store: Database, code: str, secret: str, experiment: str | None) -> bool:
    """Keep an experiment, as JSON, for this lecture: nobody else may start or steer it; None lets go of
    it. False if another lecture has claimed it. Raises Refused without the right secret."""
    with store.transaction() as run:
        _must_hold(run, code, secret)
        since = time.time() - CLAIMED
        asked = "SELECT 1 FROM halls WHERE trains = ? AND code != ? AND changed > ?"
        if experiment and run(asked, (experiment, code, since)).fetchone():
            return False
        run("UPDATE halls SET trains = ?, changed = ? WHERE code = ?", (experiment, time.time(), code))
    return True


def claimed(store: Database, experiment: str) -> bool:
    """Whether an experiment, as JSON, is one that a lecture is being held about."""
    asked = "SELECT 1 FROM halls WHERE trains = ? AND changed > ?"
    return bool(store.rows(asked, experiment, time.time() - CLAIMED))


def end(store: Database, code: str, secret: str) -> None:
    """Forget a lecture and all its answers; who follows it is told so. Raises Refused without the
    right secret."""
    with store.transaction() as run:
        _must_hold(run, code, secret)
        run("DELETE FROM halls WHERE code = ?", (code,))


def version(store: Database, code: str) -> int:
    """The number of changes so far: cheap enough to be asked for all the time."""
    return int(_one(store, "version", code)[0])


def shown(store: Database, code: str) -> tuple[int, str]:
    """The version of what is shown, and that as JSON ("" if nothing has been yet)."""
    number, text = _one(store, "version, shown", code)
    return number, text or ""


def _one(store: Database, what: str, code: str) -> tuple[Any, ...]:
    found = store.rows(f"SELECT {what} FROM halls WHERE code = ?", code)
    if not found:
        raise StoreError(missing(code), kind=ErrorKind.MISSING)
    return found[0]


def answer(store: Database, code: str, follower: str, value: object) -> None:
    """Take an answer to the question that is asked now; who answers again has changed their mind.
    Raises ValueError, a sentence, if nothing is asked or it is no answer to that."""
    hall = look(store, code)
    question = hall.current.question
    if question is None or not hall.asking:
        raise ValueError(_(NOTHING))
    read = question.read(value)
    with store.transaction() as run:
        # the lecturer may have gone on meanwhile
        asked = "SELECT 1 FROM halls WHERE code = ? AND scene = ? AND asking"
        if run(asked, (code, hall.scene)).fetchone() is None:
            raise ValueError(_(NOTHING))
        (others,) = run(
            "SELECT count(*) FROM answers WHERE hall = ? AND scene = ? AND follower != ?",
            (code, hall.scene, follower),
        ).fetchone()
        if others >= MOST_ANSWERS:
            raise ValueError(
                _("{most:,} have answered; no more answers are counted.").format(most=MOST_ANSWERS)
            )
        sketch = json.dumps(read) if isinstance(read, tuple) else None
        run(
            "INSERT OR REPLACE INTO answers (hall, scene, follower, answer, sketch) "
            "VALUES (?, ?, ?, ?, ?)",
            (code, hall.scene, follower, question.counted(read), sketch),
        )


def answers(store: Database, code: str, scene: int) -> list[Answer]:
    """All answers to the question of a scene."""
    asked = "SELECT answer, sketch FROM answers WHERE hall = ? AND scene = ? ORDER BY follower"
    found = store.rows(asked, code, scene)
    return [value if sketch is None else tuple(json.loads(sketch)) for value, sketch in found]


def answered(store: Database, code: str, scene: int) -> int:
    """How many have answered the question of a scene."""
    asked = "SELECT count(*) FROM answers WHERE hall = ? AND scene = ?"
    return int(store.rows(asked, code, scene)[0][0])


def missing(code: str) -> Message:
    """The sentence that there is no lecture of that code."""
    return Message("There is no lecture with the code {code} (any more).", code=code)


def _must_hold(run: Any, code: str, secret: str) -> None:
    kept = run("SELECT secret FROM halls WHERE code = ?", (code,)).fetchone()
    if kept is None or not hmac.compare_digest(kept[0], _hash(secret)):
        raise Refused(_("Only who has the presenter's secret link can drive this lecture."))


def _hash(secret: str) -> str:
    # a secret of 192 random bits needs no slow hash
    return hashlib.sha256(secret.encode()).hexdigest()


@lru_cache(maxsize=32)
def _lecture(text: str) -> Lecture:
    return Lecture.from_json(text)
