import threading

import pytest

from rnnviz import database, hall, shelf
from rnnviz.hall import Refused
from rnnviz.lecture import Lecture, Question, Scene
from rnnviz.store import Store, StoreError

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
def store(tmp_path):
    store = Store(tmp_path / "store.sqlite")
    yield store
    store.close()


@pytest.fixture
def held(store):
    return (store, *hall.begin(store, LECTURE))


def test_a_lecture_begins_at_its_first_scene(held):
    store, code, secret = held
    now = hall.look(store, code)
    assert (now.lecture, now.scene, now.asking, now.revealed) == (LECTURE, 0, False, False)
    assert len(code) == hall.DIGITS and set(code) <= set(hall.LETTERS)
    assert len(secret) >= 32
    assert hall.shown(store, code) == (now.version, "")
    assert hall.begin(store, LECTURE) != (code, secret)


def test_the_secret_itself_is_nowhere_in_the_store(held):
    store, _, secret = held
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert secret.encode() not in store.path.read_bytes()
    assert LECTURE.title.encode() in store.path.read_bytes()


def test_it_is_driven_from_scene_to_scene(held):
    store, code, secret = held
    before = hall.version(store, code)
    assert hall.drive(store, code, secret, scene=1).scene == 1
    assert hall.version(store, code) > before
    now = hall.drive(store, code, secret, asking=True)
    assert (now.scene, now.asking, now.revealed) == (1, True, False)
    now = hall.drive(store, code, secret, revealed=True)  # who has seen the answers gives none
    assert (now.asking, now.revealed) == (False, True)
    assert (now.told, now.sentence) == (False, "Which?")
    now = hall.drive(store, code, secret, told=True)
    assert (now.asking, now.revealed, now.told) == (False, True, True)
    assert now.sentence == now.lecture.scenes[1].look
    now = hall.drive(store, code, secret, asking=True)
    assert (now.asking, now.revealed, now.told) == (True, False, False)
    now = hall.drive(store, code, secret, scene=1)  # where it stands already
    assert now.asking
    now = hall.drive(store, code, secret, scene=2)
    assert (now.scene, now.asking, now.revealed, now.told) == (2, False, False, False)
    for scene in (3, -1):
        with pytest.raises(ValueError, match=f"There is no scene {scene + 1}; there are 3."):
            hall.drive(store, code, secret, scene=scene)
    hall.drive(store, code, secret, scene=0)
    with pytest.raises(ValueError, match="Scene 1 has no question"):
        hall.drive(store, code, secret, asking=True)
    assert hall.look(store, code).scene == 0


def test_what_is_shown_is_kept_with_its_version(held):
    store, code, secret = held
    hall.show(store, code, secret, {"page": "truncate", "pieces": {"a": [1]}})
    first, text = hall.shown(store, code)
    assert text == '{"page": "truncate", "pieces": {"a": [1]}}'
    hall.show(store, code, secret, {})
    assert hall.shown(store, code) == (first + 1, "{}")
    with pytest.raises(ValueError, match="at most 4,000,000 are sent"):
        hall.show(store, code, secret, {"a": "x" * hall.MOST_SHOWN})
    assert hall.shown(store, code) == (first + 1, "{}")


@pytest.mark.parametrize("wrong", ["", "guess", "the hash"])
@pytest.mark.parametrize(
    "write",
    [
        lambda *key: hall.drive(*key, scene=1),
        lambda *key: hall.drive(*key, scene=1, asking=True),
        lambda *key: hall.drive(*key),
        lambda *key: hall.show(*key, {"page": "unroll"}),
        lambda *key: hall.end(*key),
    ],
)
def test_without_the_secret_nobody_drives(held, write, wrong):
    store, code, _ = held
    if wrong == "the hash":  # what somebody reads who gets hold of the file
        ((wrong,),) = store.rows("SELECT secret FROM halls")
    before = store.rows("SELECT * FROM halls")
    with pytest.raises(Refused, match="Only who has the presenter's secret link"):
        write(store, code, wrong)
    assert store.rows("SELECT * FROM halls") == before


