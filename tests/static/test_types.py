"""The types that the browser's side is checked with are those of what is sent to it."""

import re
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from support.component_page import ComponentPage
from support.figure_readers import made

from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.figures.gradients.arrivals import arrivals
from rnnviz.figures.gradients.look import Look
from rnnviz.figures.unroll.unrolled import unrolled
from rnnviz.lectures.model import Question
from rnnviz.pretrained import registry
from rnnviz.runs.truncation import Truncation
from rnnviz.ui.components.live_piece import Mark, html_piece
from rnnviz.ui.components.runs_table import (
    TableHears,
    TableLook,
    TableRow,
    TableTold,
    runs_table,
)
from rnnviz.ui.components.typed_line import TypedPage, typed_line
from rnnviz.ui.frame import help
from rnnviz.ui.frame.habits import number_words
from rnnviz.ui.lectures.follower_view import words
from rnnviz.ui.session.pages import BY_WORD

TYPES = (Path(__file__).parents[2] / "static" / "types.d.ts").read_text("utf-8")
# to every picture by the page that shows it, and by that of who follows a lecture
ADDED = {"dark", "words", "followed"}
SAVED = {"exactAt", "exact"}  # where its numbers are


def fields(name: str) -> set[str]:
    """The names of an interface's fields."""
    match = re.search(
        rf"^export interface {name}(?: extends ([\w, ]+))? {{\n(.*?)^}}", TYPES, re.M | re.S
    )
    assert match, name
    bases, body = match.groups()
    own = set(re.findall(r"^  (\w+)\??:", body, re.MULTILINE))
    assert own
    # how a picture is placed is told apart from what it shows
    return own.union(
        *(fields(base) for base in (bases or "").split(", ") if base not in ("", "Placed"))
    )


def written_address() -> dict[str, Any]:
    """What the browser is sent of an address."""
    sent: list[dict[str, Any]] = []

    def script(sent):
        from unittest import mock

        from rnnviz.ui.session import address

        address.open_page("app.py")
        with mock.patch.object(address, "address_bar", sent.append):
            address.write_address(())

    assert not AppTest.from_function(script, args=(sent,)).run().exception
    return sent[0]


@pytest.fixture(scope="module")
def hello():
    net = registry.load("hello")
    return net, *made(net, "hello")


def test_the_unrolled_network(hello):
    data = unrolled(*hello, second=hello[1:])
    of_a_wide_layer = {"units", "of"}
    assert fields("UnrolledData") == set(data) | ADDED | SAVED | of_a_wide_layer
    assert fields("UnrolledChain") == set(data["second"])


def test_what_arrives(hello):
    net, typed, trace = hello
    flow = gradient_flow(net, trace)
    steps = len(flow.matrix)
    mask = np.ones((steps, steps), dtype=bool)
    rows = tuple(range(steps))
    look = Look(typed, flow, "h", flow.matrix, 2, rows, Truncation.full(), mask, opened=2)
    assert fields("ArrivalsData") == set(arrivals(look, dark=False)) | ADDED


def test_how_a_picture_is_placed():
    piece = html_piece("")
    assert fields("Placed") == set(Mark(0, 0).of("", piece))
    page = TypedPage("unroll", (), (), lambda state, asked: {})
    component = ComponentPage(lambda note: typed_line(page))
    assert fields("LiveData") == set(component.data)
    assert fields("TypedData") == set(component.data["typed"])


def test_a_question():
    assert fields("Question") == set(Question.model_fields)


def test_the_list_of_runs():
    look = TableLook("All", "Choose all", "Open {name}", [("name", "run")], ["name"], "name", 3)
    hears = TableHears(print, print, print)
    table = partial(runs_table, [TableRow("a", "b")], [], {}, look, TableTold(), hears, "table")
    data = ComponentPage(lambda note: table()).data
    assert fields("RunsTableData") == set(data)
    assert fields("RunsTableRow") == set(data["rows"][0])


def test_the_address():
    assert fields("AddressData") == set(written_address())


def test_what_people_expect():
    data = help.data(BY_WORD["unroll"])
    assert fields("HelpData") == set(data)
    assert fields("HabitsData") == {"look", "home", "loading", "numbers", "help"}  # see test_habits.py
    assert fields("NumberWords") == set(number_words())
    assert set(data["can"]) == {"copy", "reset", "tour"}


def test_the_words_of_who_follows():
    match = re.search(r"^export type FollowWords = Record<(.*?),", TYPES, re.MULTILINE | re.DOTALL)
    assert match
    assert set(re.findall(r'"(\w+)"', match[1])) == set(words())
