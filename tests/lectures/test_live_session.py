import threading
import time

import pytest
from support.shown_pages import page

from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.lectures.phase import Act, GoTo
from rnnviz.lectures.secret import WrongSecret
from rnnviz.lectures.shown_page import load_shown, show
from rnnviz.settings.settings import Settings
from rnnviz.storage import database
from rnnviz.storage.database import StoreError

ASKS = Question(text="Which?", options=("a", "b", "c"), right=1)
LECTURE = Lecture(
    title="Cuts",
    scenes=(
        Scene(look="one"),
        Scene(page="truncate", question=ASKS, notes="mine"),
        Scene(question=ASKS),
    ),
)


@pytest.fixture
def held(store):
    return (store, *live_session.begin(store, LECTURE))


def test_a_lecture_begins_at_its_first_scene(held):
    store, code, secret = held
    now = live_session.load(store, code)
    assert (now.lecture, now.scene, now.asking, now.revealed) == (LECTURE, 0, False, False)
    assert len(code) == live_session.DIGITS and set(code) <= set(live_session.LETTERS)
    assert len(secret) >= 32
    assert live_session.begin(store, LECTURE) != (code, secret)


def test_the_secret_itself_is_nowhere_in_the_store(held):
    store, _, secret = held
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert secret.encode() not in store.path.read_bytes()
    assert LECTURE.title.encode() in store.path.read_bytes()


def test_it_is_driven_from_scene_to_scene(held):
    store, code, secret = held
    before = live_session.version(store, code)
    assert live_session.drive(store, code, secret, GoTo(1)).scene == 1
    assert live_session.version(store, code) > before
    now = live_session.drive(store, code, secret, Act.ASK)
    assert (now.scene, now.asking, now.revealed) == (1, True, False)
    now = live_session.drive(store, code, secret, Act.REVEAL)  # who has seen the answers gives none
    assert (now.asking, now.revealed) == (False, True)
    assert (now.solved, now.sentence) == (False, "Which?")
    now = live_session.drive(store, code, secret, Act.SOLVE)
    assert (now.asking, now.revealed, now.solved) == (False, True, True)
    assert now.sentence == now.lecture.scenes[1].look
    now = live_session.drive(store, code, secret, Act.ASK)
    assert (now.asking, now.revealed, now.solved) == (True, False, False)
    now = live_session.drive(store, code, secret, GoTo(1))  # where it stands already
    assert now.asking
    now = live_session.drive(store, code, secret, GoTo(2))
    assert (now.scene, now.asking, now.revealed, now.solved) == (2, False, False, False)
    for scene in (3, -1):
        with pytest.raises(ValueError, match=f"There is no scene {scene + 1}; there are 3."):
            live_session.drive(store, code, secret, GoTo(scene))
    live_session.drive(store, code, secret, GoTo(0))
    with pytest.raises(ValueError, match="Scene 1 has no question"):
        live_session.drive(store, code, secret, Act.ASK)
    assert live_session.load(store, code).scene == 0


@pytest.mark.parametrize("wrong", ["", "guess", "the hash"])
@pytest.mark.parametrize(
    "write",
    [
        lambda *key: live_session.drive(*key, GoTo(1)),
        lambda *key: live_session.drive(*key, GoTo(1), Act.ASK),
        lambda *key: live_session.drive(*key),
        lambda *key: show(*key, page("unroll")),
        lambda *key: live_session.end(*key),
    ],
)
def test_without_the_secret_nobody_drives(held, write, wrong):
    store, code, _ = held
    if wrong == "the hash":  # what somebody reads who gets hold of the file
        ((wrong,),) = store.rows("SELECT secret FROM halls")
    before = store.rows("SELECT * FROM halls")
    with pytest.raises(WrongSecret, match="Only who has the presenter's secret link"):
        write(store, code, wrong)
    assert store.rows("SELECT * FROM halls") == before