def test_the_secret_of_one_lecture_does_not_drive_another(held):
    store, code, _ = held
    _, other = hall.begin(store, LECTURE)
    with pytest.raises(Refused):
        hall.drive(store, code, other, scene=1)


def test_a_lecture_that_is_not_there_is_said_to_be_missing(store):
    for ask in (
        lambda: hall.look(store, "AAAAA"),
        lambda: hall.version(store, "AAAAA"),
        lambda: hall.shown(store, "AAAAA"),
        lambda: hall.drive(store, "AAAAA", "secret", scene=0),
        lambda: hall.answer(store, "AAAAA", "follower", 1),
    ):
        with pytest.raises(StoreError, match="There is no lecture with the code AAAAA") as refused:
            ask()
        assert refused.value.kind == "missing"


def test_answers_are_taken_only_while_they_are_asked_for(held):
    store, code, secret = held
    for moved in ({}, {"scene": 1}):
        hall.drive(store, code, secret, **moved)
        with pytest.raises(ValueError, match="Nothing is asked"):
            hall.answer(store, code, "ann", 1)
    hall.drive(store, code, secret, asking=True)
    hall.answer(store, code, "ann", 1)
    hall.answer(store, code, "ben", 2)
    hall.answer(store, code, "ann", 0)  # has changed her mind
    assert sorted(hall.answers(store, code, 1)) == [0.0, 2.0]
    with pytest.raises(ValueError, match="there are 3"):
        hall.answer(store, code, "ann", 3)
    hall.drive(store, code, secret, revealed=True)
    with pytest.raises(ValueError, match="Nothing is asked"):
        hall.answer(store, code, "ann", 1)
    assert sorted(hall.answers(store, code, 1)) == [0.0, 2.0]
    assert hall.answers(store, code, 2) == []  # the same question in another scene


def test_an_answer_that_comes_while_the_lecturer_goes_on_is_not_counted(held, monkeypatch):
    store, code, secret = held
    hall.drive(store, code, secret, scene=1, asking=True)
    read = Question.read

    def late(self, value):
        hall.drive(store, code, secret, scene=2, asking=True)
        return read(self, value)

    monkeypatch.setattr(Question, "read", late)
    with pytest.raises(ValueError, match="Nothing is asked"):
        hall.answer(store, code, "ann", 1)
    assert hall.answers(store, code, 1) == hall.answers(store, code, 2) == []


def test_not_more_answers_are_kept_than_a_hall_can_have(held, monkeypatch):
    monkeypatch.setattr(hall, "MOST_ANSWERS", 2)
    store, code, secret = held
    hall.drive(store, code, secret, scene=1, asking=True)
    for follower in ("ann", "ben"):
        hall.answer(store, code, follower, 1)
    with pytest.raises(ValueError, match="no more answers are counted"):
        hall.answer(store, code, "cem", 1)
    hall.answer(store, code, "ben", 2)
    assert sorted(hall.answers(store, code, 1)) == [1.0, 2.0]


