from itertools import pairwise

import numpy as np
import pytest
from support.network_kinds import cells

from rnnviz.analysis.cell_wires import largest_c, wires
from rnnviz.figures.base.numbers import number, short
from rnnviz.figures.unroll import anatomy
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll

READ = np.array([0, 2, 1, 1])


def drawn(cell, unit=1, **more):
    net = Network.random(cell, inputs=3, hidden=4, outputs=3, seed=3)
    found = wires(net, unroll(net, READ), 2)
    return found, anatomy.anatomy(cell, found, unit, "<b>", "a title", False, **more)


def texts(figure):
    return [note["text"] for note in figure["layout"]["annotations"] if note["text"]]


@cells
def test_every_value_of_the_step_is_written_at_its_wire(cell):
    found, figure = drawn(cell)
    said = texts(figure)
    for _place, letters, name in anatomy.plan_of(cell).values:
        written = f"<b>{short(float(found[name][1]))}</b>"
        assert any(text.endswith(written) for text in said), (letters, name)
    hovers = figure["data"][0]["text"]
    assert len(hovers) == len(anatomy.plan_of(cell).values)
    assert hovers[0].endswith(number(float(found["h before" if cell != "lstm" else "c before"][1])))
    assert "x<sub>t</sub>: &lt;b&gt;" in said


@pytest.mark.parametrize(("cell", "gates"), [("lstm", "figo"), ("gru", "rz"), ("gru_before", "rz")])
def test_gates_are_boxes_and_products_and_sums_are_nodes(cell, gates):
    said = texts(drawn(cell)[1])
    for gate in gates.replace("g", ""):
        assert f"σ<sub>{gate}</sub>" in said
    # f ⊙ c, i ⊙ g, o ⊙ tanh c; z ⊙ h, (1 − z) ⊙ n, r ⊙ (…)
    assert said.count("×") == 3
    assert said.count("+") == 1


@cells
def test_no_two_values_lie_on_each_other_and_all_are_within_the_picture(cell):
    places = [place for place, _letters, _name in anatomy.plan_of(cell).values]
    for one, (x, y) in enumerate(places):
        assert 0 <= x <= anatomy.WIDE
        assert 0 <= y <= anatomy.plan_of(cell).tall
        for left, low in places[one + 1 :]:
            assert abs(x - left) >= 7 or abs(y - low) >= 3


@cells
def test_lines_begin_and_end_at_boxes_nodes_lines_or_the_edge(cell):
    plan = anatomy.plan_of(cell)
    for _kind, places in plan.lines:
        for one, other in pairwise(places):
            assert one[0] == other[0] or one[1] == other[1]  # straight, along an axis


def test_right_to_left_what_came_before_is_the_next_step():
    said = texts(drawn("gru", backwards=True)[1])
    assert any("h<sub>t+1</sub>" in text for text in said)


def test_the_words_have_every_value():
    found, _ = drawn("lstm")
    said = anatomy.in_words("lstm", found, 1, "a title")
    assert said.startswith("a title: ct−1 = ")
    assert f"ht = {number(float(found['h'][1]))}" in said


def test_what_is_said_of_c():
    assert anatomy.c_sentence(None) == ""
    assert anatomy.c_sentence((4, 1, -3.25)).startswith("c leaves ±1: unit 2 is at −3.25 at step 5.")
    assert "stays within ±1 (farthest: 0.50, unit 1, step 1)" in anatomy.c_sentence((0, 0, 0.5))
    net = Network.random("lstm", inputs=3, hidden=4, outputs=3)
    assert "stays within" in anatomy.c_sentence(largest_c(unroll(net, READ), 0))
