"""The page Truncate without a browser: what it offers, what it refuses, what it says of a bad store."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.training.experiment import Experiment

PAGE = Path(__file__).parents[2] / "pages" / "truncate.py"


@pytest.fixture
def opened(store_file, monkeypatch):
    # outside of its app a page has nobody to link to
    monkeypatch.setattr(
        "rnnviz.ui.frame.page.PAGES", tuple(p for p in pages() if p.title == "Truncate")
    )

    def go(**query):
        at = AppTest.from_file(str(PAGE), default_timeout=60)
        for name, text in query.items():
            at.query_params[name] = text
        at.run()
        assert not at.exception
        return at

    return go


def pages():
    from rnnviz.ui.session.pages import PAGES

    return PAGES


def labels(at):
    return [button.label for button in at.main.button]


def said(at):
    return [element.proto.body for element in at.get("html") if 'class="notice"' in element.proto.body]


def test_the_first_visit_offers_the_classic_pair_and_start(opened):
    at = opened()
    assert labels(at) == ["Start"]
    assert at.text_input(key="runs").value == "windows5.h4,windows10.h16"
    assert said(at) == []


def test_what_cannot_be_is_said_and_nothing_can_start(opened):
    at = opened(lags="3:0.9,8:0.4")
    assert "probability of a 1 would be" in said(at)[0]
    assert labels(at) == []


def test_a_bad_link_is_said(opened):
    at = opened(optimizer="magic", rate="-1")
    assert any("“magic”" in words for words in said(at))
    assert any("“-1”" in words for words in said(at))


def test_the_last_one_trained_is_shown(opened, store_file):
    run = Run(hidden=7, truncation=Truncation.windows(6))
    Store(store_file).add(Experiment(runs=(run,), samples=12_345))
    at = opened()
    assert at.text_input(key="runs").value == "windows6.h7"
    assert at.number_input(key="samples").value == 12_345
    assert "Start" not in labels(at)


def test_a_damaged_store_is_a_sentence(opened, store_file):
    store_file.write_bytes(b"not a database, not even a small one" * 100)
    at = opened()
    assert str(store_file.name) in said(at)[0]


def test_a_run_is_changed_copied_and_removed_by_its_panel(opened):
    at = opened()
    at.selectbox(key="run 0 cell").select("gru").run()
    assert at.text_input(key="runs").value == "windows5.h4.gru,windows10.h16"
    at.number_input(key="run 1 hidden").set_value(7).run()
    at.selectbox(key="run 1 style").select("even").run()
    at.number_input(key="run 1 clip_norm").set_value(0.5).run()
    assert at.text_input(key="runs").value == "windows5.h4.gru,even10.h7.clip0_5"
    at.selectbox(key="run 0 style").select("own").run()
    at.number_input(key="run 0 reach").set_value(9).run()
    at.checkbox(key="run 0 each").check().run()
    at.number_input(key="run 0 rate").set_value(0.25).run()
    first = "every5reach9each.h4.gru.rate0_25"
    assert at.text_input(key="runs").value == f"{first},even10.h7.clip0_5"
    at.button(key="run 0 copy").click().run()
    assert at.text_input(key="runs").value == f"{first},{first},even10.h7.clip0_5"
    at.button(key="run 2 remove").click().run()
    assert at.text_input(key="runs").value == f"{first},{first}"
    assert not at.exception
    assert said(at) == []


def test_a_change_that_cannot_be_is_said_and_nothing_is_lost(opened):
    at = opened(runs="even5.h4,windows3.h4")
    at.segmented_control(key="run 0 carry").select("reset").run()
    assert "a state that is reset goes with windows" in said(at)[0]
    assert at.text_input(key="runs").value == "even5.h4,windows3.h4"
    assert at.segmented_control(key="run 0 carry").value == "carried"
    at.segmented_control(key="run 1 carry").select("reset").run()
    assert said(at) == []
    assert at.text_input(key="runs").value == "even5.h4,windows3.h4.reset"


def test_lengths_are_compared_with_all_else_alike(opened):
    at = opened()
    press = next(button for button in at.button if button.label == "Race these")
    press.click().run()
    assert at.text_input(key="runs").value == ",".join(f"windows{n}.h16" for n in (3, 4, 5, 10, 20))
    for lengths, words in (
        ("3, x", "The lengths are"),
        ("0", "every is 0"),
        ("1 2 3 4 5 6 7", "7 runs"),
    ):
        at.text_input(key="lengths").set_value(lengths)
        next(button for button in at.button if button.label == "Race these").click().run()
        assert words in said(at)[0]
        assert at.text_input(key="runs").value.startswith("windows3.h16")


def test_rates_change_under_way_for_the_runs_that_were_changed(opened, store_file, monkeypatch):
    monkeypatch.setattr("rnnviz.experiments.supervisor.tend", lambda store: None)
    store = Store(store_file)
    runs = (Run(hidden=2), Run(hidden=3, rate=0.2))
    id = store.add(Experiment(runs=runs))
    store.rows("UPDATE experiments SET status = 'running', worker = 'me' WHERE id = ?", id)
    at = opened()
    rates = [box for box in at.number_input if box.label.startswith("windows(5)")]
    assert [box.value for box in rates] == [0.1, 0.2]
    rates[1].set_value(0.05)
    next(button for button in at.button if button.label == "From now on").click().run()
    assert not at.exception
    found = store.rows("SELECT name, arguments FROM commands WHERE name = 'rate'")
    assert [(name, json.loads(words)) for name, words in found] == [("rate", {"run": 1, "rate": 0.05})]


def test_one_experiment_of_another_version_hides_none_of_the_others(opened, store_file):
    store = Store(store_file)
    good, broken = store.add(Experiment(runs=(Run(hidden=9),))), store.add(Experiment())
    store.rows("UPDATE experiments SET status = 'stopped' WHERE id = ?", good)
    store.rows("""UPDATE experiments SET experiment = '{"runs": 3}' WHERE id = ?""", broken)
    at = opened()
    assert at.text_input(key="runs").value == "windows5.h9"
    assert said(at) == []


def test_the_address_says_which_run_the_cut_is_drawn_for(opened):
    at = opened(reach="2")
    assert at.segmented_control(key="reach of").value == 1
    assert said(at) == []
    at = opened(reach="7")
    assert at.segmented_control(key="reach of").value == 0
    assert "allowed are whole numbers from 1 to 6" in said(at)[0]
    at = opened(reach="5")  # there are two runs
    assert at.segmented_control(key="reach of").value == 0
