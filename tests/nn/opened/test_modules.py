"""Recurrent modules by their names and shapes, and why one cannot be opened."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as some
from torch import nn

from rnnviz.formats.arrays import StoredArray, Told
from rnnviz.nn.opened.canonical import parameters
from rnnviz.nn.opened.modules import MOST_UNITS, ending, expected, modules
from rnnviz.text.message import Refusal


def named(state):
    """Arrays of some shapes, none of which may be read."""
    shapes = {name: tuple(getattr(one, "shape", one)) for name, one in state.items()}
    return parameters(
        {name: StoredArray(shape, "float32", pytest.fail) for name, shape in shapes.items()}
    )


def one(state, cell=None, told=None):
    (found,) = modules(named(state), told or {}, cell)
    return found


@pytest.mark.parametrize(("kind", "cell"), [(nn.RNN, "tanh"), (nn.GRU, "gru"), (nn.LSTM, "lstm")])
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("bias", [False, True])
def test_a_module_is_found_with_its_sizes(kind, cell, layers, both, bias):
    module = nn.ModuleDict(
        {"a": nn.ModuleDict({"b": kind(3, 4, layers, bias=bias, bidirectional=both)})}
    )
    found = one(module.state_dict())
    assert found.problem is None
    assert (found.name, found.cell, found.inputs, found.hidden) == ("a.b", cell, 3, 4)
    assert (found.layers, found.directions, found.bias) == (layers, 1 + both, bias)
    assert found.gates == {"tanh": "", "gru": "rzn", "lstm": "ifgo"}[cell]
    shapes = {f"a.b.{kind}_{ending(at, back)}": shape for kind, at, back, shape in expected(found)}
    assert shapes == {name: tuple(one.shape) for name, one in module.state_dict().items()}


@pytest.mark.parametrize(
    ("kind", "cell"), [(nn.RNNCell, "tanh"), (nn.GRUCell, "gru"), (nn.LSTMCell, "lstm")]
)
def test_a_cell_is_a_layer(kind, cell):
    found = one(kind(3, 4).state_dict())
    assert (found.name, found.cell, found.layers, found.problem) == ("rnn", cell, 1, None)


def test_a_layer_of_one_unit_is_told_from_its_rows():
    assert one(nn.LSTM(2, 1).state_dict()).cell == "lstm"
    assert one(nn.GRU(2, 1).state_dict()).cell == "gru"


@pytest.mark.parametrize("cell", ["relu", "sigmoid", "identity"])
def test_what_the_weights_do_not_say_is_asked(cell):
    assert one(nn.RNN(2, 3).state_dict(), cell).cell == cell


def test_a_file_that_says_its_cell_is_believed():
    found = one(nn.GRU(2, 3).state_dict(), told={"rnn": Told("gru", "zrh")})
    assert (found.gates, found.told) == ("zrh", True)


def without(state, name):
    return {key: value for key, value in state.items() if key != name}


LSTM = {f"a.{name}": one for name, one in nn.LSTM(2, 3, 2).state_dict().items()}


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (nn.LSTM(2, 4, proj_size=3).state_dict(), "It has a projection of its states (proj_size)"),
        ({"a.weight_hh_l0": (20_000, 5000)}, "It has 5,000 units; allowed are up to 2,048 a layer."),
        (nn.RNN(2, 2, 5).state_dict(), "It has 5 layers; allowed are up to 4."),
        (
            {"a.weight_hh_l0": (6, 3)},
            "a.weight_hh_l0 has the shape (6, 3); a recurrent layer's has 1, 3",
        ),
        ({"a.weight_hh_l0": (12,)}, "a.weight_hh_l0 has the shape (12,)"),
        ({"a.weight_hh_l0": (0, 0)}, "a.weight_hh_l0 has the shape (0, 0)"),
        ({"a.weight_hh_l0": (12, 0)}, "a.weight_hh_l0 has the shape (12, 0)"),
        (without(LSTM, "a.weight_ih_l0"), "weight_ih_l0 is missing."),
        (without(LSTM, "a.weight_hh_l0"), "weight_hh_l0 is missing."),
        (without(LSTM, "a.bias_hh_l1"), "bias_hh_l1 is missing."),
        (LSTM | {"a.bias_ih_l1": (11,)}, "a.bias_ih_l1 has the shape (11,); it must be (12,)."),
        (
            LSTM | {"a.weight_ih_l1": (12, 4)},
            "a.weight_ih_l1 has the shape (12, 4); it must be (12, 3).",
        ),
        (LSTM | {"a.weight_hh_l0_reverse": (12, 3)}, "weight_ih_l0_reverse is missing."),
        (LSTM | {"a.weight_hh_l7": (12, 3)}, "It has 8 layers"),
    ],
)
def test_what_is_no_layer_says_the_array_or_the_limit(state, sentence):
    found = one(state)
    assert sentence in str(found.problem)


def test_a_cell_of_other_weights_is_not_what_was_asked_for():
    assert str(one(LSTM, "gru").problem) == "Its weights are those of lstm, not of gru."
    with pytest.raises(Refusal, match="cell is 'lst'; allowed are"):
        one(LSTM, "lst")


def test_the_largest_layer_is_no_problem():
    with torch.device("meta"):
        assert one(nn.GRU(2, MOST_UNITS).state_dict()).problem is None


def test_what_is_called_otherwise_is_no_layer():
    assert modules(named({"attention.in_proj_weight": (9, 3), "weight_hh": (3, 3)}), {}, None)
    assert modules(named({"attention.in_proj_weight": (9, 3), "my_weight_hh": (3, 3)}), {}, None) == []


WORDS = some.text("abcxyz_", min_size=1, max_size=5).filter(lambda word: not word.startswith("weight"))


@given(
    some.lists(WORDS, max_size=5),
    some.permutations(sorted(nn.LSTM(2, 3, 2, bidirectional=True).state_dict())),
)
def test_neither_the_prefix_nor_the_order_of_a_file_matters(prefix, order):
    shapes = nn.LSTM(2, 3, 2, bidirectional=True).state_dict()
    found = one({".".join([*prefix, name]): shapes[name] for name in order})
    assert found.problem is None
    assert (found.cell, found.inputs, found.hidden, found.layers, found.directions) == (
        "lstm",
        2,
        3,
        2,
        2,
    )
    assert found.name == (".".join(prefix) or "rnn")
