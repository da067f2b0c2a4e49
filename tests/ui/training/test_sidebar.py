"""The sidebar of a race: presets, runs, lengths side by side."""

from support.truncate_page import said

from rnnviz.ui.tasks.panels import PANELS
from rnnviz.ui.training import echo_race


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


def test_a_preset_sets_all_that_it_is_about(opened):
    at = opened(seed="9", seeds="16")
    at.radio(key="preset").set_value("lag 12: 5, 10 and 20 steps").run()
    asked = echo_race.PRESETS["lag 12: 5, 10 and 20 steps"].asked
    assert at.text_input(key="runs").value == asked["runs"]
    assert at.text_input(key="lags").value == asked["lags"]
    assert at.number_input(key="seed").value == 0
    assert at.button_group(key="seeds").value == int(asked["seeds"])


def test_a_run_is_added_with_the_next_length(opened):
    at = opened()
    at.button(key="add a run").click().run()
    assert at.text_input(key="runs").value == "windows5.h4,windows10.h16,windows20.h16"


def test_six_runs_are_all_that_there_can_be(opened):
    at = opened(runs=",".join(["windows5.h4"] * 6))
    assert not any(button.key == "add a run" for button in at.button)


def test_a_refusal_is_said_once(opened):
    at = opened()
    at.text_input(key="lengths").set_value("x")
    next(button for button in at.button if button.label == "Race these").click().run()
    assert "The lengths are" in said(at)[0]
    at.run()
    assert said(at) == []


def test_the_menu_of_presets_has_room_for_their_names():
    named = [*echo_race.PRESETS, *(one.name for panel in PANELS.values() for one in panel.presets)]
    assert max(map(len, named)) <= 30
