import pytest

from rnnviz.runs.truncation import Truncation
from rnnviz.ui.gradients import view
from rnnviz.ui.network import chooser

PAGE = "pages/backpropagate.py"
OWN = view.FIELDS[len(chooser.FIELDS) + 2 :]


def test_the_pages_own_fields_do_not_meet_those_of_others():
    assert all(field.key == f"{view.KEY}{field.name}" for field in OWN)
    names = "by cut n k of lines axis parameter three shares loss slope curve depth rows names as"
    names += " batch graph formula terms"
    assert [field.name for field in OWN] == names.split()


@pytest.mark.parametrize(
    ("cut", "made"),
    [
        ("full", Truncation.full()),
        ("windows", Truncation.windows(4)),
        ("even", Truncation.even(4)),
        ("sliding", Truncation.sliding(4)),
    ],
)
def test_every_cut_is_a_truncation(cut, made):
    assert view.truncation({"flow cut": cut, "flow n": 4}) == made
    assert set(view.CUTS) == {"full", "windows", "even", "sliding"}


def test_quantities_are_offered_where_there_are_any(opened):
    page = opened(PAGE)
    assert len(page.control("flow by shown").options) == 3  # h, x, hh
    page.choose(net="english-lstm")
    assert len(page.control("flow by shown").options) == 5
    page.choose(net="srn")
    assert len(page.control("flow by shown").options) == 1


def test_a_choice_that_is_not_there_now_comes_back(opened):
    page = opened(PAGE, net="english-lstm", by="c")
    page.choose(net="hello")
    assert page.state("flow by shown") == "h"
    assert page.state("flow by") == "c"
    page.choose(net="english-lstm")
    assert page.state("flow by shown") == "c"


def test_the_cut_is_no_longer_than_the_text_but_stays_as_chosen(opened):
    page = opened(PAGE, text="hel", cut="windows", n="20")
    assert page.state("flow n shown") == 3
    page.type("hellohello")
    assert page.state("flow n shown") == 10
    assert page.state("flow n") == 20
    page.choose(**{"flow n shown": 4})
    assert page.address["n"] == "4"


def test_two_directions_cannot_be_cut(opened):
    page = opened(PAGE, net="random", both="yes", cut="windows")
    assert not page.has("flow cut")
    assert page.has("row")


def test_a_step_is_opened_until_another_is(opened):
    page = opened(PAGE)
    assert page.state("flow k shown") == 4
    page.choose(**{"flow k shown": 2})
    assert page.address["k"] == "2"
    page.tell("arrivals", step=1)
    assert page.state("flow k") == 2
    assert page.state("step") == 2
