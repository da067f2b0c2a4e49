import pytest

from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.lectures.phase import Act, Answers, Phase
from rnnviz.ui.lectures import question_panel
from rnnviz.ui.session import presenter_actions
from rnnviz.ui.session import store as session_store
from rnnviz.ui.session.presenter_session import Presenter

PICK = Question(text="Which <one>?", options=("a", "<b>"), right=1)
OPEN = Question(text="How far?", kind="number", low=1, high=20, unit="steps")
LECTURE = Lecture(title="t", scenes=(Scene(question=PICK), Scene(question=OPEN), Scene()))


@pytest.fixture
def present(tmp_path, monkeypatch):
    """Makes this session that of a lecture's lecturer, at a scene; gives where the lecture stands."""
    store = Store(tmp_path / "store.sqlite")
    monkeypatch.setattr(session_store, "_store", lambda: store)

    def at(scene):
        code, secret = live_session.begin(store, LECTURE)
        presenter = Presenter(code, secret, begun=True)
        monkeypatch.setattr(presenter_actions, "current", lambda: presenter)
        presenter_actions.move(scene)
        return presenter, lambda: live_session.load(store, code)

    yield at
    store.close()


def test_the_button_goes_through_the_question_and_says_what_comes_next(present):
    _, now = present(0)
    seen = []
    for _ in range(5):
        seen.append((question_panel.label(now()), now().phase, now().answers))
        question_panel.step()
    assert seen == [
        ("Ask", Phase.IDLE, Answers.SHOWN),
        ("Reveal", Phase.ASKING, Answers.SHOWN),
        ("Right answer", Phase.REVEALED, Answers.SHOWN),
        ("Clear", Phase.SOLVED, Answers.SHOWN),
        ("Ask", Phase.SOLVED, Answers.CLEARED),
    ]
    assert now().phase is Phase.ASKING


def test_a_question_that_only_the_page_answers_is_cleared_at_once(present):
    _, now = present(1)
    labels = []
    for _ in range(4):
        labels.append(question_panel.label(now()))
        question_panel.step()
    assert labels == ["Ask", "Reveal", "Clear", "Ask"]


def test_answers_make_room_and_are_marked_later(present):
    _, now = present(0)
    question_panel.step()
    question_panel.make_room()
    assert (now().phase, now().answers) == (Phase.SOLVED, Answers.SKIPPED)
    version = now().version
    question_panel.make_room()  # nothing more to do
    assert now().version == version
    assert question_panel.label(now()) == "Right answer"
    question_panel.step()
    assert (now().version, now().answers) == (version, Answers.SHOWN)


def test_without_a_question_nothing_happens(present):
    _, now = present(2)
    version = now().version
    question_panel.step()
    question_panel.make_room()
    assert now().version == version


def test_a_question_is_text_and_no_markup_with_its_answers_while_they_are_taken(present):
    presenter, now = present(0)
    presenter_actions.drive(presenter, Act.ASK)
    asked = question_panel.question_html(PICK, 1, now())
    assert "&lt;b&gt;" in asked and "1 answer" in asked and "Which" not in asked
    presenter_actions.drive(presenter, Act.SOLVE)
    solved = question_panel.question_html(PICK, 1, now())
    assert "<h2>Which &lt;one&gt;?</h2>" in solved and "answer" not in solved


def test_the_range_of_a_number_is_said(present):
    presenter, now = present(1)
    presenter_actions.drive(presenter, Act.ASK)
    assert "A number from 1 to 20 steps" in question_panel.question_html(OPEN, 0, now())
