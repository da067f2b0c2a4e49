"""The numbers of the unrolled network: every state, every answer."""

import numpy as np
from support.plotted import network, trace

from rnnviz.figures.unroll.unrolled_numbers import unrolled_numbers
from rnnviz.nn.trace import difference
from rnnviz.plot.readings import typed_of


def test_every_state_begins_with_the_initial_one():
    net, one = network(), trace()
    states, answers = unrolled_numbers(net, typed_of(net, one), one).make()
    text, step, read, layer, way, unit, values = states.columns
    assert (text[0], step[0], read[0]) == (1, 0, "")
    for place in range(0, len(values), 7):
        row = layer[place] - 1
        if step[place]:
            assert values[place] == one.hidden[row, step[place] - 1, unit[place] - 1]
        assert way[place] == "left to right"
    assert np.array_equal(answers.columns[3], one.probabilities.ravel())
    assert answers.columns[2][:4] == list("helo")


def test_of_two_texts_how_far_they_lie_apart():
    net, one = network(), trace()
    typed = typed_of(net, one)
    apart = unrolled_numbers(net, typed, one, (typed, one)).make()[-1]
    assert np.array_equal(apart.columns[1], np.zeros(one.steps))
    assert difference(one, one).shape[1] == one.steps
