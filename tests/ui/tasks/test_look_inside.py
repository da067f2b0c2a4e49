"""The buttons that open a network of the page Tasks on other pages."""

from types import SimpleNamespace

from streamlit.testing.v1 import AppTest

from rnnviz.ui.network.task_networks import NEWLINE
from rnnviz.ui.tasks import look_inside


def page(word, parts):
    from rnnviz.runs.run import Run
    from rnnviz.tasks import Hello
    from rnnviz.ui.tasks import look_inside
    from rnnviz.ui.tasks.panels.base import Inside, Play

    insides = [Inside("one\ntwo", part=part) for part in parts]
    playing = Play(Hello(), Run(**Hello.usual), None, "ready", word=word)
    look_inside.buttons(playing, insides)


def shown(word="task.hello", parts=("",)):
    at = AppTest.from_function(page, args=(word, parts)).run()
    assert not at.exception
    return at


def test_each_part_can_be_opened_on_each_page():
    assert [button.label for button in shown().button] == [
        "Open in Unroll",
        "Open in Backpropagate",
    ]
    assert [button.label for button in shown(parts=("encoder", "decoder")).button] == [
        "Open in Unroll (encoder)",
        "Open in Backpropagate (encoder)",
        "Open in Unroll (decoder)",
        "Open in Backpropagate (decoder)",
    ]


def test_what_other_pages_cannot_find_has_no_buttons():
    assert not shown(word="").button
    assert not shown(parts=()).button


def test_a_button_takes_the_network_and_the_input_along(monkeypatch):
    opened = []
    monkeypatch.setattr(look_inside.st, "switch_page", opened.append)
    at = shown("task.translate", ("encoder",))
    at.button[1].click().run()
    assert not at.exception
    assert opened == ["pages/backpropagate.py"]
    assert at.session_state["net"] == "task.translate.encoder"
    assert at.session_state["text"] == f"one{NEWLINE}two"


def test_a_run_of_a_race_can_be_looked_into_as_it_is_shown(monkeypatch):
    opened = []
    monkeypatch.setattr(look_inside, "_buttons", lambda word, insides: opened.append(word))
    frame = SimpleNamespace(number=4)
    view = SimpleNamespace(moment=SimpleNamespace(frame=frame), course=SimpleNamespace(frames=[frame]))
    row = SimpleNamespace(id="0123abcd", experiment=SimpleNamespace(runs=[1, 2]))
    race = SimpleNamespace(now=lambda: row, view=lambda row: view)
    look_inside.run_buttons(race, 1)
    view.course.frames.append(SimpleNamespace(number=9))  # the reader has gone back
    look_inside.run_buttons(race, 1)
    look_inside.run_buttons(race, 2)  # a run that is not trained yet
    view.moment = None
    look_inside.run_buttons(race, 1)
    assert opened == ["run.0123abcd.2", "run.0123abcd.2.f4"]
