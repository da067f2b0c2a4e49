import pytest

from rnnviz.lectures import repository
from rnnviz.lectures.model import Lecture, Scene
from rnnviz.storage.database import StoreError
from rnnviz.storage.ownership import MACHINE

LECTURE = Lecture(title="Cuts", scenes=(Scene(look="one"), Scene(page="truncate", notes="mine")))


def test_own_lectures_are_saved_changed_and_removed(store):
    first = repository.save(store, LECTURE)
    second = repository.save(store, LECTURE.model_copy(update={"title": "Gates"}))
    assert [one.title for one in repository.saved(store)] == ["Gates", "Cuts"]
    changed = LECTURE.model_copy(update={"title": "Cuts, again", "scenes": LECTURE.scenes[:1]})
    assert repository.save(store, changed, first) == first
    assert [(one.id, one.title) for one in repository.saved(store)] == [
        (first, "Cuts, again"),
        (second, "Gates"),
    ]
    assert repository.load(store, first) == changed
    repository.remove(store, first)
    assert [one.id for one in repository.saved(store)] == [second]
    with pytest.raises(StoreError, match="There is no lecture"):
        repository.load(store, first)


def test_a_lecture_of_another_version_is_refused_in_a_sentence(store):
    id = repository.save(store, LECTURE)
    with store.transaction() as run:
        run("UPDATE lectures SET lecture = ?", ('{"title": "t", "scenes": [{"hologram": 1}]}',))
    with pytest.raises(ValueError, match=r"scenes.1.hologram: extra inputs"):
        repository.load(store, id)


@pytest.mark.parametrize("other", ["you", MACHINE, "visit:1"])
def test_nobody_sees_changes_or_removes_the_lecture_of_another(store, other):
    id = repository.save(store, LECTURE, owner="me")
    assert repository.saved(store, other) == []
    attempts = [
        lambda: repository.load(store, id, other),
        lambda: repository.load_text(store, id, other),
        lambda: repository.save(store, LECTURE, id, other),
        lambda: repository.save_text(store, repository.LectureText("x", "{}"), id, other),
    ]
    for attempt in attempts:
        with pytest.raises(StoreError, match="There is no lecture"):  # as if there were none
            attempt()
    repository.remove(store, id, other)
    assert repository.load(store, id, "me") == LECTURE
    assert [one.id for one in repository.saved(store, "me")] == [id]


def test_what_would_be_too_long_to_be_read_is_not_saved(store):
    long = LECTURE.scenes[0].model_copy(update={"settings": {str(n): "a" * 20_000 for n in range(49)}})
    id = repository.save(store, LECTURE)
    fits = LECTURE.model_copy(update={"scenes": (long,)})
    assert repository.save(store, fits, id) == id and repository.load(store, id) == fits
    with pytest.raises(ValueError, match="allowed are up to 1,000,000"):
        repository.save(store, LECTURE.model_copy(update={"scenes": (long, long)}), id)
    assert repository.load(store, id) == fits
