"""A run that is followed by the settings of its training."""

import pytest
from support.own_race import OwnRace
from support.reader import Reader

from rnnviz.experiments.store import Store
from rnnviz.lectures import repository
from rnnviz.runs.run import Run
from rnnviz.storage.ownership import MACHINE
from rnnviz.tasks import Translate
from rnnviz.training.experiment import Experiment
from rnnviz.ui.lectures import editor
from rnnviz.ui.network import run_by_settings, task_networks
from rnnviz.ui.network.run_by_settings import lasting, newest
from rnnviz.ui.session import recorded_races

TWO = Experiment(samples=100_000, runs=(Run(hidden=3, batch=20), Run(hidden=4, batch=20)))
WORD = f"race.{TWO.digest[:8]}"


@pytest.fixture
def store(tmp_path, monkeypatch):
    store = Store(tmp_path / "store.sqlite")
    monkeypatch.setattr(task_networks, "open_store", lambda: store)
    monkeypatch.setattr(run_by_settings.presenter_actions, "owners", lambda: (MACHINE,))
    yield store
    store.close()


def trained(store, experiment=TWO, owner=MACHINE):
    race = OwnRace(store, experiment)
    store.rows("UPDATE experiments SET owner = ? WHERE id = ?", owner, race.id)
    race.advance()
    return race.id


def test_it_is_the_newest_with_these_settings_and_rather_ones_own(store, monkeypatch):
    trained(store)
    own = trained(store)
    trained(store, TWO.model_copy(update={"seed": 1}))
    others = trained(store, owner="another")
    assert newest(f"{WORD}.2") == f"run.{others}.2"  # asked by nobody's page
    monkeypatch.setattr(run_by_settings.streamlit_private, "this_run", object)
    assert newest(f"{WORD}.2") == f"run.{own}.2"


def test_a_page_that_is_led_there_follows_it(store):
    first = trained(store)
    page = Reader("app.py", net=f"{WORD}.2", text="0110")
    assert page.picture["hidden"] == 4 and page.drawn == "0110"
    assert page.address["net"] == f"run.{first}.2"


def test_what_came_along_takes_the_place_of_what_nobody_has_trained(store):
    along = recorded_races.recorded_race("echo").id
    assert newest(f"race.{along}.1") == f"run.{along}.1"
    assert lasting({"net": f"run.{along}.1"}) == f"race.{along}.1"
    assert newest(f"{WORD}.1") == f"{WORD}.1"
    page = Reader("app.py", net=f"{WORD}.1")
    assert page.address == {}  # what it opens with
    assert any(WORD in one for one in page.notices)


def test_a_scene_names_what_is_followed_by_its_settings(store):
    id = trained(store)
    assert lasting({"net": f"run.{id}.2", "text": "0110"}) == f"{WORD}.2"
    for words in ({"net": f"run.{id}.2.f0"}, {"net": f"run.{id}.2", "frame": "0"}, {"net": "hello"}):
        assert lasting(words) == words["net"]
    assert lasting({"net": "run.0123abcd.1"}) == "run.0123abcd.1"


def test_adding_the_page_as_a_scene_does(store, monkeypatch):
    monkeypatch.setattr(editor, "open_store", lambda: store)
    monkeypatch.setattr(editor.browser, "owner", lambda: MACHINE)
    page = Reader("app.py", net=f"run.{trained(store)}.2", text="0110")
    page.press("Add this page as a scene")
    (saved,) = repository.saved(store, MACHINE)
    (scene,) = repository.load(store, saved.id, MACHINE).scenes
    assert scene.settings == {"net": f"{WORD}.2", "text": "0110"}


def test_of_two_networks_the_same_one(store):
    usual = Experiment(task=Translate(), samples=1000, runs=(Run(**Translate.usual),))
    id = trained(store, usual)
    word = lasting({"net": f"run.{id}.1.decoder"})
    assert word == f"race.{usual.digest[:8]}.1.decoder"
    assert newest(word) == f"run.{id}.1.decoder"
