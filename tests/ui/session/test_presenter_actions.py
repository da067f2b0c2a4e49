"""What a lecture keeps for itself: its training, and what came of it before."""

import time

import pytest

from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.lectures.phase import GoTo
from rnnviz.training.experiment import Experiment
from rnnviz.ui.session import presenter_actions
from rnnviz.ui.session import store as session_store
from rnnviz.ui.session.presenter_session import Presenter
from rnnviz.ui.training import steering

ASKED = Question(text="Which?", options=("a", "b"))
SCENES = (Scene(page="truncate", question=ASKED), Scene(page="truncate"))


@pytest.fixture
def store(tmp_path, monkeypatch):
    store = Store(tmp_path / "store.sqlite")
    monkeypatch.setattr(session_store, "_store", lambda: store)
    yield store
    store.close()


@pytest.fixture
def lecturer(store, monkeypatch):
    """Makes this session that of a new lecture's lecturer; None makes it anybody's."""

    def be(scene=0):
        here = None
        if scene is not None:
            code, secret = live_session.begin(store, Lecture(title="t", scenes=SCENES))
            live_session.drive(store, code, secret, GoTo(scene))
            here = Presenter(code, secret, "token", begun=True)
        monkeypatch.setattr(presenter_actions, "current", lambda: here)
        return here

    return be


def trained(store, status="finished"):
    """An experiment that was trained just now."""
    experiment = Experiment.model_validate({"runs": [{}]})
    name = store.add(experiment)
    with store.transaction() as run:
        run(
            "UPDATE experiments SET status = ?, heartbeat = ? WHERE id = ?", (status, time.time(), name)
        )
    return experiment


@pytest.mark.parametrize("status", ["finished", "paused", "stopped", "died"])
def test_where_a_class_is_asked_first_an_older_training_does_not_tell(store, lecturer, status):
    experiment = trained(store, status)
    lecturer()
    assert steering.find(store, experiment) is None
    trained(store, status)  # in this lecture
    assert steering.find(store, experiment) is not None


def test_where_nothing_is_asked_and_to_everybody_else_it_is_shown(store, lecturer):
    experiment = trained(store)
    for scene in (1, None):
        lecturer(scene)
        assert steering.find(store, experiment) is not None


def test_what_a_lecture_trains_only_its_lecturer_steers(store, lecturer):
    words = trained(store).to_json()
    first = lecturer()
    assert presenter_actions.may_steer(words)
    lecturer(None)
    assert not presenter_actions.may_steer(words)
    lecturer()
    assert not presenter_actions.may_steer(words)
    live_session.claim(store, first.code, first.secret, None)
    assert presenter_actions.may_steer(words)
