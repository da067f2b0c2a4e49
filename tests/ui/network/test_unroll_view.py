import pytest
from support.reader import Reader

from rnnviz.figures.unroll.heat_maps import MEANINGS
from rnnviz.ui.network import chooser, unroll_view
from rnnviz.ui.network.unroll_view import FIELDS, layer_of, usual_units


def test_the_fields_are_the_networks_and_the_pages_own():
    names = [field.name for field in FIELDS]
    assert names[: len(chooser.FIELDS)] == [field.name for field in chooser.FIELDS]
    own = ["row", "unit", "form", "digits", "show", "units"]
    unfolds = ["edges", "anatomy", "writing", "tokens", "returns", "parameters"]
    writes = ["writes", "pick", "pick_seed"]
    assert names[len(chooser.FIELDS) :] == [*own, *unfolds, *writes, "held"]


def test_every_quantity_of_a_cell_has_a_letter_in_the_address():
    show = next(field for field in FIELDS if field.name == "show")
    for letter in set(MEANINGS) - {"difference"}:
        assert show.read(letter) == [letter]


@pytest.mark.parametrize(("hidden", "units"), [(1, [1]), (2, [1, 2]), (3, [1, 2, 3]), (64, [1, 2, 3])])
def test_usual_units(hidden, units):
    assert usual_units(hidden) == units


@pytest.mark.parametrize(
    ("row", "directions", "where"),
    [(0, 1, (0, False)), (3, 1, (3, False)), (0, 2, (0, False)), (1, 2, (0, True)), (2, 2, (1, False))],
)
def test_rows_run_through_the_layers_and_their_directions(row, directions, where):
    assert layer_of(row, directions) == where


def test_at_the_last_step_the_picture_follows_the_typing():
    page = Reader("app.py", text="hel")
    assert page.picture["step"] == 2
    page.type("hell")
    assert page.picture["step"] == 3
    page.tell("unrolled", step=1)
    page.type("hello")
    assert (page.picture["step"], page.state("step")) == (1, 2)
    page.tell("unrolled", step=4)
    assert page.state("step") is None
    page.type("hellohello")
    assert page.picture["step"] == 9


def test_the_last_step_is_that_of_the_longer_text():
    page = Reader("app.py", text="he", **{"with": "hello"})
    assert page.picture["step"] == 4
    page.tell("unrolled", step=1)
    assert page.state("step") == 2


def test_a_unit_that_was_clicked_is_opened():
    page = Reader("app.py", net="random", layers="2", hidden="4")
    page.tell("unrolled", unit=[1, 3])
    assert (page.state("row"), page.state("unit")) == (1, 4)
    page.choose(layers=1)
    assert page.state("row") == 0


def test_units_follow_the_networks_size_until_others_are_chosen():
    page = Reader("app.py", net="random", hidden="2")
    assert page.state("units") == [1, 2]
    page.choose(hidden=8)
    assert page.state("units") == [1, 2, 3]
    page.choose(units=[5, 8])
    page.choose(hidden=6)
    assert page.state("units") == [5]
    page.choose(hidden=4)
    assert page.state("units") == [1]


def test_what_there_is_to_say():
    page = Reader("app.py", net="hello", text="hexl", **{"with": "oz"})
    assert any("x" in sentence for sentence in page.notices)
    assert any("z" in sentence for sentence in page.notices)
    page = Reader("app.py", net="random", text="ab", **{"with": "ba"})
    assert any("order matters" in sentence for sentence in page.explained)
    assert unroll_view.FORMS
