"""The page of a map: what is stored is drawn, and the page follows what becomes of it."""

import numpy as np
import pytest
from support.stored_sweeps import SWEEP, enter

from rnnviz.sweeps.sweep_store import SweepStore


def drawn(page):
    """The shares that the map shows, panel by panel."""
    heats = [one for one in page.figure("phase map")["data"] if one["type"] == "heatmap"]
    return [np.array([[np.nan if z is None else z for z in row] for row in one["z"]]) for one in heats]


def test_the_map_shows_what_is_stored(opened, store):
    id = enter(store)
    page = opened()
    shares = SweepStore(store).results(id).share
    for panel, found in zip(shares, drawn(page), strict=True):
        np.testing.assert_allclose(found, panel, rtol=1e-6)
    assert any("Each cell is a network of its own" in one for one in page.explained)


def test_of_what_nobody_has_trained_the_map_is_empty_and_says_how_long_it_takes(opened):
    page = opened()
    assert all(np.isnan(found).all() for found in drawn(page))
    said = [one.value for one in page.at.caption]
    assert any(one.startswith("12 cells × 2 seeds: about ") for one in said)


def test_cells_that_come_in_are_drawn(opened, store):
    id = enter(store, status="running", cells=1)
    page = opened()
    assert sum((~np.isnan(found)).sum() for found in drawn(page)) == 1
    store.remove(id)
    enter(store, status="running", cells=7)
    page.run()
    assert sum((~np.isnan(found)).sum() for found in drawn(page)) == 7


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"xs": "one"}, "The values of truncation are “one”"),
        ({"x": "nothing"}, "there is no setting"),
        ({"x": "lag"}, "both axes are lag"),
        ({"panels": "style"}, "The panels are “style”"),
        ({"task": "{"}, "which is no JSON"),
        ({"run": "windows0"}, "every"),
        ({"xs": "1-1000", "ys": "1-1000", "seeds": "16"}, "runs"),
    ],
)
def test_what_makes_no_sense_is_said_and_stays(opened, asked, said):
    page = opened(**asked)
    assert any(said in one for one in page.notices), page.notices
    for name, text in asked.items():
        assert str(page.state(f"phase {name}")) == text


def test_the_address_is_the_sweep(opened):
    page = opened()
    assert page.address["xs"] == "2, 4, 8"
    assert page.address["samples"] == "100"
    assert SWEEP.digest  # by which the page finds it