def test_the_secret_of_one_lecture_does_not_drive_another(held):
    store, code, _ = held
    _, other = live_session.begin(store, LECTURE)
    with pytest.raises(WrongSecret):
        live_session.drive(store, code, other, GoTo(1))


def test_a_lecture_that_is_not_there_is_said_to_be_missing(store):
    for ask in (
        lambda: live_session.load(store, "AAAAA"),
        lambda: live_session.version(store, "AAAAA"),
        lambda: load_shown(store, "AAAAA"),
        lambda: live_session.drive(store, "AAAAA", "secret", GoTo(0)),
        lambda: live_session.answer(store, "AAAAA", "follower", 1),
    ):
        with pytest.raises(StoreError, match="There is no lecture with the code AAAAA") as refused:
            ask()
        assert refused.value.kind == "missing"


def test_answers_are_taken_only_while_they_are_asked_for(held):
    store, code, secret = held
    for moved in ((), (GoTo(1),)):
        live_session.drive(store, code, secret, *moved)
        with pytest.raises(ValueError, match="Nothing is asked"):
            live_session.answer(store, code, "ann", 1)
    live_session.drive(store, code, secret, Act.ASK)
    live_session.answer(store, code, "ann", 1)
    live_session.answer(store, code, "ben", 2)
    live_session.answer(store, code, "ann", 0)  # has changed her mind
    assert sorted(live_session.answers(store, code, 1)) == [0.0, 2.0]
    with pytest.raises(ValueError, match="there are 3"):
        live_session.answer(store, code, "ann", 3)
    live_session.drive(store, code, secret, Act.REVEAL)
    with pytest.raises(ValueError, match="Nothing is asked"):
        live_session.answer(store, code, "ann", 1)
    assert sorted(live_session.answers(store, code, 1)) == [0.0, 2.0]
    assert live_session.answers(store, code, 2) == []  # the same question in another scene


def test_an_answer_that_comes_while_the_lecturer_goes_on_is_not_counted(held, monkeypatch):
    store, code, secret = held
    live_session.drive(store, code, secret, GoTo(1), Act.ASK)
    read = Question.read

    def late(self, value):
        live_session.drive(store, code, secret, GoTo(2), Act.ASK)
        return read(self, value)

    monkeypatch.setattr(Question, "read", late)
    with pytest.raises(ValueError, match="Nothing is asked"):
        live_session.answer(store, code, "ann", 1)
    assert live_session.answers(store, code, 1) == live_session.answers(store, code, 2) == []


def test_not_more_answers_are_kept_than_a_hall_can_have(held, monkeypatch):
    monkeypatch.setattr(live_session, "MOST_ANSWERS", 2)
    store, code, secret = held
    live_session.drive(store, code, secret, GoTo(1), Act.ASK)
    for follower in ("ann", "ben"):
        live_session.answer(store, code, follower, 1)
    with pytest.raises(ValueError, match="no more answers are counted"):
        live_session.answer(store, code, "cem", 1)
    live_session.answer(store, code, "ben", 2)
    assert sorted(live_session.answers(store, code, 1)) == [1.0, 2.0]


