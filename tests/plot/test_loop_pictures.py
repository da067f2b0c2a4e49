"""The pictures of a loop's moment, and what they say in words."""

from dataclasses import replace

import numpy as np

from rnnviz.figures.watch.gradient_by_step import gradient_by_step
from rnnviz.plot.lone_figure import lone_figure
from rnnviz.plot.loop_pictures import loop_pictures, loop_sentences
from rnnviz.text.message import Message
from rnnviz.watch.showing import LoopMoment


def moment_of(trained, updates=2):
    for _ in range(updates):
        trained.update()
    return LoopMoment("mine", tuple(trained.watch.frames), Message("It starts."))


def test_they_are_those_of_the_page_in_both_looks(trained):
    moment = moment_of(trained)
    gradient, states, norms, entering = loop_pictures(moment, "rnn", matrix=True)
    layer = moment.newest.layers["rnn"]
    assert gradient.light == lone_figure(gradient_by_step(layer, 0, False))
    assert gradient.dark == lone_figure(gradient_by_step(layer, 0, True))
    assert gradient.words.startswith(gradient.light["layout"]["title"]["text"])
    assert len(states.light["data"]) == 6
    assert norms.light["data"][0]["x"] == [0, 1]
    assert "what enters" in entering.words.lower()
    assert len(loop_pictures(moment, "rnn")) == 3


def test_what_stands_above_them(trained):
    moment = moment_of(trained)
    status, loop, blind, agreement = loop_sentences(moment, "")
    assert status == "mine runs: step 1."
    assert loop == "Your loop: It starts."
    assert "retain_grad" in blind
    assert "differs by" in agreement
    ended = loop_sentences(replace(moment, ended=True), "")
    assert ended[0] == "mine has ended; its last frame is of step 1."


def test_a_matrix_that_is_not_known_says_why(trained):
    moment = moment_of(trained, 1)
    (frame,) = moment.frames
    loose = replace(frame.layers["rnn"], connected=False)
    pictures = loop_pictures(replace(moment, frames=(replace(frame, layers={"rnn": loose}),)), "", True)
    assert pictures[-1].words.startswith("The loop changed the state of rnn")
    assert pictures[-1].light["data"] == []


def test_before_there_is_anything_it_says_so_alone():
    moment = LoopMoment("mine")
    assert loop_sentences(moment, "") == ["Of mine there is nothing to be seen yet."]
    assert loop_pictures(moment, "", True) == []


def test_a_wide_layer_says_which_units_are_drawn(trained):
    moment = moment_of(trained, 1)
    (frame,) = moment.frames
    layer = frame.layers["rnn"]
    wide = {name: np.repeat(values, 64, axis=2) for name, values in layer.gates.items()}
    many = replace(
        layer, hidden=np.repeat(layer.hidden, 64, axis=2), memory=None, gates=wide, by_output=None
    )
    moment = replace(moment, frames=(replace(frame, layers={"rnn": many}),))
    assert "The layers have 256 units" in loop_sentences(moment, "rnn")[-1]
    assert loop_pictures(moment, "rnn")[1].light["data"][0]["y"][0].isdigit()
