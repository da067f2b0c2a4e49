import pytest

from rnnviz.lectures import repository
from rnnviz.lectures.model import MOST_SCENES, Lecture, Scene
from rnnviz.storage.database import StoreError
from rnnviz.text.message import Refusal
from rnnviz.ui.lectures import editor
from rnnviz.ui.lectures.editor import MOST_CHANGES
from rnnviz.ui.session import address, presenter_session

ONE = Lecture(title="One", scenes=(Scene(look="a"),))
OTHER = Lecture(title="Other", scenes=(Scene(look="b"),))


def test_every_change_is_saved_and_can_be_undone(session, store):
    assert not session(editor.can_undo)
    id = session(editor.save, ONE)
    assert session(editor.save, OTHER, id) == id
    assert repository.load(store, id) == OTHER
    session(editor.remove, id)
    assert repository.saved(store) == []
    assert session(editor.undo) == id
    assert repository.load(store, id) == OTHER
    assert session(editor.undo) == id
    assert repository.load(store, id) == ONE
    assert session(editor.undo) is None  # it goes as it came
    assert repository.saved(store) == []
    assert not session(editor.can_undo)


def test_what_is_saved_without_a_change_is_no_change(session, store):
    id = session(editor.save, ONE)
    session(editor.save, ONE, id)
    session(editor.undo)
    assert not session(editor.can_undo)


def test_as_many_changes_as_are_remembered_can_be_undone(session, store):
    def change():
        id = editor.save(ONE)
        for number in range(MOST_CHANGES + 5):
            editor.save(ONE.model_copy(update={"title": f"{number}"}), id)

    def undo():
        count = 0
        while editor.can_undo():
            editor.undo()
            count += 1
        return count

    session(change)
    assert session(undo) == MOST_CHANGES


def test_what_is_not_there_is_not_removed(session, store):
    def remove():
        with pytest.raises(StoreError, match="There is no lecture"):
            editor.remove("nothing")

    session(remove)
    assert not session(editor.can_undo)


@pytest.mark.parametrize("count", [0, MOST_SCENES + 1])
def test_a_lecture_has_scenes_but_not_too_many(count):
    with pytest.raises(Refusal, match=f"That would be {count} scenes; allowed are 1 to"):
        editor.with_scenes(ONE, [Scene()] * count)


def test_the_open_page_becomes_a_scene_of_the_lecture_that_is_made(session, store):
    def page(file, **written):
        address.open_page(file)
        address.page_state(address.OpenPage).written = written
        editor.adder(file)

    def add(file, **written):
        session(lambda: page(file, **written))
        session.press("add scene", lambda: page(file, **written))

    add("app.py", text="abc")
    add("pages/vanish.py", gain="1.2")
    (saved,) = repository.saved(store)
    scenes = repository.load(store, saved.id).scenes
    assert [(scene.page, scene.settings) for scene in scenes] == [
        ("unroll", {"text": "abc"}),
        ("vanish", {"gain": "1.2"}),
    ]
    repository.remove(store, saved.id)  # by somebody else: then it is a new one
    add("app.py", text="new")
    (saved,) = repository.saved(store)
    assert len(repository.load(store, saved.id).scenes) == 1


def test_a_page_opened_at_a_section_becomes_a_scene_of_that(session, monkeypatch):
    monkeypatch.setattr(editor.sections, "asked", lambda: "slopes")

    def page():
        address.open_page("pages/vanish.py")
        return editor.page_now("pages/vanish.py")

    assert session(page).section == "slopes"


def test_a_full_lecture_says_so(session, store):
    id = session(editor.save, editor.with_scenes(ONE, [Scene()] * MOST_SCENES))

    def page():
        address.open_page("app.py")
        editor.adder("app.py")

    session(page)
    session.press("add scene", page)
    assert len(repository.load(store, id).scenes) == MOST_SCENES
    assert f"{MOST_SCENES + 1} scenes" in session(presenter_session.take_notice)


def test_only_pages_of_lectures_can_be_added(session, store):
    session(editor.adder, "pages/lecture.py")
    assert session.keys == []