def test_a_class_may_answer_all_at_once(held):
    store, code, secret = held
    live_session.drive(store, code, secret, GoTo(1), Act.ASK)
    threads = [
        threading.Thread(target=live_session.answer, args=(store, code, f"follower {n}", n % 3))
        for n in range(60)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(live_session.answers(store, code, 1)) == [0.0] * 20 + [1.0] * 20 + [2.0] * 20


def test_what_has_ended_or_is_long_over_is_forgotten_with_its_answers(held):
    store, code, secret = held
    live_session.drive(store, code, secret, GoTo(1), Act.ASK)
    live_session.answer(store, code, "ann", 1)
    later, key = live_session.begin(store, LECTURE)
    assert live_session.load(store, code).scene == 1
    with store.transaction() as run:
        run("UPDATE halls SET changed = changed - ? WHERE code = ?", (live_session.LASTS + 60, code))
    live_session.begin(store, LECTURE)
    with pytest.raises(StoreError, match="no lecture"):
        live_session.load(store, code)
    assert store.rows("SELECT count(*) FROM answers") == [(0,)]
    live_session.end(store, later, key)
    with pytest.raises(StoreError, match="no lecture"):
        live_session.load(store, later)


def test_another_process_sees_the_same(held):
    store, code, secret = held
    other = Store(store.path)
    live_session.drive(store, code, secret, GoTo(1), Act.ASK)
    live_session.answer(other, code, "ann", 2)
    assert live_session.load(other, code).asking
    assert live_session.answers(store, code, 1) == [2.0]
    other.close()


# -- sketches ----------------------------------------------------------------------------------------

FALLS = Question(text="How?", kind="sketch", low=0.01, high=1.0, log=True, last=2, at=1)
DRAWN = Lecture(title="Norms", scenes=(Scene(question=FALLS), Scene(question=ASKS)))


def test_sketches_are_kept_beside_other_answers_and_minds_are_changed(store):
    code, secret = live_session.begin(store, DRAWN)
    live_session.drive(store, code, secret, Act.ASK)
    live_session.answer(store, code, "ann", [1, 0.5, 0.25])
    live_session.answer(store, code, "ben", [1.0, 1.0, 1.0])
    live_session.answer(store, code, "ann", [1.0, 0.1, 0.01])
    assert live_session.answers(store, code, 0) == [(1.0, 0.1, 0.01), (1.0, 1.0, 1.0)]
    assert store.rows("SELECT answer FROM answers ORDER BY follower") == [(0.1,), (1.0,)]
    before = store.rows("SELECT * FROM answers")
    for wrong, sentence in (
        ([1.0, 0.5], "2 points"),
        ([1, 1, 2], "2 at lag 2"),
        (0.5, "sketches of 3"),
    ):
        with pytest.raises(ValueError, match=sentence):
            live_session.answer(store, code, "ann", wrong)
    assert store.rows("SELECT * FROM answers") == before
    live_session.drive(store, code, secret, GoTo(1), Act.ASK)
    live_session.answer(store, code, "ann", 2)
    assert live_session.answers(store, code, 1) == [2.0]
    assert [live_session.answered(store, code, scene) for scene in (0, 1, 2)] == [2, 1, 0]


def test_answers_of_an_older_store_are_read(tmp_path, monkeypatch):
    path = tmp_path / "older.sqlite"
    with monkeypatch.context() as earlier:
        # the last one without sketches
        earlier.setattr(database, "MIGRATIONS", database.MIGRATIONS[:3])
        older = database.Database(path)
        code = "ABCDE"
        with older.transaction() as run:
            asked = "INSERT INTO halls (code, secret, lecture, begun, changed) VALUES (?, '', ?, ?, ?)"
            run(asked, (code, LECTURE.to_json(), time.time(), time.time()))
            run("UPDATE halls SET scene = 1, asking = 1")
            run("INSERT INTO answers VALUES (?, 1, 'ann', 2.0)", (code,))
        older.close()
    store = Store(path)
    assert live_session.answers(store, code, 1) == [2.0]
    live_session.answer(store, code, "ann", 0)
    assert live_session.answers(store, code, 1) == [0.0]
    store.close()


def test_an_owner_begins_so_many_lectures_in_a_day_and_others_as_many(store, monkeypatch):
    monkeypatch.setattr(live_session, "current", lambda: Settings(lectures=2))
    first = live_session.begin(store, LECTURE, "me")
    live_session.begin(store, LECTURE, "me")
    assert live_session.load(store, first[0]).owner == "me"
    with pytest.raises(ValueError, match="allowed are 2"):
        live_session.begin(store, LECTURE, "me")
    live_session.begin(store, LECTURE, "you")
    live_session.end(store, *first)  # as the sentence says
    live_session.begin(store, LECTURE, "me")
    store.rows("UPDATE halls SET begun = begun - 86401")
    live_session.begin(store, LECTURE, "me")
