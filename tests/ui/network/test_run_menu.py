"""The trainings that the menu of networks offers, and the runs of the one that is chosen."""

import pytest
from support.own_race import OwnRace
from support.reader import Reader

from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.storage.ownership import MACHINE
from rnnviz.tasks import Hello, Translate
from rnnviz.training.experiment import Experiment
from rnnviz.ui.network import run_menu, task_networks
from rnnviz.ui.network.run_menu import MOST, is_of_same

TWO = Experiment(samples=100_000, runs=(Run(hidden=3, batch=20), Run(hidden=4, batch=20)))


@pytest.fixture
def store(tmp_path, monkeypatch):
    store = Store(tmp_path / "store.sqlite")
    monkeypatch.setattr(task_networks, "open_store", lambda: store)
    monkeypatch.setattr(run_menu.presenter_actions, "owners", lambda: (MACHINE,))
    yield store
    store.close()


def mine(store, experiment, frames=2):
    race = OwnRace(store, experiment)
    store.rows("UPDATE experiments SET owner = ? WHERE id = ?", MACHINE, race.id)
    for _ in range(frames):
        race.advance()
    return race


def test_ones_own_trainings_are_offered_with_their_runs(store):
    race, other = mine(store, TWO), OwnRace(store, TWO)
    store.rows("UPDATE experiments SET owner = 'another' WHERE id = ?", other.id)
    page = Reader("app.py")
    menu = page.control("net")
    assert "From Truncate: Echo, cut every 5, 3 units; cut every 5, 4 units" in menu.options
    assert len([name for name in menu.options if name.startswith("From")]) == 1
    page.choose(net=f"run.{race.id}.1")
    assert page.picture["hidden"] == 3
    page.choose(**{run_menu.RUN: 1})
    assert page.picture["hidden"] == 4
    assert page.address["net"] == f"run.{race.id}.2"
    assert page.control("net").value == f"run.{race.id}.2"
    page.choose(net="hello")
    assert page.address == {}


def test_another_run_of_the_same_training_is_asked_the_same(store):
    race = mine(store, TWO, frames=3)
    page = Reader("app.py", net=f"run.{race.id}.1", text="0110", frame="1")
    page.choose(**{run_menu.RUN: 1})
    assert page.drawn == "0110"
    assert page.address["frame"] == "1"
    page.choose(net="random")
    assert "frame" not in page.address


def test_of_two_networks_one_is_chosen(store):
    race = mine(store, Experiment(task=Translate(), samples=1000, runs=(Run(**Translate.usual),)), 1)
    page = Reader("app.py")
    page.choose(net=f"run.{race.id}.1.decoder")
    assert page.picture["pieces"][0] == "⊢"
    page.choose(**{run_menu.PART: "encoder"})
    assert page.address["net"] == f"run.{race.id}.1.encoder"
    assert page.picture["pieces"] == [*"3␣march␣1998"]


def test_not_more_than_so_many_the_newest(store):
    for seed in range(MOST + 2):
        last = mine(store, TWO.model_copy(update={"seed": seed}), 0)
    found = run_menu.trainings("hello")
    assert len(found) == len(set(found.values())) == MOST
    assert next(iter(found)) == f"run.{last.id}.1"


def test_who_shows_one_finds_it_under_the_word_that_stands(store):
    race = mine(store, Experiment(task=Hello(), samples=40, runs=(Run(**Hello.usual),)), 1)
    shown = f"run.{race.id}.1"
    assert list(run_menu.trainings(shown)) == [shown]


def test_words_of_one_training():
    assert is_of_same("run.0123abcd.1", "run.0123abcd.2.f7")
    assert not is_of_same("run.0123abcd.1", "run.0123abce.1")
    assert not is_of_same("hello", "hello")


def test_a_training_that_has_a_name_bears_it_in_the_menu(store):
    race = mine(store, TWO)
    store.rename(race.id, "my own", MACHINE)
    menu = Reader("app.py").control("net")
    assert "my own" in menu.options
    assert not [name for name in menu.options if name.startswith("From")]


def test_the_store_is_read_again_only_where_it_has_changed(store, monkeypatch):
    race, asked = mine(store, TWO), []
    inner = store.newest_of
    monkeypatch.setattr(store, "newest_of", lambda *of: asked.append(of) or inner(*of))
    for _ in range(3):
        assert list(run_menu.trainings("hello")) == [f"run.{race.id}.1"]
    assert len(asked) == 1
    store.rename(race.id, "my own", MACHINE)
    assert run_menu.trainings("hello") == {f"run.{race.id}.1": "my own"}
    assert len(asked) == 2


def test_of_several_seeds_one_is_chosen(store):
    race = mine(store, TWO.model_copy(update={"seed": 4, "seeds": 3}))
    page = Reader("app.py", net=f"run.{race.id}.2")
    assert page.control(run_menu.SEED).options == ["the median", "seed 4", "seed 5", "seed 6"]
    for seed in (1, 2):
        page.choose(**{run_menu.SEED: seed})
        assert page.address["net"] == f"run.{race.id}.2.s{seed}"
    page.choose(**{run_menu.RUN: 0})
    assert page.address["net"] == f"run.{race.id}.1.s2"
    page.choose(**{run_menu.SEED: None})
    assert page.address["net"] == f"run.{race.id}.1"
