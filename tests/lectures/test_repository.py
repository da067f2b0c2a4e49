import pytest

from rnnviz.lectures import repository
from rnnviz.lectures.model import Lecture, Scene
from rnnviz.storage.database import StoreError

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
