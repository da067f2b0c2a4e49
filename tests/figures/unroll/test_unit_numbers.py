"""Tables of units: all of them, also those that are not drawn."""

import numpy as np
from support.plotted import network, trace

from rnnviz.figures.unroll.heat_maps import MEANINGS
from rnnviz.figures.unroll.unit_numbers import map_sheets, named_sheets, wire_sheets, writing_sheets
from rnnviz.nn.writing_on import write_on
from rnnviz.plot.readings import typed_of


def test_a_line_a_step_and_a_unit(rng):
    values = rng.normal(size=(3, 2))
    (sheet,) = map_sheets({"h": values, "f": values**2}, list("abc"), MEANINGS)()
    assert sheet.heads == ["time step", "what is read", "unit", "hidden state h", "forget gate f"]
    assert sheet.columns[1] == ["a", "a", "b", "b", "c", "c"]
    assert np.array_equal(sheet.columns[2], [1, 2] * 3)
    assert np.array_equal(sheet.columns[4], (values**2).ravel())
    (counted,) = map_sheets({"h": values}, [], MEANINGS)()
    assert counted.columns[1] == [""] * 6


def test_wires_and_names(rng):
    wires = {"h": rng.normal(size=4), "c": rng.normal(size=4)}
    (sheet,) = wire_sheets(wires)()
    assert sheet.heads == ["unit", "h", "c"]
    assert np.array_equal(sheet.columns[2], wires["c"])
    assert named_sheets([("w1", 0.5)])()[0].columns == [["w1"], [0.5]]


def test_what_is_written_on_follows_what_was_typed():
    net, one = network(), trace()
    typed, written = typed_of(net, one), write_on(net, one, 3)
    (sheet,) = writing_sheets(typed, ["a", "b", "c"], written)()
    read, whose, answer, chance = sheet.columns[1:]
    assert read == ["h", "e", "l", "l", "a", "b"]
    assert whose == ["typed"] * 4 + ["its own answer"] * 2
    assert answer == ["", "", "", "a", "b", "c"]
    assert chance == [None] * 3 + written.chances.tolist()
