"""Starting and going on with a race, without the page and without a worker."""

import json

import pytest
from streamlit.testing.v1 import AppTest
from support.app_test_private import elements

from rnnviz.experiments import admission, ageing, supervisor
from rnnviz.experiments.commands import Pause, Stop
from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.settings.settings import Settings
from rnnviz.training.experiment import Experiment
from rnnviz.ui.session import address, browser
from rnnviz.ui.training import echo_race, steering


@pytest.fixture
def store(store, monkeypatch):
    class State(dict):
        __getattr__ = dict.__getitem__

    state = State()
    monkeypatch.setattr(echo_race.st, "session_state", state)
    address.set_state(echo_race.FIELDS, echo_race.PRESETS["exploding, then clipped"].asked)
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


def test_a_page_waits_a_moment_until_a_race_has_paused(store, asked_of, monkeypatch):
    id = steering.keep_running(store, echo_race.experiment())
    store.rows("UPDATE experiments SET status = 'running', worker = 'me' WHERE id = ?", id)
    looks = []

    def look(wait):
        """What a worker would do meanwhile."""
        looks.append(wait)
        if len(looks) == 3:
            store.rows("UPDATE experiments SET status = 'paused' WHERE id = ?", id)

    monkeypatch.setattr(steering.time, "sleep", look)
    steering.halt(store, id, Pause())
    assert len(looks) == 3
    asked = store.rows("SELECT name FROM commands WHERE experiment = ? ORDER BY number", id)
    assert asked[-1] == ("pause",)


def test_it_waits_no_longer_than_that_moment_and_not_for_what_is_gone(store, asked_of, monkeypatch):
    id = steering.keep_running(store, echo_race.experiment())
    store.rows("UPDATE experiments SET status = 'running', worker = 'me' WHERE id = ?", id)
    monkeypatch.setattr(steering, "OBEYS", 0.0)
    steering.halt(store, id, Stop())
    store.remove(id)
    steering.halt(store, id, Stop())  # the page says that it is gone


# on a page


def test_rates_change_under_way_for_the_runs_that_were_changed(opened, store_file, monkeypatch):
    monkeypatch.setattr("rnnviz.experiments.supervisor.tend", lambda store: None)
    store = Store(store_file)
    runs = (Run(hidden=2), Run(hidden=3, rate=0.2))
    id = store.add(Experiment(runs=runs))
    store.rows("UPDATE experiments SET status = 'running', worker = 'me' WHERE id = ?", id)
    at = opened()
    rates = [box for box in at.number_input if box.label.startswith("cut every 5")]
    assert [box.value for box in rates] == [0.1, 0.2]
    rates[1].set_value(0.05)
    next(button for button in at.button if button.label == "From now on").click().run()
    assert not at.exception
    found = store.rows("SELECT name, arguments FROM commands WHERE name = 'rate'")
    assert [(name, json.loads(words)) for name, words in found] == [("rate", {"run": 1, "rate": 0.05})]


def one_button():
    import streamlit as st

    from rnnviz.ui.training import steering

    action = st.session_state.get("action", steering.START)
    st.text(f"{action}: {steering.main_button(action)}")


def test_one_button_for_all_and_a_press_counts_only_for_what_stood_on_it():
    at = AppTest.from_function(one_button).run()
    (first,) = at.button
    first.click().run()
    assert at.text[0].value == "Start: True"
    at.session_state["action"] = steering.PAUSE
    at.run()
    (second,) = at.button
    assert (second.label, second.key) == ("Pause", first.key)
    assert second.proto.id == first.proto.id
    second.click()
    at.session_state["action"] = steering.AGAIN  # the race has ended meanwhile
    at.run()
    assert at.text[0].value == "Start again: False"


@pytest.fixture
def browsers(store, asked_of, monkeypatch):
    """Who looks at a page."""
    monkeypatch.setattr(steering.presenter_session, "current", lambda: None)

    def looks(owner):
        monkeypatch.setattr(browser, "owner", lambda: owner)

    return looks


def test_a_race_belongs_to_the_browser_that_started_it(store, browsers):
    browsers("me")
    experiment = echo_race.experiment()
    id = steering.start(store, experiment)
    assert store.row(id).owner == "me"
    browsers("you")
    row = steering.find(store, experiment)
    assert row.id == id  # it can be watched
    assert steering.is_anothers(row)
    assert steering.find(store, experiment, opening=True) is None
    own = steering.start(store, experiment)
    assert steering.find(store, experiment, opening=True).id == own
    browsers("me")
    assert steering.find(store, experiment).id == id


def test_what_another_trains_is_left_alone_and_trained_anew(store, browsers, asked_of):
    browsers("me")
    experiment = echo_race.experiment()
    id = steering.keep_running(store, experiment)
    browsers("you")
    own = steering.keep_running(store, experiment)
    assert own != id
    assert asked_of == [("start", id), ("start", own)]


