"""The buttons that open a network of the page Tasks on other pages."""

from types import SimpleNamespace

from streamlit.testing.v1 import AppTest

from rnnviz.tasks import Echo
from rnnviz.tasks.echo_bits import example
from rnnviz.ui.network.task_network import NEWLINE
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
    course = SimpleNamespace(frames=[frame])
    view = SimpleNamespace(moment=SimpleNamespace(frame=frame), course=course, seed=None)
    row = SimpleNamespace(id="0123abcd", experiment=SimpleNamespace(runs=[1, 2]))
    race = SimpleNamespace(now=lambda: row, view=lambda row: view)
    look_inside.run_buttons(race, 1)
    view.course.frames.append(SimpleNamespace(number=9))  # the reader has gone back
    look_inside.run_buttons(race, 1)
    look_inside.run_buttons(race, 2)  # a run that is not trained yet
    view.seed = 3  # the reader has chosen it
    look_inside.run_buttons(race, 1)
    view.moment = None
    look_inside.run_buttons(race, 1)
    assert opened == ["run.0123abcd.2", "run.0123abcd.2.f4", "run.0123abcd.2.s3.f4"]


def runs_page(count, newest=(4, 0.0), typed=""):
    from types import SimpleNamespace

    import streamlit as st

    from rnnviz.runs.run import Run
    from rnnviz.training.experiment import Experiment
    from rnnviz.ui.tasks import look_inside

    made = Experiment(runs=tuple(Run(hidden=hidden) for hidden in range(2, 2 + count)))
    row = SimpleNamespace(id="0123abcd", experiment=made, newest=newest)
    look_inside.run_buttons = lambda race, place, bits: st.text(f"run {place}: {bits}")
    look_inside.runs(SimpleNamespace(now=lambda: row, typed=lambda: typed))


def test_one_of_several_runs_is_chosen_to_be_looked_into(monkeypatch):
    monkeypatch.setattr(look_inside, "run_buttons", None)  # put back afterwards
    at = AppTest.from_function(runs_page, args=(2,)).run()
    bits = example(Echo())  # where nothing is typed
    assert at.text[0].value == f"run 0: {bits}"
    at.segmented_control[0].set_value(1).run()
    assert at.text[0].value == f"run 1: {bits}"
    alone = AppTest.from_function(runs_page, args=(1, (4, 0.0), "0110")).run()
    assert [text.value for text in alone.text] == ["run 0: 0110"]
    assert not alone.segmented_control
    assert not AppTest.from_function(runs_page, args=(2, None)).run().text
