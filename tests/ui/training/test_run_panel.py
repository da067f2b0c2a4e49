"""A run as a folded panel: what is changed there stands in the run's word."""

import pytest
from support.truncate_page import said

from rnnviz.tasks import TASKS
from rnnviz.ui.training.run_panel import also


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
    second = "every10reach18each.h4.gru.rate0_25"
    assert at.text_input(key="runs").value == f"{first},{second},even10.h7.clip0_5"
    at.button(key="run 2 remove").click().run()
    assert at.text_input(key="runs").value == f"{first},{second}"
    assert not at.exception
    assert said(at) == []


def test_a_run_may_be_told_to_train_its_readout_alone(opened):
    at = opened(runs="windows5.h4.gru,windows3.h4")
    at.segmented_control(key="run 0 train").select("readout").run()
    assert at.text_input(key="runs").value == "windows5.h4.gru.readout,windows3.h4"
    at.segmented_control(key="run 0 train").select("all").run()
    assert at.text_input(key="runs").value == "windows5.h4.gru,windows3.h4"
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


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("characters", ["batch", "embedding"]),
        ("forecast", ["batch"]),
        ("addition", ["batch", "bidirectional", "delay"]),
        ("hello", ["batch", "embedding", "bidirectional", "delay"]),
        ("sentiment", ["batch", "embedding", "bidirectional", "pool"]),
        ("labelling", ["batch", "embedding", "bidirectional", "delay"]),
        ("translate", ["batch", "embedding", "forcing", "context"]),
        ("execute", ["batch", "embedding", "forcing", "context", "curriculum"]),
    ],
)
def test_a_run_has_the_fields_that_its_task_allows(name, fields):
    assert list(also(TASKS[name]())) == fields
