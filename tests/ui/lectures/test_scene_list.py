import pytest

from rnnviz.lectures import repository
from rnnviz.lectures.model import Lecture, Scene
from rnnviz.lectures.ready import READY
from rnnviz.ui.lectures import library, scene_list
from rnnviz.ui.session import address
from rnnviz.ui.session.pages import PAGES, word_of

TITLES = {word_of(page.file): page.title for page in PAGES}
OWN = Lecture(title="t", scenes=(Scene(look="a <b>"), Scene(page="vanish", look="c"), Scene(look="d")))


@pytest.fixture
def show(session, store):
    """Draws the scenes of a lecture, after a button has been pressed."""

    def draw(word):
        library.st.session_state[library.KEY] = word
        address.fill(library.FIELDS)
        scene_list.scene_list(library.chosen(store), TITLES)

    def go(word, press=""):
        if press:
            session.press(press, draw, word)
        else:
            session(draw, word)

    return go


def looks(store, id):
    return [scene.look for scene in repository.load(store, id).scenes]


def test_every_scene_is_listed_with_its_page(session, store, show):
    show(repository.save(store, OWN))
    assert session.html.index("a &lt;b&gt;") < session.html.index(">c<")
    assert "Vanish" in session.html
    assert {"open 0", "edit 1", "up 1", "down 0", "duplicate 2", "remove 2"} <= set(session.keys)
    disabled = {button.key for button in session.at.button if button.disabled}
    assert disabled == {"up 0", "down 2"}


def test_the_scenes_of_a_ready_lecture_can_be_opened_and_nothing_else(session, show):
    show("gates")
    assert session.keys == [f"open {place}" for place in range(len(READY["gates"].scenes))]


def test_scenes_are_moved_doubled_and_removed(store, show):
    id = repository.save(store, OWN)
    show(id)
    for press, wanted in (
        ("up 1", ["c", "a <b>", "d"]),
        ("down 1", ["c", "d", "a <b>"]),
        ("duplicate 0", ["c", "c", "d", "a <b>"]),
        ("remove 3", ["c", "c", "d"]),
    ):
        show(id, press)
        assert looks(store, id) == wanted


def test_one_form_is_open_at_a_time_and_closed_by_a_move(session, store, show):
    id = repository.save(store, OWN)

    def forms():
        return [area.label for area in session.at.text_area].count("Notes, for the lecturer only")

    show(id)
    assert forms() == 0
    show(id, "edit 0")
    assert forms() == 1
    show(id, "edit 1")
    assert forms() == 1
    show(id, "edit 1")
    assert forms() == 0
    show(id, "edit 1")
    show(id, "up 1")
    assert forms() == 0
