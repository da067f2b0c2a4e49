"""The shares of the lecture on gates."""

import math

import pytest

from rnnviz.lectures.ready.gates import LECTURE


def test_what_forget_gates_leave():
    share = 1 / (1 + math.exp(-4))
    assert round(share, 3) == 0.982
    assert LECTURE.scenes[2].question.right == pytest.approx(share**50, abs=0.005)
    assert f"{(1 / (1 + math.exp(-1))) ** 50:.1e}" == "1.6e-07"


def test_the_races_differ_in_their_cells_alone():
    for place in (5, 6):
        runs = LECTURE.scenes[place].settings["runs"].split(",")
        assert [run.replace(".gru", "").replace(".lstm", "") for run in runs] == [runs[0]] * 3