def test_what_another_has_finished_is_copied_but_before_a_class(store, browsers, asked_of, monkeypatch):
    browsers("me")
    experiment = echo_race.experiment()
    id = steering.start(store, experiment)
    store.rows("UPDATE experiments SET status = 'finished', samples = 7 WHERE id = ?", id)
    browsers("you")
    copied = store.row(steering.start(store, experiment))
    assert (copied.owner, copied.status, copied.samples) == ("you", "finished", 7)
    assert asked_of == [("start", id)]
    monkeypatch.setattr(steering.presenter_session, "current", lambda: "somebody")
    monkeypatch.setattr(steering.presenter_actions, "owners", lambda: ("lecturer", "you"))
    anew = steering.start(store, experiment)
    assert store.row(anew).owner == "lecturer"
    assert asked_of[-1] == ("start", anew)


def test_what_goes_on_or_begins_again_does_so_at_the_chosen_pace(store, browsers, asked_of):
    browsers("me")
    experiment = echo_race.experiment()
    id = steering.keep_running(store, experiment)
    for status in ("finished", "paused", "stopped"):
        store.rows("UPDATE experiments SET status = ?, speed = NULL WHERE id = ?", status, id)
        echo_race.st.session_state["speed"] = "10 a second"
        steering.keep_running(store, experiment)
        assert store.row(id).speed == 10.0


@pytest.mark.parametrize("status", ["finished", "paused", "stopped"])
def test_start_again_and_resume_keep_to_the_pace_that_the_control_shows(
    opened, store_file, monkeypatch, status
):
    monkeypatch.setattr("rnnviz.experiments.supervisor.tend", lambda store: None)
    monkeypatch.setattr(supervisor, "start", lambda id, store: None)
    store = Store(store_file)
    id = store.add(Experiment(runs=(Run(hidden=2), Run(hidden=3))))
    store.rows("UPDATE experiments SET status = ? WHERE id = ?", status, id)
    at = opened()
    at.session_state["speed"] = "10 a second"
    at.run()
    keys = ["run start"] if status == "finished" else ["run again", "run start"]
    for key in keys:
        store.rows("UPDATE experiments SET status = ?, speed = NULL WHERE id = ?", status, id)
        at.run()
        next(button for button in at.button if button.key == key).click().run()
        assert not at.exception
        assert store.row(id).speed == 10.0


def test_another_browsers_race_is_watched_and_not_steered(opened, store_file, monkeypatch):
    monkeypatch.setattr("rnnviz.experiments.supervisor.tend", lambda store: None)
    started = []
    monkeypatch.setattr(supervisor, "start", lambda id, store: started.append(id))
    store = Store(store_file)
    runs = (Run(hidden=2), Run(hidden=3))
    other = store.add(Experiment(runs=runs, samples=2_000_000), owner="somebody")
    store.rows("UPDATE experiments SET status = 'running', worker = 'me' WHERE id = ?", other)
    at = opened(runs="windows5.h2,windows5.h3")
    labels = [button.label for button in at.button]
    assert not {"Pause", "Stop", "Start again", "Start"} & set(labels)
    assert any("Somebody else has started this training" in text.value for text in at.caption)
    at.button(key="run own").click().run()
    assert len(started) == 1
    assert store.row(started[0]).owner == ""


def test_who_meets_a_race_sees_how_fast_it_goes(opened, store_file, monkeypatch):
    monkeypatch.setattr("rnnviz.experiments.supervisor.tend", lambda store: None)
    store = Store(store_file)
    id = store.add(Experiment(runs=(Run(hidden=2), Run(hidden=3))))
    store.rows("UPDATE experiments SET status = 'running', worker = 'me', speed = 10 WHERE id = ?", id)
    at = opened()
    assert at.session_state["speed"] == "10 a second"
    assert store.rows("SELECT count(*) FROM commands") == [(0,)]
    at.session_state["speed"] = "full"
    at.run()
    assert store.row(id).speed is None


def page_with_buttons():
    from rnnviz.experiments.store import Store
    from rnnviz.runs.run import Run
    from rnnviz.training.experiment import Experiment
    from rnnviz.ui.training import steering

    large = Experiment(samples=1000, runs=(Run(hidden=300),))
    with_store = Store()
    rows = with_store.experiments()
    steering.buttons(with_store, rows[0] if rows else None, large)


def words_of(page):
    return "".join(one.proto.body for one in elements(page) if one.type == "html")


def test_what_is_not_admitted_is_said_and_nothing_is_lost(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path / "store.db"))
    monkeypatch.setattr(admission, "current", lambda: Settings(hidden_units=256))
    page = AppTest.from_function(page_with_buttons)
    page.session_state["speed"] = "full"
    page.run()
    page.button(key="run start").click().run()
    assert not page.exception
    assert "300 hidden units; allowed here are up to 256." in words_of(page)
    assert Store(tmp_path / "store.db").experiments() == []


def test_what_will_become_of_one_that_rests_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path / "store.db"))
    monkeypatch.setattr(ageing, "current", lambda: Settings(remove_after_days=14))
    store = Store(tmp_path / "store.db")
    store.add(Experiment(samples=1000, runs=(Run(hidden=300),)), owner="somebody")
    store.rows("UPDATE experiments SET status = 'stopped', used = 0")
    page = AppTest.from_function(page_with_buttons)
    page.session_state["speed"] = "full"
    page.run()
    assert not page.exception
    assert "it is removed after" in words_of(page)
    assert store.experiments()[0].used > 0  # a look at it counts
