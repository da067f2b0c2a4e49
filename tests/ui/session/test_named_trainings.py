"""The networks of trainings with a name, in the menu of their owner and of nobody else."""

import pytest
from support.sessions import Session
from support.several_owners import ANN, BOB, several_owners

from rnnviz.experiments import repository
from rnnviz.runs.run import Run
from rnnviz.server.browser_secret import owner_of
from rnnviz.storage.database import StoreError
from rnnviz.tasks import TASKS
from rnnviz.training.experiment import Experiment
from rnnviz.ui.network import selection
from rnnviz.ui.session import named_trainings

RACE = Experiment(runs=(Run(hidden=2), Run(hidden=3)))
ONE = Experiment(task=TASKS["hello"](), runs=(Run(**TASKS["hello"].usual),))
PAIR = Experiment(task=TASKS["translate"](), runs=(Run(**TASKS["translate"].usual),))


@pytest.fixture
def come(monkeypatch):
    come = several_owners(monkeypatch)
    come(ANN)
    return come


def begun(store, experiment, title, owner=ANN):
    id = store.add(experiment, title, owner_of(owner))
    store.rows("INSERT INTO frames VALUES (?, 0, 0, 0.0)", id)
    return id


def found(session):
    return [row.id for row in session(named_trainings.rows)]


def test_every_network_of_a_named_training_is_there_by_its_name(store, come):
    race, one, pair = (begun(store, made, f"*{made.task.name}*") for made in (RACE, ONE, PAIR))
    begun(store, ONE, "")
    begun(store, ONE, "another's", BOB)
    session = Session()
    assert found(session) == [pair, one, race]
    words = [
        *(f"run.{pair}.1.{part}" for part in ("encoder", "decoder")),
        f"run.{one}.1",
        *(f"run.{race}.{place}" for place in (1, 2)),
    ]
    titles = [session(selection.title_of, word) for word in words]
    assert titles[:2] == ["encoder · *translate*", "decoder · *translate*"]
    assert titles[2:] == ["*hello*", "1 · *echo*", "2 · *echo*"]
    session(named_trainings.rename, store, store.row(one), "other")
    assert session(named_trainings.title, f"run.{one}.1.f0") == "other"
    session(named_trainings.rename, store, store.row(pair), "")
    assert found(session) == [one, race]


def test_the_store_is_asked_once(store, come, monkeypatch):
    id, session = begun(store, ONE, "mine"), Session()
    found(session)
    monkeypatch.setattr(named_trainings, "open_store", lambda: pytest.fail("asked again"))
    assert found(session) == [id]
    assert session(named_trainings.title, f"run.{id}.1") == "mine"


@pytest.mark.parametrize("id", ["f304fb8e", "f1234567", "0f1f2f3f"])
def test_it_is_known_in_every_frame_whatever_its_id(store, come, monkeypatch, id):
    monkeypatch.setattr(repository.secrets, "token_hex", lambda count: id)
    begun(store, ONE, "mine")
    session = Session()
    for word in (f"run.{id}.1", f"run.{id}.1.f0", f"run.{id}.1.f12"):
        assert session(named_trainings.title, word) == "mine"


def test_to_others_it_is_what_its_task_is(store, come):
    id = begun(store, ONE, "the exam's")
    come(BOB)
    session = Session()
    assert found(session) == []
    assert session(named_trainings.title, f"run.{id}.1") == ""


def test_without_a_store_there_are_none(come, monkeypatch):
    def broken():
        raise StoreError("The store is locked.")

    monkeypatch.setattr(named_trainings, "open_store", broken)
    session = Session()
    assert found(session) == []
    assert session(named_trainings.title, "task.hello") == ""
