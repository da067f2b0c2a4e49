"""Which network is played with: the ready one, a run of a race, as it was at a moment."""

import re

import numpy as np
import pytest
from support.own_race import OwnRace
from support.tasks_page import said, shown

from rnnviz.experiments.store import Store
from rnnviz.pretrained.task_networks import opening
from rnnviz.runs.run import Run
from rnnviz.tasks import Addition, Hello, Words
from rnnviz.training.experiment import Experiment
from rnnviz.ui.tasks import played_network
from rnnviz.ui.tasks.played_network import MOST_PAST, run_at, untrained
from rnnviz.ui.training.race_view import Asked, look_at

EXPERIMENT = Experiment(task=Hello(), samples=400, runs=(Run(**Hello.usual),))


@pytest.fixture
def race(tmp_path):
    store = Store(tmp_path / "store.sqlite")
    yield OwnRace(store, EXPERIMENT)
    store.close()


def view(race, at=None):
    asked = Asked("tasks", race.id, "en", False, False, False, False, at)
    return look_at(race.store, race.row, EXPERIMENT, asked)


def test_the_ready_network_is_the_one_that_comes_along():
    playing = played_network.ready("addition")
    assert playing.model is opening("addition").model
    assert (playing.name, playing.word) == ("ready trained", "task.addition")


def test_before_its_first_update_a_run_is_as_it_starts(race):
    playing = untrained(EXPERIMENT, 0)
    assert playing.name.endswith(", untrained")
    assert playing.word == ""
    start = EXPERIMENT.task.start(EXPERIMENT.runs[0], EXPERIMENT.seed)
    for name, array in playing.model.parameters.items():
        np.testing.assert_array_equal(array, start.parameters[name])
    assert run_at(race.store, race.row, view(race), 0).model is playing.model


def test_a_run_is_the_network_of_the_moment(race):
    rows = [race.advance(3) for _ in range(3)]
    newest = run_at(race.store, race.row, view(race), 0)
    stored = race.store.last_frame(race.id).runs[0]
    for name, array in newest.model.parameters.items():
        np.testing.assert_array_equal(array, stored.parameters[name])
    assert newest.word == f"run.{race.id}.1"
    before = run_at(race.store, race.row, view(race, rows[1].samples), 0)
    assert before.word == f"run.{race.id}.1.f1"
    assert before.model is not newest.model
    assert run_at(race.store, race.row, view(race), 0).model is newest.model  # no other object


def test_its_past_are_the_frames_up_to_the_moment(race):
    rows = [race.advance() for _ in range(4)]
    past = run_at(race.store, race.row, view(race), 0).past()
    assert [one.updates for one in past] == [1, 2, 3, 4]
    past = run_at(race.store, race.row, view(race, rows[1].samples), 0).past()
    assert [one.updates for one in past] == [1, 2]


def test_of_a_long_past_only_some_frames_are_shown_the_last_among_them(race, monkeypatch):
    monkeypatch.setattr(played_network, "MOST_PAST", 3)
    for _ in range(8):
        race.advance()
    past = run_at(race.store, race.row, view(race), 0).past()
    assert [one.updates for one in past] == [2, 5, 8]
    assert MOST_PAST == 60


# on the page


def test_several_runs_are_played_with_one_after_the_other(opened, trained, store_file):
    runs = tuple(Run(**{**Addition.usual, "hidden": hidden}) for hidden in (2, 5))
    id = trained(Experiment(task=Addition(bits=4), samples=320, runs=runs))
    page = opened(bits="4", samples="320", runs="full.h2,full.h5", tried="4", first="3", second="9")
    last = Store(store_file).last_frame(id)
    for place, run in enumerate(runs):
        page.choose(**{"addition of": str(place + 1)})
        net = Addition(bits=4).model(run, last.runs[place].parameters).astype("float64")
        one = Addition(bits=4).answer(net, 3, 9, 4)
        assert f"3 + 9 = {one.total}" in said(page, "verdict")
        assert len(re.findall('<tr class="unit', shown(page, "adding"))) == run.hidden


def test_moving_through_a_race_moves_what_is_played_with(opened, trained):
    experiment = Experiment(task=Words(), samples=10_000, runs=(Run(**Words.usual),))
    id = trained(experiment)
    page = opened(task="words", of="1")
    late = said(page, "beside")
    (slider,) = (s for s in page.at.select_slider if s.key and s.key.startswith(f"moment {id}"))
    slider.set_value(0)
    page.run()
    assert said(page, "beside") != late
    assert page.address == {"task": "words", "of": "1"}


def test_of_several_seeds_the_one_that_is_shown_is_played_with(race):
    several = EXPERIMENT.model_copy(update={"seeds": 3})
    mine = OwnRace(race.store, several)
    for _ in range(3):
        mine.advance()
    asked = Asked("tasks", mine.id, "en", False, False, False, False, seed=1)
    playing = run_at(race.store, mine.row, look_at(race.store, mine.row, several, asked), 0)
    last = race.store.last_frame(mine.id).runs[0].seeds
    for name, array in last[1].parameters.items():
        np.testing.assert_array_equal(playing.model.parameters[name], array)
    assert playing.word == f"run.{mine.id}.1.s1"
    assert [one.loss for one in playing.past()][-1] == last[1].loss
    start = untrained(several, 0, 1).model.parameters
    for name, array in EXPERIMENT.task.start(EXPERIMENT.runs[0], 1).parameters.items():
        np.testing.assert_array_equal(start[name], array)
