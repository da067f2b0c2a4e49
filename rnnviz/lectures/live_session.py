"""A lecture that is being held: where it stands, and what the class has answered.

Who has its code may look and answer; who has its secret, too, may drive. Both are drawn at random. The
secret itself is never stored, only its hash.
"""

import json
import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rnnviz.lectures.model import Answer, Lecture, Scene
from rnnviz.lectures.phase import AFTER, Act, Answers, Command, GoTo, Phase
from rnnviz.lectures.secret import check_secret, hash_of
from rnnviz.settings.sources import current
from rnnviz.storage.clock import clock
from rnnviz.storage.database import Database, ErrorKind, StoreError
from rnnviz.storage.ownership import MACHINE
from rnnviz.storage.store_error import whole
from rnnviz.text.language import N_
from rnnviz.text.message import Message, Refusal

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without those that look like another
DIGITS = 5  # of a code: 33 million, and nobody is helped by guessing one
DAY = 24 * 3600.0  # seconds
LASTS = 7 * 24 * 3600.0  # seconds after its last change, then it is removed
SURE = 3600.0  # seconds for which nobody may have set the clock by which it is removed
MOST_ANSWERS = 10_000  # to one question
MISSING = N_("There is no lecture with the code {code} (any more).")
NOTHING = N_("Nothing is asked at the moment.")
COLUMNS = "code, lecture, scene, phase, version, changed, begun, answers, wall, owner, rounds"


@dataclass(frozen=True)
class LiveSession:
    """Where a lecture stands."""

    code: str
    lecture: Lecture
    scene: int  # from 0
    phase: Phase  # of its question
    version: int  # grows with every change of what is shown
    changed: float  # when that was, seconds since 1970
    begun: float  # when the lecture began, likewise
    answers: Answers = Answers.SHOWN  # where those to its question are on the lecturer's page
    wall: str = ""  # which of the lecturer's windows the class sees, "" if none has shown itself
    owner: str = MACHINE  # who has begun it
    round: int = 0  # how often the answers to its question were forgotten

    @property
    def current(self) -> Scene:
        """The scene where it stands."""
        return self.lecture.scenes[self.scene]

    @property
    def asking(self) -> bool:
        """Whether answers are taken now."""
        return self.phase is Phase.ASKING

    @property
    def revealed(self) -> bool:
        """Whether all may see what was answered."""
        return self.phase in (Phase.REVEALED, Phase.SOLVED)

    @property
    def solved(self) -> bool:
        """Whether all may know what is right, too."""
        return self.phase is Phase.SOLVED

    @property
    def sentence(self) -> str:
        """What the class is told now: where it is asked first, the question until it may know what is
        right, which the sentence on what to look at would give away."""
        scene = self.current
        return scene.question.text if scene.question and not self.solved else scene.look


def begin(store: Database, lecture: Lecture, owner: str = MACHINE) -> tuple[str, str]:
    """Begin to hold a lecture; returns its code, and the secret that drives it. Raises Refusal for an
    owner who has begun too many in a day."""
    secret = secrets.token_urlsafe(24)
    now = clock.now()
    with store.transaction() as run:
        if clock.steady() > SURE:
            run("DELETE FROM halls WHERE changed < ?", (now - LASTS,))
        _refuse_too_many(run, owner, now)
        while True:
            code = "".join(secrets.choice(LETTERS) for _ in range(DIGITS))
            if run("SELECT 1 FROM halls WHERE code = ?", (code,)).fetchone() is None:
                break
        run(
            "INSERT INTO halls (code, secret, lecture, begun, changed, owner) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (code, hash_of(secret), lecture.to_json(), now, now, owner),
        )
    return code, secret


def _refuse_too_many(run: Any, owner: str, now: float) -> None:
    asked = "SELECT count(*) FROM halls WHERE owner = ? AND begun > ?"
    ((count,),) = run(asked, (owner, now - DAY)).fetchall()
    if count >= (most := current().lectures):
        raise Refusal(
            "{count:,} lectures have been begun here within a day; allowed are {most:,}. Go on with "
            "one of them, or end one.",
            count=count,
            most=most,
        )


def load(store: Database, code: str) -> LiveSession:
    """Where a lecture stands; raises StoreError if there is none of that code."""
    with store.reading() as run:
        return load_in(run, code)


def load_in(run: Any, code: str) -> LiveSession:
    """The same, within a transaction that has begun."""
    found = run(f"SELECT {COLUMNS} FROM halls WHERE code = ?", (code,)).fetchone()
    if found is None:
        raise StoreError(MISSING, kind=ErrorKind.MISSING, code=code)
    code, text, scene, phase, version, changed, begun, answers, wall, owner, rounds = found
    with whole(Message("What is stored of the lecture")):
        lecture = _lecture(text)
        scene = min(scene, len(lecture.scenes) - 1)
        stands = scene, Phase(phase), version, changed, begun, Answers(answers), wall, owner
        return LiveSession(code, lecture, *stands, json.loads(rounds).get(str(scene), 0))


def held_by(store: Database, browser: str) -> list[LiveSession]:
    """The lectures that a browser, by its digest, may drive, the one that was driven last first; not
    those that another version of rnnviz wrote in a way that this one cannot read."""
    asked = "SELECT hall FROM presenters JOIN halls ON hall = code WHERE browser = ? AND browser != ''"
    with store.reading() as run:
        found = run(f"{asked} ORDER BY changed DESC", (browser,)).fetchall()
        held = []
        for (code,) in found:
            with suppress(StoreError):
                held.append(load_in(run, code))
        return held


