"""The lectures that come along: that they can be read, and that their arithmetic is right."""

import json
import math
import re

import pytest

from rnnviz.analysis.matrix_chain import Chain, measure, walk_chain
from rnnviz.lectures.model import Lecture
from rnnviz.lectures.ready import READY

SCENES = [(name, place) for name, lecture in READY.items() for place in range(len(lecture.scenes))]


def scene(name: str, place: int):
    return READY[name].scenes[place]


def test_there_are_six_of_five_to_ten_scenes():
    assert [lecture.title for lecture in READY.values()] == [
        "What a recurrent network is",
        "Backpropagation through time by hand",
        "Why gradients vanish",
        "Truncation: what five steps cannot learn",
        "Gates",
        "Sequences of every shape",
    ]
    assert all(5 <= len(lecture.scenes) <= 10 for lecture in READY.values())


@pytest.mark.parametrize("lecture", READY.values(), ids=READY)
def test_a_lecture_comes_back_from_its_file(lecture):
    assert Lecture.from_json(lecture.to_json()) == lecture


@pytest.mark.parametrize(("name", "place"), SCENES)
def test_every_scene_says_what_to_look_at_and_what_to_say(name, place):
    one = scene(name, place)
    for said in (one.look, one.notes):
        assert re.search(r"[.?!]”?$", said), said
        assert not re.search(r"\s\s|^\s|\s$", said), said
    assert len(one.look) <= 240  # two or three lines in the presenter's bar


@pytest.mark.parametrize("name", READY)
def test_every_lecture_asks_and_says_what_is_right(name):
    questions = [one.question for one in READY[name].scenes if one.question]
    assert len(questions) >= 2
    for question in questions:
        assert question.right is not None
        given = question.truth if question.kind == "sketch" else question.right
        assert question.read(given) == given
        assert question.counted(question.read(given)) == pytest.approx(question.right, rel=0.01)


def test_no_scene_stands_twice_in_one_lecture():
    for lecture in READY.values():
        shown = [json.dumps([one.page, one.settings], sort_keys=True) for one in lecture.scenes]
        assert len(set(shown)) == len(shown)


def answers(rows: list[int]) -> list[int]:
    """What the network by hand answers to pairs of the same number: every weight is 1."""
    state, given = 0, []
    for row in rows:
        state = row + row + state + state
        given.append(state + state)
    return given


def test_the_sums_by_hand():
    assert answers([1, 1, 2]) == [4, 12, 32]
    assert answers([2, 1, 1])[-1] == 44
    assert scene("recurrence", 3).question.right == answers([1, 1])[-1]
    order = scene("recurrence", 4).question
    assert order.options[int(order.right)] == "larger than 32"


def test_the_gradient_by_hand():
    wrong = [2.0, 2.0]  # 32 − 30
    assert sum(part**2 for part in wrong) / 2 == 4.0
    arrives = [sum(wrong)]  # at each unit of the last state, then a step further back each
    for _ in range(2):
        arrives.append(2 * arrives[-1])
    assert arrives == [4.0, 8.0, 16.0]
    question = scene("by-hand", 0).question
    assert float(question.options[int(question.right)]) == arrives[1]
    assert [f"{math.sqrt(2) * each:.2f}" for each in arrives] == ["5.66", "11.31", "22.63"]
    for length in ("5.66", "11.31", "22.63"):
        assert length in scene("by-hand", 1).look


def test_powers():
    assert scene("vanishing", 0).question.right == pytest.approx(0.9**8, abs=0.005)
    assert scene("vanishing", 0).question.at == 8
    assert round(0.9**20, 2) == 0.12
    assert round(0.9**50, 3) == 0.005
    share = 1 / (1 + math.exp(-4))
    assert round(share, 3) == 0.982
    assert scene("gates", 2).question.right == pytest.approx(share**50, abs=0.005)
    assert f"{(1 / (1 + math.exp(-1))) ** 50:.1e}" == "1.6e-07"


def test_the_curve_to_be_sketched_is_that_of_the_model():
    question, after = scene("vanishing", 0).question, scene("vanishing", 1)
    assert (after.settings["matrix"], after.settings["gain"]) == ("orthogonal", "0.9")
    chain = Chain(matrix="orthogonal", gain=0.9, steps=question.last)
    norms = walk_chain(chain).norms() * measure(chain)
    assert norms.shape == (question.last + 1, 100)
    for draw in norms.T:
        assert question.truth == pytest.approx(draw, abs=6e-5)
    assert question.right == pytest.approx(norms[question.at, 0], abs=0.005)
