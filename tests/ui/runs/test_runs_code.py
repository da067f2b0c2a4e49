"""The code of the list: its curves are those of the chart, its losses those of the table."""

import csv
import io

import numpy as np
import pytest
from support.own_lists import brought, small, told_loop, trained
from support.run_script import run_script
from support.runs_page import choose, curves, names

from rnnviz.catalogue.entry import task_text
from rnnviz.tasks import Echo
from rnnviz.ui.components import show_code


@pytest.fixture
def written(opened, monkeypatch):
    """Opens the page and its code; the page, and what both scripts leave behind."""

    def go(page):
        found = []
        monkeypatch.setattr(show_code, "draw", lambda _page, code: found.append(code))
        page.press("Show the code")
        return [run_script(found[-1], kind) for kind in ("pytorch", "numpy")]

    return go


def test_a_race_a_loop_and_a_curve_are_drawn_and_told_as_on_the_page(opened, store, written):
    race, loop = trained(store, small(seeds=3)), told_loop(store, [0.6, 0.5, 0.4], 'it\'s "mine"')
    curve = brought(store, [1, 2, 3], [0.7, 0.6, 0.55], "theirs", task=task_text(Echo()))
    page = opened()
    choose(page, f"run.{race}.1", f"loop.{loop}", f"curve.{curve}")
    drawn = {one["name"]: one for one in page.figure("runs chart")["data"] if one.get("name")}
    (told,) = (one.value for one in page.at.get("code") if one.value.startswith("name,"))
    table = list(csv.DictReader(io.StringIO(told)))
    for ran in written(page):
        assert len(ran["curves"]) == 3
        for found, line in zip(ran["curves"].values(), drawn.values(), strict=True):
            np.testing.assert_allclose(np.asarray(found[0]), line["x"], rtol=1e-5)
            np.testing.assert_allclose(np.asarray(found[1]), line["meta"]["values"], rtol=1e-3)
        assert len(ran["table"]) == len(table)
        for (mean, deviation, count, floor), row in zip(ran["table"].values(), table, strict=True):
            assert mean == pytest.approx(float(row["loss_mean"]), abs=1e-12)
            assert count == int(row["n"])
            assert (floor == "-") == (row["floor"] == "")
            if count > 1:
                assert deviation == pytest.approx(float(row["loss_deviation"]), abs=1e-12)


def test_a_baseline_is_taken_off(opened, store, written):
    one = brought(store, [1, 2, 4], [0.7, 0.6, 0.5], "one", task=task_text(Echo()))
    other = brought(store, [2, 4], [0.5, 0.4], "other", task=task_text(Echo()))
    page = opened(runs=f"curve.{one},curve.{other}", base=f"curve.{one}")
    for ran in written(page):
        np.testing.assert_allclose(np.asarray(ran["curves"]["other"][1]), [-0.1, -0.1])


def test_before_anything_is_trained_it_is_of_what_came_along(opened, written):
    page = opened()
    for ran in written(page):
        assert list(ran["curves"]) == curves(page)
        assert len(ran["table"]) <= len(names(page))
