"""The list: its lines, what it is narrowed to, its order, its groups."""

import pytest
from support.own_lists import brought, small, told_loop, trained
from support.runs_page import choose, names, row, words

from rnnviz.storage import tags


def test_a_line_says_what_it_is(opened, store):
    id = trained(store, small(seeds=3), title="<script>", status="stopped")
    tags.change(store, [id], ["a tag"])
    page = opened()
    first = row(page, "<script> · cut every 2, 2 units")
    assert first["about"] == "Echo · 3 seeds"
    assert first["tags"] == ["a tag"]
    assert first["cells"]["loss"][1].endswith(", n = 3")
    assert first["cells"]["status"] == ["stopped", "40 %"]
    assert first["cells"]["when"][0] == "just now"
    assert first["spark"]
    assert not first["leads"]


def test_it_is_searched_filtered_and_grouped(opened, store):
    trained(store, small(), title="first")
    trained(store, small(hidden=3), title="second")
    told_loop(store, [0.5])
    page = opened()
    assert len(names(page)) == 5
    page.type("second", "list search")
    assert len(names(page)) == 2
    page.type("", "list search")
    page.choose(**{"list where": ["hidden=3", "truncation=2/2"]})
    assert names(page) == ["second · cut every 2, 3 units"]
    assert page.data("runs table")["heads"][1][1] == "run (1 of 5)"
    page.choose(**{"list where": []})
    page.choose(**{"list group": "hidden"})
    heads = [(one["name"], one["about"]) for one in page.data("runs table")["rows"] if not one["word"]]
    assert heads == [
        ("hidden units: 2", "2 lines"),
        ("hidden units: 3", "2 lines"),
        ("without hidden units", "1 line"),
    ]


@pytest.mark.parametrize("column", ["name", "loss", "status", "when"])
def test_a_head_puts_the_list_in_order_and_turns_it_round(opened, store, column):
    for name, loss in (("b", 0.4), ("a", 0.6), ("c", 0.5)):
        brought(store, [1, 2], [0.7, loss], name)
    page = opened()
    page.tell("runs table", sort=[column, 1])
    first = names(page)
    page.tell("runs table", sort=[column, 2])
    if column in ("name", "loss"):
        assert names(page) == first[::-1]
        assert first == {"name": ["a", "b", "c"], "loss": ["b", "c", "a"]}[column]
    page.tell("runs table", sort=["nothing", 3])
    assert len(names(page)) == 3


def test_what_no_line_is_is_not_chosen(opened, store):
    id = brought(store, [1, 2], [0.5, 0.4])
    page = opened()
    choose(page, f"curve.{id}", "map.01234567", "<script>", "run.0.0")
    assert page.address["runs"] == f"curve.{id}"
    assert page.data("runs table")["chosen"] == [f"curve.{id}"]


def test_a_condition_that_fits_nothing_any_more_can_be_taken_away(opened, store):
    brought(store, [1, 2], [0.5, 0.4])
    page = opened(where="hidden=99", group="layers")
    assert words(page) == []
    page.choose(**{"list where": []})
    assert len(words(page)) == 1
