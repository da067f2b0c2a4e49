"""A line leads to the page that trains it, with its very settings."""

import pytest
from support.own_lists import brought, catalogue, small, told_loop, trained
from support.stored_sweeps import WORDS, enter

from rnnviz.catalogue.entry import EntryKind
from rnnviz.catalogue.line import lines
from rnnviz.runs.run import Run
from rnnviz.storage.ownership import MACHINE
from rnnviz.tasks import TASKS, Echo
from rnnviz.training.experiment import Experiment
from rnnviz.ui.runs import line_links
from rnnviz.ui.runs.line_links import leads_to


@pytest.fixture
def first(store, monkeypatch):
    monkeypatch.setattr(line_links, "open_store", lambda: store)
    return lambda: lines(catalogue(store).entries((MACHINE,)))[0]


def test_a_race_opens_on_truncate(first, store):
    id = trained(store, small(seeds=2, seed=5))
    page, asked = leads_to(first())
    assert asked["training"] == id
    assert page == "truncate"
    assert asked["runs"] == "windows2.h2,windows4.h2"
    assert (asked["batch"], asked["seeds"], asked["seed"]) == ("20", "2", "5")


@pytest.mark.parametrize("name", [name for name in TASKS if name != "echo"])
def test_a_task_opens_on_its_page_or_its_network_on_unroll(first, store, name):
    kind = TASKS[name]
    store.add(Experiment(task=kind(), samples=1000, runs=(Run(**kind.usual),)))
    page, asked = leads_to(first())
    assert page in ("tasks", "unroll")
    if page == "tasks":
        assert asked["task"] == name
        assert asked["samples"] == "1000"


def test_what_truncate_cannot_be_set_to_opens_as_a_network(first, store):
    many = tuple(Run(hidden=hidden) for hidden in range(1, 8))
    id = store.add(Experiment(task=Echo(), samples=1000, runs=many))
    assert leads_to(first()) == ("unroll", {"net": f"run.{id}.1"})


def test_loops_maps_and_curves_lead_to_their_pages(first, store):
    loop = told_loop(store, [0.5])
    assert leads_to(first()) == ("watch", {"loop": loop})
    enter(store, cells=1)
    assert first().kind == EntryKind.SWEEP
    assert leads_to(first()) == ("phase", WORDS)
    curve = brought(store, [1, 2], [0.5, 0.4])
    assert leads_to(first()) == ("runs", {"runs": f"curve.{curve}"})
