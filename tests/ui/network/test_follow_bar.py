"""A run that is followed on Unroll and Backpropagate: it goes on, is held, and is turned back."""

from dataclasses import replace

import numpy as np
import pytest
from support import app_test_private
from support.own_race import OwnRace
from support.reader import Reader

from rnnviz.experiments.store import Store
from rnnviz.nn.trace import unroll
from rnnviz.runs.run import Run
from rnnviz.tasks import Hello
from rnnviz.training.experiment import Experiment
from rnnviz.ui.frame import page as frame
from rnnviz.ui.network import task_networks
from rnnviz.ui.network.follow_bar import sentence
from rnnviz.ui.network.run_networks import RunWord, stored_run

EXPERIMENT = Experiment(task=Hello(), samples=400, runs=(Run(**Hello.usual),))


@pytest.fixture
def race(tmp_path, monkeypatch):
    store = Store(tmp_path / "store.sqlite")
    monkeypatch.setattr(task_networks, "open_store", lambda: store)
    yield OwnRace(store, EXPERIMENT)
    store.close()


def said(page):
    (sentence,) = [one for one in page.captions if "samples" in one or "not begun" in one]
    return sentence


def hears(page):
    """What the socket's news are compared with, which runs the fragment again."""
    return page.data("follow feed")["state"]


def go_on(page):
    app_test_private.run_fragments(page.at)
    assert not page.at.exception


def test_a_run_goes_on_while_it_is_looked_at(race):
    page = Reader("app.py", net=f"run.{race.id}.1", text="hello")
    assert "has not begun" in said(page)
    seen = [hears(page)]
    for _ in range(2):
        race.advance()
        go_on(page)
        moment = stored_run(race.store, RunWord(race.id, 0), None).moment
        net = moment.exact(0)
        tokens = np.array([net.vocabulary.index(letter) for letter in "hello"])
        np.testing.assert_allclose(page.states(), unroll(net, tokens).hidden, atol=1e-4)
        assert f"{moment.runs[0].samples:,} of 400 samples" in said(page)
        seen.append(hears(page))
    assert len(set(seen)) == 3
    race.status("finished", None)
    go_on(page)
    assert not page.has("follow feed")


def test_it_is_held_and_turned_back_and_a_link_says_where(race):
    for _ in range(3):
        race.advance()
    page = Reader("app.py", net=f"run.{race.id}.1", text="hello")
    newest = page.picture["states"]
    page.press("Hold")
    assert page.address == {"net": f"run.{race.id}.1", "frame": "2"}
    race.advance()
    page.run()
    assert page.picture["states"] == newest
    assert "goes on" in said(page)
    (slider,) = page.at.select_slider
    slider.set_value(race.store.frames(race.id)[1].samples)
    page.run()
    assert page.address["frame"] == "1"
    again = Reader("app.py", **page.address)
    assert again.picture["states"] == page.picture["states"] != newest
    page.press("Follow on")
    assert "frame" not in page.address
    assert page.picture["states"] not in (newest, again.picture["states"])


def test_a_link_to_a_frame_of_before_is_held_there(race):
    for _ in range(2):
        race.advance()
    page = Reader("app.py", net=f"run.{race.id}.1.f0", text="hello")
    assert page.address["net"] == f"run.{race.id}.1"
    assert page.address["frame"] == "0"


def test_the_matrix_goes_with_it(race, monkeypatch):
    only = tuple(page for page in frame.PAGES if page.file == "pages/backpropagate.py")
    monkeypatch.setattr(frame, "PAGES", only)
    page = Reader("pages/backpropagate.py", net=f"run.{race.id}.1", text="hello")
    before = page.data("matrix")["figure"]
    race.advance()
    go_on(page)
    assert page.data("matrix")["figure"] != before


def test_where_it_diverged_is_said(race):
    race.advance()
    run = stored_run(race.store, RunWord(race.id, 0), None)
    (state,) = run.moment.runs
    moment = replace(run.moment, frame=replace(run.moment.frame, runs=(replace(state, diverged_at=7),)))
    told = sentence(replace(run, moment=moment))
    assert "diverged at update 7" in told and "last good state" in told


def test_a_training_that_is_paused_says_so(race):
    race.advance()
    race.status("paused", None)
    assert "paused" in sentence(stored_run(race.store, RunWord(race.id, 0), None))


def test_it_says_which_seed_it_is(race):
    several = Experiment(task=Hello(), samples=400, seed=2, seeds=3, runs=(Run(**Hello.usual),))
    mine = OwnRace(race.store, several)
    assert "It is seed 2, one of 3." in sentence(stored_run(race.store, RunWord(mine.id, 0), None))
    mine.advance()
    now = stored_run(race.store, RunWord(mine.id, 0), None)
    assert f"It is the median of 3 seeds: seed {now.moment.seed(0)}." in sentence(now)
    assert "It is seed 4, one of 3." in sentence(
        stored_run(race.store, RunWord(mine.id, 0, seed=2), None)
    )