def drive(store: Database, code: str, secret: str, *commands: Command) -> LiveSession:
    """Do all of the commands, or none of them, and return where the lecture stands then.

    Raises WrongSecret without the right secret, and Refusal for a scene that is not there or has no
    question to ask.
    """
    with store.transaction() as run:
        before = load_in(run, code)
        check_secret(run, code, secret)
        stands = before.scene, before.phase, before.answers
        for command in commands:
            stands = _after(before.lecture, *stands, command)
            if command is Act.FORGET:
                _forget(run, code, stands[0])
        # the class sees nothing of where the answers are on the lecturer's page
        seen = not commands or not all(isinstance(command, Answers) for command in commands)
        run(
            "UPDATE halls SET scene = ?, phase = ?, answers = ?, version = version + ?, "
            "changed = ?, alive = ? WHERE code = ?",
            (*stands, int(seen), clock.now(), clock.now(), code),
        )
        return load_in(run, code)


def _forget(run: Any, code: str, scene: int) -> None:
    """Forget the answers to a scene's question; its phones are told by another round."""
    run("DELETE FROM answers WHERE hall = ? AND scene = ?", (code, scene))
    ((rounds,),) = run("SELECT rounds FROM halls WHERE code = ?", (code,)).fetchall()
    counts = json.loads(rounds)
    counts[str(scene)] = counts.get(str(scene), 0) + 1
    run("UPDATE halls SET rounds = ? WHERE code = ?", (json.dumps(counts), code))


def _after(
    lecture: Lecture, scene: int, phase: Phase, answers: Answers, command: Command
) -> tuple[int, Phase, Answers]:
    scenes = lecture.scenes
    if isinstance(command, Answers):
        return scene, phase, command
    if isinstance(command, GoTo):
        if command.scene not in range(len(scenes)):
            raise Refusal(
                "There is no scene {scene}; there are {count}.",
                scene=command.scene + 1,
                count=len(scenes),
            )
        if command.scene == scene:
            return scene, phase, answers
        return command.scene, Phase.IDLE, Answers.SHOWN
    if scenes[scene].question is None:
        raise Refusal("Scene {at} has no question.", at=scene + 1)
    anew = command in (Act.ASK, Act.FORGET)
    return scene, AFTER[phase][command], Answers.SHOWN if anew else answers


def end(store: Database, code: str, secret: str) -> None:
    """Remove a lecture and all its answers; who follows it is told so. Raises WrongSecret without the
    right secret."""
    with store.transaction() as run:
        check_secret(run, code, secret)
        run("DELETE FROM halls WHERE code = ?", (code,))


def version(store: Database, code: str) -> int:
    """The number of changes so far: cheap enough to be asked for all the time."""
    found = store.rows("SELECT version FROM halls WHERE code = ?", code)
    if not found:
        raise StoreError(MISSING, kind=ErrorKind.MISSING, code=code)
    return int(found[0][0])


def answer(
    store: Database,
    code: str,
    follower: str,
    value: object,
    address: str = "",
    most: int = MOST_ANSWERS,
) -> None:
    """Take an answer to the question that is asked now; who answers again has changed their mind.
    Raises Refusal if nothing is asked, it is no answer to that, or so many others of the same address
    have answered as may."""
    now = load(store, code)
    question = now.current.question
    if question is None or not now.asking:
        raise Refusal(NOTHING)
    read = question.read(value)
    with store.transaction() as run:
        # the lecturer may have gone on meanwhile
        asked = "SELECT 1 FROM halls WHERE code = ? AND scene = ? AND phase = ?"
        if run(asked, (code, now.scene, Phase.ASKING)).fetchone() is None:
            raise Refusal(NOTHING)
        others, near = run(
            "SELECT count(*), total(address = ?) FROM answers "
            "WHERE hall = ? AND scene = ? AND follower != ?",
            (address, code, now.scene, follower),
        ).fetchone()
        if address and near >= most:
            raise Refusal(
                "{most:,} from your address have answered; no more answers from there are counted.",
                most=most,
            )
        if others >= MOST_ANSWERS:
            raise Refusal("{most:,} have answered; no more answers are counted.", most=MOST_ANSWERS)
        sketch = json.dumps(read) if isinstance(read, tuple) else None
        run(
            "INSERT OR REPLACE INTO answers (hall, scene, follower, answer, sketch, address) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (code, now.scene, follower, question.counted(read), sketch, address),
        )


def answers(store: Database, code: str, scene: int) -> list[Answer]:
    """All answers to the question of a scene."""
    asked = "SELECT answer, sketch FROM answers WHERE hall = ? AND scene = ? ORDER BY follower"
    found = store.rows(asked, code, scene)
    with whole(Message("What was answered")):
        return [value if sketch is None else tuple(json.loads(sketch)) for value, sketch in found]


def answered(store: Database, code: str, scene: int) -> int:
    """How many have answered the question of a scene."""
    asked = "SELECT count(*) FROM answers WHERE hall = ? AND scene = ?"
    return int(store.rows(asked, code, scene)[0][0])


def missing(code: str) -> Message:
    """The sentence that there is no lecture of that code."""
    return Message(MISSING, code=code)


@lru_cache(maxsize=32)
def _lecture(text: str) -> Lecture:
    return Lecture.from_json(text)
