"""Starting and going on with a race, without the page and without a worker."""

import pytest

from rnnviz.experiments import supervisor
from rnnviz.experiments.store import Store
from rnnviz.ui.session import address
from rnnviz.ui.session import store as session_store
from rnnviz.ui.training import echo_race, steering


@pytest.fixture
def store(tmp_path, monkeypatch):
    class State(dict):
        __getattr__ = dict.__getitem__

    state = State()
    monkeypatch.setattr(echo_race.st, "session_state", state)
    address.set_state(echo_race.FIELDS, echo_race.PRESETS["exploding, then clipped"].asked)
    store = Store(tmp_path / "store.db")
    monkeypatch.setattr(session_store, "_store", lambda: store)  # nobody's own
    return store


@pytest.fixture
def asked_of(monkeypatch):
    """What workers are asked to do."""
    asked = []
    for name in ("start", "resume", "reset"):
        monkeypatch.setattr(supervisor, name, lambda id, store, name=name: asked.append((name, id)))
    monkeypatch.setattr(supervisor, "tend", lambda store: None)
    return asked


def test_a_new_race_is_added_and_started(store, asked_of):
    id = steering.keep_running(store, echo_race.experiment())
    assert asked_of == [("start", id)]
    (row,) = store.experiments()
    assert row.experiment == echo_race.experiment()
    assert [run.clip_norm for run in row.experiment.runs] == [None, 0.05]
    assert {run.cell for run in row.experiment.runs} == {"relu"}


@pytest.mark.parametrize(
    ("status", "expected"),
    [("queued", []), ("running", []), ("paused", ["resume"]), ("finished", ["reset"])],
)
def test_one_that_is_there_runs_on_goes_on_or_begins_again(store, asked_of, status, expected):
    id = steering.keep_running(store, echo_race.experiment())
    asked_of.clear()
    with store.transaction() as run:
        run("UPDATE experiments SET status = ? WHERE id = ?", (status, id))
    assert steering.keep_running(store, echo_race.experiment()) == id
    assert asked_of == [(name, id) for name in expected]
    assert len(store.experiments()) == 1
