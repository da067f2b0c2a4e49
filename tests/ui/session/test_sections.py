import pytest

from rnnviz.ui.session.page_state import key_of
from rnnviz.ui.session.presenter_session import Presenter, PresenterState
from rnnviz.ui.session.section_table import SECTIONS

pytestmark = pytest.mark.usefixtures("store_file")


@pytest.mark.parametrize(
    ("file", "query", "missing"),
    [
        ("app.py", {}, {"weights", "held"}),
        ("app.py", {"net": "srn"}, {"held"}),
        ("pages/backpropagate.py", {}, set()),
        ("pages/vanish.py", {}, set()),
        ("pages/truncate.py", {}, {"log"}),  # with what came along
        ("pages/tasks.py", {}, {"log", "batches", "compared"}),
    ],
)
def test_every_section_of_a_page_is_on_it(opened, file, query, missing):
    page = opened(file, **query)
    word = "unroll" if file == "app.py" else file[6:-3]
    assert {one.word for one in SECTIONS[word] if not page.has(f"section-{one.word}")} == missing
    listed = page.data("sections")["sections"]
    assert [entry[:2] for entry in listed] == [[s.word, s.title] for s in SECTIONS[word]]


def test_an_address_may_name_a_section_and_keeps_it(opened):
    page = opened("pages/backpropagate.py", section="check", step="2")
    assert page.data("sections")["asked"] == "check"
    assert page.address == {"section": "check", "step": "2"}
    page.type("hell")
    assert page.address == {"section": "check", "step": "2", "text": "hell"}
    assert not page.notices


def test_another_section_in_the_address_changes_nothing_else(opened):
    page = opened("pages/backpropagate.py")
    page.type("hell")
    page.visit(text="hell", section="reach")  # as the list writes it
    assert page.address == {"text": "hell", "section": "reach"}
    page.type("hello w")
    page.visit(text="hello w", section="matrix")
    assert page.address == {"text": "hello w", "section": "matrix"}


def test_a_section_that_is_none_is_said(opened):
    page = opened("pages/vanish.py", section="<b>")
    (said,) = page.notices
    assert "The address asks for the section “<b>”; there are norms, slopes" in said
    assert page.data("sections")["asked"] == ""


def test_a_page_confined_to_a_section_keeps_what_the_others_stand_at(opened, held):
    page = opened("pages/backpropagate.py", three="yes", of="all", lines="mean", k="2", shares="yes")
    asked = page.address
    presenter = Presenter(*held, confined=("backpropagate", "reach"))
    page.at.session_state[key_of(PresenterState)] = PresenterState(presenter)
    for _turn in range(2):
        page.run()
        there = [one.word for one in SECTIONS["backpropagate"] if page.has(f"section-{one.word}")]
        assert there == ["reach"]
        assert not page.has("sections")
    page.type("hell")
    assert page.address == asked | {"text": "hell", "present": held[0]}
    presenter.confined = ("vanish", "norms")  # of another page: all of this one
    page.run()
    assert page.has("section-shares")
    assert page.address == asked | {"text": "hell", "present": held[0]}
    presenter.confined = ("backpropagate", "nonsense")
    page.run()
    assert page.has("section-shares")
