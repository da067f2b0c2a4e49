import json

import pytest
from support import app_test_private
from support.own_race import OwnRace
from support.shown_pages import content

from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.lectures.shown_page import load_shown
from rnnviz.runs.run import Run
from rnnviz.tasks import Hello
from rnnviz.training.experiment import Experiment
from rnnviz.ui.frame import page as frame
from rnnviz.ui.session import store as session_store
from rnnviz.ui.session.page_state import key_of
from rnnviz.ui.session.presenter_session import Presenter, PresenterState
from rnnviz.ui.session.recording import Recording

PRESENTER = key_of(PresenterState)

SCENES = (
    Scene(page="unroll", settings={"text": "hello"}, look="see"),
    Scene(page="unroll", question=Question(text="Which?", options=("a", "b"))),
)


@pytest.fixture
def store(store, monkeypatch):
    monkeypatch.setattr(session_store, "_store", lambda: store)
    return store


@pytest.fixture
def held(store):
    return live_session.begin(store, Lecture(title="t", scenes=SCENES))


@pytest.fixture
def present(read, held, monkeypatch):
    """Opens a page for who holds a lecture."""

    def go(page="app.py", **query):
        if page != "app.py":  # links to pages beside it could not be followed here
            monkeypatch.setattr(frame, "PAGES", tuple(p for p in frame.PAGES if p.file == page))
        reader = read(page, **query)
        reader.at.session_state[PRESENTER] = PresenterState(Presenter(*held))
        reader.run()
        return reader

    return go


def shown(store, held):
    now, page = load_shown(store, held[0])
    return now.version, {"page": page.page, "settings": page.settings, "pieces": content(page)}


def rounded(data):
    """A figure's data as the class gets them: a figure in itself, with six digits of each number."""
    sent = json.loads(data["figure"], parse_float=lambda number: float(f"{float(number):.6g}"))
    return data | {"figure": sent}


def test_the_class_sees_what_the_page_sends_to_the_lecturers_browser(present, store, held):
    page = present(text="help")
    _, seen = shown(store, held)
    assert (seen["page"], seen["settings"]) == ("unroll", {"text": "help"})
    pieces = seen["pieces"]
    assert pieces["unrolled unrolled"] == {"kind": "unrolled", "data": page.picture}
    for key in ("maps", "lines"):
        assert pieces[f"figure {key}"]["data"] == rounded(page.data(key))
    html = [piece["data"] for piece in pieces.values() if piece["kind"] == "html"]
    on_page = [element.value for element in page.at.get("html")]
    assert [text for text in html if 'class="arithmetic"' in text] == [
        text for text in on_page if 'class="arithmetic"' in text
    ]
    assert "<h2>All steps</h2>" in html


def test_a_run_that_is_followed_goes_on_before_the_class(present, store, held):
    race = OwnRace(store, Experiment(task=Hello(), samples=400, runs=(Run(**Hello.usual),)))
    race.advance()
    page = present(net=f"run.{race.id}.1")
    _, before = shown(store, held)
    race.advance()
    app_test_private.run_fragments(page.at)
    assert not page.at.exception
    _, now = shown(store, held)
    assert now["settings"] == {"net": f"run.{race.id}.1"}
    drawn = now["pieces"]["unrolled unrolled"]["data"]
    assert drawn == page.picture != before["pieces"]["unrolled unrolled"]["data"]
    assert any("2 of 400 samples" in str(piece["data"]) for piece in now["pieces"].values())


def test_the_pieces_stand_in_the_order_of_the_page(present, store, held):
    present(text="help")
    names = list(shown(store, held)[1]["pieces"])
    assert names.index("unrolled unrolled") < names.index("figure maps") < names.index("figure lines")


def test_every_change_is_shown_and_nothing_when_nothing_changes(present, store, held):
    page = present(text="help")
    first, _ = shown(store, held)
    page.run()
    assert shown(store, held)[0] == first
    page.type("hellooo")
    second, seen = shown(store, held)
    assert second > first
    assert seen["settings"] == {"text": "hellooo"}
    assert "".join(seen["pieces"]["unrolled unrolled"]["data"]["pieces"]) == "hellooo"


def test_what_is_no_longer_on_the_page_is_no_longer_shown(present, store, held):
    page = present(text="help", second="help", compare="yes")
    before = shown(store, held)[1]["pieces"]
    page.run()
    assert shown(store, held)[1]["pieces"] == before
    page.choose(net="random")
    html = [p["data"] for p in shown(store, held)[1]["pieces"].values() if p["kind"] == "html"]
    assert sum("<h2>All steps</h2>" in text for text in html) == 1


@pytest.mark.parametrize("page", ["pages/backpropagate.py", "pages/vanish.py", "pages/truncate.py"])
def test_other_pages_are_shown_as_well(present, store, held, page):
    reader = present(page)
    _, seen = shown(store, held)
    assert seen["page"] == page.removeprefix("pages/").removesuffix(".py")
    figures = {name: piece for name, piece in seen["pieces"].items() if piece["kind"] == "figure"}
    assert figures
    for name, piece in figures.items():
        assert piece["data"] == rounded(reader.data(name.removeprefix("figure ")))


def test_in_tasks_the_network_to_play_with_comes_before_its_training(present, store, held):
    present("pages/tasks.py", task="addition")
    names = list(shown(store, held)[1]["pieces"])
    assert names[0] == "gallery gallery"
    training_at = names.index("figure addition losses")
    assert any(name.startswith("html") for name in names[1:training_at])


def test_without_a_lecture_nothing_is_recorded_or_written(read, store, held, monkeypatch):
    before = store.rows("SELECT * FROM halls")
    page = read(text="help")
    assert key_of(Recording) not in page.at.session_state
    assert store.rows("SELECT * FROM halls") == before


def test_a_wrong_secret_shows_nothing_and_the_page_goes_on(read, store, held):
    page = read(text="help")
    page.at.session_state[PRESENTER] = PresenterState(Presenter(held[0], "guess"))
    before = store.rows("SELECT shown, version FROM halls")
    page.run()
    assert store.rows("SELECT shown, version FROM halls") == before
    assert "presenter's secret link" in page.state(PRESENTER).presenter.unseen
    assert page.drawn == "help"


def test_a_page_that_is_left_is_forgotten(present, store, held):
    page = present(text="help")
    page.state(PRESENTER).presenter = None
    version, _ = shown(store, held)
    page.type("hello")
    page.run()
    assert shown(store, held)[0] == version
    assert key_of(Recording) not in page.at.session_state
