import re

import pytest
from support.figure_readers import parsed

from rnnviz.figures.tasks.gallery import USES, WORDS, diagram, gallery, uses
from rnnviz.tasks.base import SHAPES


@pytest.mark.parametrize(
    ("shape", "read", "answered", "bridges"),
    [("N to N", 4, 4, 0), ("N to 1", 4, 1, 0), ("1 to N", 1, 4, 0), ("N to M", 3, 2, 1)],
)
def test_a_diagram_has_the_inputs_and_outputs_of_its_shape(shape, read, answered, bridges):
    svg = diagram(shape)
    assert svg.count('class="in"') == read
    assert svg.count('class="out"') == answered
    assert svg.count('class="arrow bridge"') == bridges
    states = svg.count("<rect")
    # one arrow from each input, one to each output, one between neighbours
    assert svg.count("<line") == read + answered + states - 1
    width = float(re.search(r'width="([\d.]+)"', svg)[1])
    assert all(0 <= float(x) <= width for x in re.findall(r'c?x="([\d.]+)"', svg))


def test_every_shape_has_a_diagram_and_words():
    assert list(WORDS) == list(SHAPES)
    assert len({diagram(shape) for shape in SHAPES}) == 4


def test_each_task_is_a_button_and_the_chosen_one_is_marked():
    tasks = {"N to N": [("one", "One"), ("two", "<b>Two")], "N to M": [("three", "Three")]}
    html = gallery(tasks, "two")
    node = parsed(html)
    assert "<b>Two" in node.text
    pressed = re.findall(r'data-task="(\w+)" aria-pressed="(\w+)"', html)
    assert pressed == [("one", "false"), ("two", "true"), ("three", "false")]
    # a diagram leads to the chosen task of its shape, else to the first
    assert re.findall(r'class="shape" data-task="(\w+)"', html) == ["two", "three"]
    assert "1 to N" not in html


def test_every_shape_has_a_line_of_uses():
    assert list(USES) == list(SHAPES)
    text = parsed(uses()).text
    assert all(shape in text and said in text for shape, said in USES.items())
