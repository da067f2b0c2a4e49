"""Chosen units as lines over the steps."""

from itertools import pairwise

import numpy as np
import pytest
from support.drawn_states import RISKY, checked, network
from support.figure_readers import made

from rnnviz.figures.base.style import DASHES
from rnnviz.figures.unroll.unit_lines import unit_lines

lights = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])


@lights
def test_lines_go_through_the_states_of_their_unit(dark):
    net = network(hidden=12)
    typed, trace = made(net, RISKY)
    units = [2, 12, 1, 5, 6, 7]
    figure = checked(unit_lines(trace.hidden[0], units, typed.pieces, 3, dark))
    assert figure.layout.yaxis.title.text == "h"
    assert [line.name for line in figure.data] == [f"unit {unit}" for unit in units]
    for unit, line in zip(units, figure.data, strict=True):
        assert list(line.x) == list(range(1, len(RISKY) + 1))
        assert list(line.y) == trace.hidden[0, :, unit - 1].tolist()
    assert len({line.line.color for line in figure.data}) == len(units)
    assert [line.line.dash for line in figure.data] == list(DASHES)
    ends = {note.text: note for note in figure.layout.annotations}
    assert ends.keys() == {f"unit {unit}" for unit in units}
    for line in figure.data:
        assert ends[line.name].y == line.y[-1]
    assert len({note.font.color for note in ends.values()}) == len(units)


def test_names_at_the_ends_of_near_lines_do_not_lie_on_each_other():
    values = np.array([[0.0, 0.001, 0.002, 1.0, -1.0]])
    notes = unit_lines(values, [1, 2, 3, 4, 5], "a", 0, False)["layout"]["annotations"]
    shifts = {note["text"]: note["yshift"] for note in notes}
    assert shifts["unit 5"] == 0.0
    assert shifts["unit 4"] == 0.0
    near = [shifts["unit 1"], shifts["unit 2"], shifts["unit 3"]]
    # 17 pixels a line of this type, while their values are less than one pixel apart
    assert all(16 < upper - lower <= 17 for lower, upper in pairwise(near))