def test_a_class_may_answer_all_at_once(held):
    store, code, secret = held
    hall.drive(store, code, secret, scene=1, asking=True)
    threads = [
        threading.Thread(target=hall.answer, args=(store, code, f"follower {n}", n % 3))
        for n in range(60)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(hall.answers(store, code, 1)) == [0.0] * 20 + [1.0] * 20 + [2.0] * 20


def test_what_has_ended_or_is_long_over_is_forgotten_with_its_answers(held):
    store, code, secret = held
    hall.drive(store, code, secret, scene=1, asking=True)
    hall.answer(store, code, "ann", 1)
    later, key = hall.begin(store, LECTURE)
    assert hall.look(store, code).scene == 1
    with store.transaction() as run:
        run("UPDATE halls SET changed = changed - ? WHERE code = ?", (hall.LASTS + 60, code))
    hall.begin(store, LECTURE)
    with pytest.raises(StoreError, match="no lecture"):
        hall.look(store, code)
    assert store.rows("SELECT count(*) FROM answers") == [(0,)]
    hall.end(store, later, key)
    with pytest.raises(StoreError, match="no lecture"):
        hall.look(store, later)


def test_another_process_sees_the_same(held):
    store, code, secret = held
    other = Store(store.path)
    hall.drive(store, code, secret, scene=1, asking=True)
    hall.answer(other, code, "ann", 2)
    assert hall.look(other, code).asking
    assert hall.answers(store, code, 1) == [2.0]
    other.close()


# -- sketches ----------------------------------------------------------------------------------------

FALLS = Question(text="How?", kind="sketch", low=0.01, high=1.0, log=True, last=2, at=1)
DRAWN = Lecture(title="Norms", scenes=(Scene(question=FALLS), Scene(question=ASKS)))


def test_sketches_are_kept_beside_other_answers_and_minds_are_changed(store):
    code, secret = hall.begin(store, DRAWN)
    hall.drive(store, code, secret, asking=True)
    hall.answer(store, code, "ann", [1, 0.5, 0.25])
    hall.answer(store, code, "ben", [1.0, 1.0, 1.0])
    hall.answer(store, code, "ann", [1.0, 0.1, 0.01])
    assert hall.answers(store, code, 0) == [(1.0, 0.1, 0.01), (1.0, 1.0, 1.0)]
    assert store.rows("SELECT answer FROM answers ORDER BY follower") == [(0.1,), (1.0,)]
    before = store.rows("SELECT * FROM answers")
    for wrong, sentence in (
        ([1.0, 0.5], "2 points"),
        ([1, 1, 2], "2 at lag 2"),
        (0.5, "sketches of 3"),
    ):
        with pytest.raises(ValueError, match=sentence):
            hall.answer(store, code, "ann", wrong)
    assert store.rows("SELECT * FROM answers") == before
    hall.drive(store, code, secret, scene=1, asking=True)
    hall.answer(store, code, "ann", 2)
    assert hall.answers(store, code, 1) == [2.0]
    assert [hall.answered(store, code, scene) for scene in (0, 1, 2)] == [2, 1, 0]


def test_answers_of_an_older_store_are_read(tmp_path, monkeypatch):
    path = tmp_path / "older.sqlite"
    with monkeypatch.context() as earlier:
        # the last one without sketches
        earlier.setattr(database, "MIGRATIONS", database.MIGRATIONS[:3])
        older = Store(path)
        code, _ = hall.begin(older, LECTURE)
        with older.transaction() as run:
            run("UPDATE halls SET scene = 1, asking = 1")
            run("INSERT INTO answers VALUES (?, 1, 'ann', 2.0)", (code,))
        older.close()
    store = Store(path)
    assert hall.answers(store, code, 1) == [2.0]
    hall.answer(store, code, "ann", 0)
    assert hall.answers(store, code, 1) == [0.0]
    store.close()


# -- lectures of one's own ---------------------------------------------------------------------------


def test_own_lectures_are_kept_changed_and_removed(store):
    first = shelf.save(store, LECTURE)
    second = shelf.save(store, LECTURE.model_copy(update={"title": "Gates"}))
    assert [one.title for one in shelf.kept(store)] == ["Gates", "Cuts"]
    changed = LECTURE.model_copy(update={"title": "Cuts, again", "scenes": LECTURE.scenes[:1]})
    assert shelf.save(store, changed, first) == first
    assert [(one.id, one.title) for one in shelf.kept(store)] == [
        (first, "Cuts, again"),
        (second, "Gates"),
    ]
    assert shelf.load(store, first) == changed
    shelf.remove(store, first)
    assert [one.id for one in shelf.kept(store)] == [second]
    with pytest.raises(StoreError, match="There is no lecture"):
        shelf.load(store, first)


def test_a_lecture_of_another_version_is_refused_in_a_sentence(store):
    id = shelf.save(store, LECTURE)
    with store.transaction() as run:
        run("UPDATE lectures SET lecture = ?", ('{"title": "t", "scenes": [{"hologram": 1}]}',))
    with pytest.raises(ValueError, match=r"scenes.1.hologram: extra inputs"):
        shelf.load(store, id)
