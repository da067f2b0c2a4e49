"""A box that is drawn into the map, and what lies within it."""

import pytest
from support.stored_sweeps import enter

from rnnviz.sweeps.model import Axis
from rnnviz.ui.sweeps.map_view import within


@pytest.mark.parametrize(
    ("low", "high", "ends"),
    [
        (-0.4, 0.4, (1, 1)),
        (0.2, 1.2, (1, 2)),
        (0.6, 2.4, (2, 8)),
        (-9, 9, (1, 8)),
        (5, 6, None),
        (1.0, 1.0, (2, 2)),
    ],
)
def test_cells_that_a_box_touches_lie_within_it(low, high, ends):
    assert within((1, 2, 8), low, high) == ends


def test_words_lie_within_it_too():
    assert within(Axis(setting="cell", values=("tanh", "lstm")).values, 0.6, 1.4) == ("lstm", "lstm")


def test_a_box_is_swept_finer(opened, store):
    enter(store)
    page = opened()
    page.tell("phase map", box=[0.6, 2.4, -0.4, 1.3, 0, 17])
    page.run()
    label = "Sweep finer: n of the cut from 4 to 8, lag from 1 to 3"
    (button,) = [one for one in page.at.button if one.label.replace("\\", "") == label]
    button.click()
    page.run()
    assert page.address["xs"] == "4-8"
    assert page.address["ys"] == "1-3"


def test_a_box_with_nothing_new_is_said(opened, store):
    enter(store)
    page = opened()
    page.tell("phase map", box=[-0.4, 0.4, -0.4, 0.4, 0, 17])
    page.run()
    (button,) = [one for one in page.at.button if one.label.startswith("Sweep finer\\: ")]
    button.click()
    page.run()
    assert any("All that lies in this box has been swept" in one for one in page.notices)
    assert page.address["xs"] == "2, 4, 8"


def test_who_draws_no_box_sweeps_around_a_cell(opened, store):
    enter(store)
    page = opened(cell="1.1.2")
    page.press("Sweep finer around it")
    assert any("from 2 to 8" in one.label for one in page.at.button)
