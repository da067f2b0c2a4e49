"""Which modules make one network upon each other."""

from dataclasses import replace

import pytest

from rnnviz.formats.arrays import Told
from rnnviz.nn.opened.found import FoundLayer
from rnnviz.nn.opened.stacks import stacked
from rnnviz.text.message import Message

ONE = FoundLayer("a", "lstm", 3, 3, 1, 1, True, "ifgo", ("a",))


def layers(*names, **changes):
    return [replace(ONE, name=name, parts=(name,), **changes) for name in names]


def parts(single, told=None):
    return {one.name: one.parts for one in stacked(told or {}, single)}


@pytest.mark.parametrize(
    ("names", "together"),
    [
        (("rnns.0", "rnns.1"), {"rnns": ("rnns.0", "rnns.1")}),
        (("lstm1", "lstm2", "lstm3"), {"lstm": ("lstm1", "lstm2", "lstm3")}),
        (("0.rnns.10", "0.rnns.9"), {"0.rnns": ("0.rnns.9", "0.rnns.10")}),
        (("rnns.0.cell", "rnns.1.cell"), {"rnns": ("rnns.0.cell", "rnns.1.cell")}),
        (("0", "1"), {"0 - 1": ("0", "1")}),
        (("rnns.0", "rnns.1", "rnns"), {"rnns.0 - rnns.1": ("rnns.0", "rnns.1"), "rnns": ("rnns",)}),
        (("rnns.0", "rnns.2"), {"rnns.0": ("rnns.0",), "rnns.2": ("rnns.2",)}),
        (("encoder", "decoder"), {"encoder": ("encoder",), "decoder": ("decoder",)}),
    ],
)
def test_modules_numbered_one_after_the_other_make_one_network(names, together):
    assert parts(layers(*names)) == together


@pytest.mark.parametrize(
    "change",
    [
        {"hidden": 4},
        {"inputs": 4},
        {"cell": "gru"},
        {"directions": 2},
        {"bias": False},
        {"layers": 4},
        {"problem": Message("No.")},
    ],
    ids=str,
)
def test_modules_that_do_not_fit_stay_apart(change):
    first, second = layers("rnns.0", "rnns.1")
    assert list(parts([first, replace(second, **change)])) == ["rnns.0", "rnns.1"]


def test_layers_of_unequal_size_are_opened_one_at_a_time():
    """As AWD-LSTM has them."""
    sizes = {"rnns.0": (4, 6), "rnns.1": (6, 6), "rnns.2": (6, 4)}
    single = [replace(*layers(name), inputs=d, hidden=h) for name, (d, h) in sizes.items()]
    assert list(parts(single)) == list(sizes)


def test_both_directions_fit_if_the_next_reads_both():
    first, second = layers("rnns.0", "rnns.1", directions=2)
    assert list(parts([first, replace(second, inputs=6)])) == ["rnns"]


def test_a_file_says_what_reads_what():
    told = {"b": Told("lstm"), "a": Told("lstm", reads="b"), "c": Told("lstm", reads="a")}
    assert parts(layers("a", "b", "c"), told) == {"b - c": ("b", "a", "c")}
    told = {"a": Told("lstm", reads="b"), "b": Told("lstm", reads="a")}
    assert parts(layers("a", "b"), told) == {"a": ("a",), "b": ("b",)}
