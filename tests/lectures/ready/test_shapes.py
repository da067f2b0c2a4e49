"""The examples of the lecture on sequences of every shape."""

from datetime import date

from rnnviz.lectures.ready.shapes import LECTURE
from rnnviz.tasks import TASKS


def test_every_scene_is_about_a_task_and_none_comes_twice_without_a_change():
    names = [scene.settings["task"] for scene in LECTURE.scenes]
    assert set(names) <= set(TASKS)
    assert len(set(names)) == 8


def test_the_sum_is_right():
    sums = LECTURE.scenes[2]
    total = int(sums.settings["first"]) + int(sums.settings["second"])
    assert f"255 + 1 = {total}" in sums.look


def test_the_dates_are_right():
    read, given = date(1998, 3, 3), date(2026, 7, 14)
    assert f"becomes {read.isoformat()}" in LECTURE.scenes[6].look
    question = LECTURE.scenes[6].question
    assert question.options[int(question.right)] == given.isoformat()
    assert LECTURE.scenes[7].look.startswith(given.isoformat())
    assert LECTURE.scenes[7].settings["with"] == f"{given:%B} {given.day}, {given.year}".lower()


def test_both_reviews_have_the_same_words():
    one, other = LECTURE.scenes[3].question.options[0], LECTURE.scenes[4].settings["text"]
    assert one != other
    assert sorted(one.split()) == sorted(other.split())
