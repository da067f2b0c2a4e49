"""Chosen lines lie on one chart over the floors of their tasks, or less one of them."""

from contextlib import closing

import numpy as np
import pytest
from support.own_lists import brought, small, told_loop, trained
from support.runs_page import choose, curves

from rnnviz.catalogue.all_lines import AllLines
from rnnviz.catalogue.choice import Wish
from rnnviz.catalogue.entry import task_text
from rnnviz.catalogue.listing import RunCatalogue
from rnnviz.storage.ownership import MACHINE
from rnnviz.tasks import TASKS, Echo
from rnnviz.training.experiment import Experiment
from rnnviz.ui.runs import overlay_view
from rnnviz.ui.runs.run_list import RunList
from rnnviz.watch.loop_store import LoopStore


def said(page):
    return [note["text"] for note in page.figure("runs chart")["layout"]["annotations"]]


def test_a_race_a_loop_and_a_curve_stand_on_one_chart_with_the_floors(opened, store):
    race, loop = trained(store, small(seeds=2)), told_loop(store, [0.6, 0.5, 0.4], "my loop")
    curve = brought(store, [1, 2, 3], [0.7, 0.6, 0.55], "theirs", task=task_text(Echo()))
    page = opened()
    choose(page, f"run.{race}.1", f"loop.{loop}", f"curve.{curve}")
    assert curves(page) == ["cut every 2, 2 units", "my loop", "theirs"]
    chart = page.figure("runs chart")
    assert chart["layout"]["xaxis"]["title"]["text"] == "updates"
    heights = {shape["y0"] for shape in chart["layout"]["shapes"]}
    assert heights == set(Echo().floors().values())
    assert any("all lags learned" in text for text in said(page))
    by_name = {one.get("name"): one for one in chart["data"]}
    assert by_name["my loop"]["y"] == [0.6, 0.5, 0.4]
    assert "± " in by_name["cut every 2, 2 units"]["text"][0]


def test_a_baseline_makes_differences_of_the_others(opened, store):
    one = brought(store, [1, 2, 4], [0.7, 0.6, 0.5], "one", task=task_text(Echo()))
    other = brought(store, [2, 4], [0.5, 0.4], "other", task=task_text(Echo()))
    page = opened(runs=f"curve.{one},curve.{other}", base=f"curve.{one}")
    assert curves(page) == ["other"]
    (line,) = page.figure("runs chart")["data"]
    np.testing.assert_allclose(line["y"], [-0.1, -0.1])
    assert page.figure("runs chart")["layout"]["title"]["text"] == (
        "Loss less that of one: 1 of 1 has come below it"
    )
    assert {shape["y0"] for shape in page.figure("runs chart")["layout"]["shapes"]} == {0.0}
    page.choose(**{"list base": ""})
    assert curves(page) == ["one", "other"]


def test_the_reader_says_what_is_counted_across(opened, store):
    one = brought(store, [1, 2, 4], [0.7, 0.6, 0.5], per_step=10)
    page = opened(runs=f"curve.{one}", across="updates")
    assert page.figure("runs chart")["data"][0]["x"] == [1, 2, 4]
    page.choose(**{"list across": "samples"})
    assert page.figure("runs chart")["data"][0]["x"] == [10, 20, 40]
    page.choose(**{"list axis": "log"})
    assert page.figure("runs chart")["layout"]["xaxis"]["type"] == "log"
    assert page.address["axis"] == "log"


def test_floors_of_two_tasks_are_told_apart(opened, store):
    task = TASKS["addition"]()
    one = brought(store, [1, 2], [0.7, 0.6], task=task_text(Echo()))
    other = brought(store, [1, 2], [0.7, 0.6], task=task_text(task))
    page = opened(runs=f"curve.{one},curve.{other}")
    assert any(text.replace("<br>", " ").find("Addition: ") > 0 for text in said(page)), said(page)


def test_what_has_no_loss_yet_is_said(opened, store):
    loop = told_loop(store, [], "silent")
    waits = store.add(Experiment())
    page = opened(runs=f"loop.{loop},run.{waits}.1")
    assert any(
        one == "2 chosen lines have no loss yet: silent, cut every 5, 4 units." for one in page.captions
    ), page.captions
    assert any("watch.loss(loss)" in one for one in page.captions)


def test_with_nothing_of_one_s_own_what_came_along_is_drawn(opened):
    page = opened()
    assert curves(page) == ["cut every 5, 4 units", "cut every 10, 16 units"]
    assert any("it has reached the floor “all lags learned”" in one for one in page.explained)


def test_a_scene_s_runs_are_found_by_their_settings(opened, store):
    trained(store, small())
    page = opened(runs="race.956718c7.1,race.956718c7.2", base="race.956718c7.1")
    assert curves(page) == ["cut every 10, 16 units"]
    assert not page.notices


@pytest.mark.parametrize("count", [13, 40])
def test_of_many_curves_none_has_a_name_at_its_end(opened, store, count):
    ids = [brought(store, [1, 2], [0.7, 0.6 - n / 100], f"c{n}") for n in range(count)]
    page = opened(runs=",".join(f"curve.{id}" for id in ids))
    assert len(curves(page)) == count
    assert not any(text.startswith("c1") for text in said(page))


def test_a_class_is_not_sent_to_a_list_that_it_does_not_see(store, monkeypatch):
    trained(store, small(), steps=20)
    with closing(LoopStore(store.path)) as loops:
        every = AllLines(RunCatalogue(store, loops).entries((MACHINE,)))
    found = RunList(every, every.lines, (), Wish(), {})
    assert found.drawn
    assert overlay_view.sentences(found, {}) == [
        "Nothing is chosen: the newest runs are drawn. Choose lines in the list."
    ]
    monkeypatch.setattr(overlay_view.presenter_session, "current", lambda: "somebody")
    assert overlay_view.sentences(found, {}) == []
