"""What the list's table is sent, and what it hears; what a browser says is client input."""

from functools import partial

import numpy as np
import pytest
from support.component_page import ComponentPage

from rnnviz.ui.components.runs_table import (
    DIGITS,
    TableHears,
    TableLook,
    TableRow,
    TableTold,
    heights,
    runs_table,
)

LOOK = TableLook("All", "Choose all", "Open {name}", [("name", "run")], ["name"], "name", 3)
TOLD = TableTold()


def place(hear):
    hears = TableHears(*(partial(hear, name) for name in ("chosen", "sort", "open")))
    row = TableRow("<b>", "a", cells={"loss": ("0.5", "n = 2")})
    runs_table([row], ["a"], {"a": "#0072b2"}, LOOK, TOLD, hears, "table")


@pytest.fixture
def page():
    TOLD.count = 0
    return ComponentPage(place)


def test_names_are_sent_as_they_are(page):
    assert page.data["rows"][0]["name"] == "<b>"
    assert page.data["rows"][0]["cells"] == {"loss": ["0.5", "n = 2"]}
    assert (page.data["chosen"], page.data["colours"]) == (["a"], {"a": "#0072b2"})
    assert page.data["count"] == 0


def test_choices_are_heard_with_their_count(page):
    page.send(chosen=[["a", "b", "c", "d"], 4])
    assert page.heard == [("chosen", ["a", "b", "c"])]
    assert page.data["count"] == 4


def test_an_order_and_a_line_to_open_are_heard(page):
    page.send(sort=["loss", 1])
    assert page.heard == [("sort", "loss")]
    page.send(open=["a", 2])
    assert page.heard == [("open", "a")]


@pytest.mark.parametrize("sent", [None, 3, [], ["a"], [["a"]], [["a"], -1], [[3], 1], [["a"], "x"], {}])
def test_anything_else_is_passed_over(page, sent):
    page.send(chosen=sent)
    assert page.heard == []


def test_a_small_picture_goes_from_its_lowest_to_its_highest():
    assert heights(np.array([1.0, 1.0, 0.5, 0.0])) == f"{DIGITS[-1]}{DIGITS[-1]}{DIGITS[30]}0"
    assert heights(np.array([])) == heights(np.array([np.nan])) == ""
    assert heights(np.array([1.0, np.nan, 0.0]))[1:] == "-0"
    flat = heights(np.full(5, 0.3))
    assert flat == "00000"
    assert len(heights(np.arange(1000.0))) == 64


def test_what_has_learned_nothing_stays_at_the_top_and_what_has_learned_all_comes_down():
    floors = (0.66, 0.52, 0.45)
    assert set(heights(np.array([0.66, 0.65, 0.66, 0.65]), floors)) <= set(DIGITS[-4:])
    learned = heights(np.array([0.66, 0.6, 0.5, 0.451]), floors)
    assert (learned[0], learned[-1]) == (DIGITS[-1], "0")
    below = heights(np.array([0.66, 0.4]), floors)  # by the luck of its data
    assert below[-1] == "0"


def test_a_first_loss_that_is_huge_does_not_make_the_rest_flat():
    values = np.concatenate([[50.0], np.linspace(1.0, 0.5, 23)])
    found = heights(values)
    assert found[0] == DIGITS[-1]
    assert len(set(found)) > 10
    assert TableRow("?").heights == ""
