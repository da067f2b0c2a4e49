"""The finished picture stays while runs are added, until the new race is started."""

import pytest
from support.own_race import OwnRace
from support.truncate_page import labels

from rnnviz.experiments.store import Store
from rnnviz.ui.training import echo_race


@pytest.fixture
def finished(store_file, monkeypatch):
    """The race that the page opens with, trained and at rest."""

    class State(dict):
        __getattr__ = dict.__getitem__

    store = Store(store_file)
    with monkeypatch.context() as patch:
        state = State({field.name: field.default({}) for field in echo_race.FIELDS})
        patch.setattr(echo_race.st, "session_state", state)
        race = OwnRace(store, echo_race.experiment())
    race.advance()
    race.status("finished", None)
    yield race
    store.close()


def html(at, kind):
    return [e.value for e in at.get("html") if f'class="{kind}"' in e.value]


def test_a_finished_picture_stays_until_the_new_race_is_started(opened, finished):
    at = opened()
    assert len(html(at, "runs")) == 1
    at.button(key="add a run").click().run()
    (table,) = html(at, "runs")
    assert table.count("<tr>") == 3  # a head and two runs
    assert "Start" in labels(at)
    assert any("without the run that you have added" in words for words in html(at, "caption"))
    at.button(key="add a run").click().run()
    assert any("without the 2 runs" in words for words in html(at, "caption"))


def test_another_task_has_a_picture_of_its_own(opened, finished):
    at = opened()
    at.text_input(key="lags").set_value("3:0.5").run()
    assert html(at, "runs") == []
    assert any("Press Start" in words for words in html(at, "three"))
