"""The gradients of the lecture on backpropagation by hand."""

import math

from rnnviz.lectures.ready.by_hand import LECTURE


def test_the_gradient_by_hand():
    wrong = [2.0, 2.0]  # 32 − 30
    assert sum(part**2 for part in wrong) / 2 == 4.0
    arrives = [sum(wrong)]  # at each unit of the last state, then a step further back each
    for _ in range(2):
        arrives.append(2 * arrives[-1])
    assert arrives == [4.0, 8.0, 16.0]
    question = LECTURE.scenes[0].question
    assert float(question.options[int(question.right)]) == arrives[1]
    assert [f"{math.sqrt(2) * each:.2f}" for each in arrives] == ["5.66", "11.31", "22.63"]
    for length in ("5.66", "11.31", "22.63"):
        assert length in LECTURE.scenes[1].look
