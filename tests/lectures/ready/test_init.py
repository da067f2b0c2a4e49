"""The lectures that come along: that they can be read, and ask and say what they should."""

import json
import re
from importlib import import_module

import pytest

from rnnviz.lectures.model import SECTIONS, Lecture
from rnnviz.lectures.ready import READY

SCENES = [(name, place) for name, lecture in READY.items() for place in range(len(lecture.scenes))]


def scene(name: str, place: int):
    return READY[name].scenes[place]


def test_there_are_seven_of_five_to_ten_scenes():
    assert [lecture.title for lecture in READY.values()] == [
        "What a recurrent network is",
        "Backpropagation through time by hand",
        "Why gradients vanish",
        "Truncation: what five steps cannot learn",
        "Gates",
        "Sequences of every shape",
        "The classic programs",
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
        shown = [
            json.dumps([one.page, one.section, one.settings], sort_keys=True) for one in lecture.scenes
        ]
        assert len(set(shown)) == len(shown)


@pytest.mark.parametrize(("name", "place"), SCENES)
def test_every_scene_shows_one_section_and_sends_nobody_looking_for_it(name, place):
    one = scene(name, place)
    assert one.section in SECTIONS[one.page]
    assert not re.search(r"[Ss]croll|Below|picture above", one.look + one.notes)


@pytest.mark.parametrize("name", READY)
def test_every_scene_has_a_check_of_what_it_says(name):
    checks = import_module(f"tests.lectures.ready.test_{name.replace('-', '_')}").CHECKS
    assert len(set(checks)) == len(checks) == len(READY[name].scenes)
