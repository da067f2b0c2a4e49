"""A layer of Keras in PyTorch's form, and what none of our cells can do refused."""

from dataclasses import replace

import numpy as np
import pytest

from rnnviz.formats.arrays import StoredArray, Told
from rnnviz.formats.keras_config import CELLS, KerasLayer
from rnnviz.formats.keras_layers import arrays_of, told_of
from rnnviz.formats.keras_weights import KerasParts
from rnnviz.text.message import Refusal

D, H, V = 3, 4, 2
RNG = np.random.default_rng(0)


def layer(kind, wrapper="", around=None, reads=None, name="one", **settings):
    return KerasLayer(name, kind, settings, wrapper, around or {}, name, (name,), reads)


def stored(**arrays):
    """The arrays of a file and the parts that they are, of one direction."""
    found = {word: StoredArray.of(np.asarray(array)) for word, array in arrays.items()}
    return KerasParts({word: word for word in found}, {}), found


def recurrent(kind, two=False, **changes):
    rows = CELLS[kind] * H
    shapes = {"kernel": (D, rows), "recurrent_kernel": (H, rows), "bias": (2, rows) if two else (rows,)}
    return stored(**{word: RNG.random(shape) for word, shape in (shapes | changes).items() if shape})


@pytest.mark.parametrize("kind", CELLS)
def test_kernels_are_turned_and_a_single_bias_is_the_first_of_two(kind):
    parts, arrays = recurrent(kind)
    found = {name: one.read() for name, one in arrays_of(layer(kind), parts, arrays).items()}
    np.testing.assert_array_equal(found["one.weight_ih_l0"], arrays["kernel"].read().T)
    np.testing.assert_array_equal(found["one.weight_hh_l0"], arrays["recurrent_kernel"].read().T)
    np.testing.assert_array_equal(found["one.bias_ih_l0"], arrays["bias"].read())
    np.testing.assert_array_equal(found["one.bias_hh_l0"], np.zeros(CELLS[kind] * H))


def test_two_biases_are_a_gru_s_that_resets_after_its_product():
    parts, arrays = recurrent("GRU", two=True)
    found = arrays_of(layer("GRU"), parts, arrays)
    for way, name in enumerate(("bias_ih", "bias_hh")):
        np.testing.assert_array_equal(found[f"one.{name}_l0"].read(), arrays["bias"].read()[way])
    assert told_of(layer("GRU"), parts, arrays, []).cell == "gru"
    parts, arrays = recurrent("GRU")
    assert told_of(layer("GRU"), parts, arrays, []).cell == "gru_before"


@pytest.mark.parametrize(("reset_after", "cell"), [(True, "gru"), (False, "gru_before")])
def test_without_biases_the_settings_say_which_gru_it_is(reset_after, cell):
    parts, arrays = recurrent("GRU", bias=None)
    assert told_of(layer("GRU", reset_after=reset_after), parts, arrays, []).cell == cell
    assert not [name for name in arrays_of(layer("GRU"), parts, arrays) if "bias" in name]


@pytest.mark.parametrize(
    ("activation", "cell"),
    [
        ("tanh", "tanh"),
        ("relu", "relu"),
        ("sigmoid", "sigmoid"),
        ("linear", "identity"),
        ({"class_name": "function", "config": "relu"}, "relu"),
    ],
)
def test_an_activation_names_the_cell(activation, cell):
    parts, arrays = recurrent("SimpleRNN")
    one = layer("SimpleRNN", activation=activation)
    assert told_of(one, parts, arrays, []) == Told(cell)
    arrays_of(one, parts, arrays)


def test_what_a_layer_reads_and_what_reads_it_is_told():
    layers = [
        layer("Embedding", name="words"),
        layer("LSTM", name="low", reads=0),
        layer("LSTM", name="high", reads=1),
        layer("Dense", name="hidden", reads=2, activation="relu"),
        layer("Dense", name="says", reads=2, activation="softmax"),
    ]
    parts, arrays = recurrent("LSTM")
    told = [told_of(one, parts, arrays, layers) for one in layers[1:3]]
    assert told == [
        Told("lstm", "ifco", embedding="words.weight"),
        Told("lstm", "ifco", reads="low", readout="says.weight", output="softmax"),
    ]
    # of two nobody knows which is meant
    layers[3] = replace(layers[3], settings={})
    assert told_of(layers[2], parts, arrays, layers).readout is None


@pytest.mark.parametrize(
    ("returns", "between", "activation", "pool", "output"),
    [
        (True, (), "linear", None, None),
        (False, (), "sigmoid", "last", "sigmoid"),
        (True, ("GlobalAveragePooling1D",), "softmax", "mean", "softmax"),
    ],
)
def test_one_answer_to_a_sequence_is_told(returns, between, activation, pool, output):
    layers = [layer("GRU", name="low", return_sequences=returns)]
    layers += [layer(kind, name=kind, reads=0) for kind in between]
    layers += [layer("Dense", name="says", reads=len(between), activation=activation)]
    parts, arrays = recurrent("GRU", two=True)
    told = told_of(layers[0], parts, arrays, layers)
    assert told == Told("gru", "zrh", readout="says.weight", pool=pool, output=output)


def test_readouts_are_turned_and_embeddings_are_not():
    kernel, bias, table = RNG.random((H, V)), RNG.random(V), RNG.random((5, D))
    found = arrays_of(layer("Dense"), *stored(kernel=kernel, bias=bias))
    np.testing.assert_array_equal(found["one.weight"].read(), kernel.T)
    np.testing.assert_array_equal(found["one.bias"].read(), bias)
    (found,) = arrays_of(layer("Embedding"), *stored(embeddings=table)).values()
    np.testing.assert_array_equal(found.read(), table)


def test_what_is_none_of_ours_keeps_its_place():
    parts = KerasParts({"gamma": "layers/norm/vars/0"}, {})
    arrays = {"layers/norm/vars/0": StoredArray.of(np.ones(2))}
    assert arrays_of(layer("LayerNormalization"), parts, arrays).keys() == {"layers.norm.vars.0"}


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        ("LSTM", {"kernel": (D, 15)}, r"kernel has the shape \(3, 15\); it must be \(3, 12\)"),
        ("LSTM", {"kernel": (12,)}, r"kernel has the shape \(12,\)"),
        ("GRU", {"recurrent_kernel": (5, 12)}, r"recurrent_kernel has the shape \(5, 12\)"),
        ("GRU", {"bias": (3, 12)}, r"bias has the shape \(3, 12\); it must be \(12,\) / \(2, 12\)"),
        ("LSTM", {"bias": (2, 16)}, r"bias has the shape \(2, 16\); it must be \(16,\)"),
        ("SimpleRNN", {"recurrent_kernel": None}, "The layer one has no recurrent_kernel"),
    ],
)
def test_shapes_that_a_layer_cannot_have_are_refused(kind, changes, said):
    with pytest.raises(Refusal, match=said):
        arrays_of(layer(kind), *recurrent(kind, **changes))


@pytest.mark.parametrize(
    ("kind", "settings", "said"),
    [
        ("LSTM", {"recurrent_activation": "hard_sigmoid"}, "recurrent_activation 'hard_sigmoid'"),
        ("LSTM", {"activation": "relu"}, "activation 'relu'; allowed is tanh"),
        ("SimpleRNN", {"activation": "gelu"}, "'gelu'; allowed is tanh, relu, sigmoid, linear"),
        ("GRU", {"activation": {"class_name": "Custom>f", "config": {"a": 1}}}, "activation"),
        ("GRU", {"activation": "x" * 9999}, f"'{'x' * 60}'"),
    ],
)
def test_settings_that_none_of_our_cells_has_are_refused(kind, settings, said):
    with pytest.raises(Refusal, match=said):
        arrays_of(layer(kind, **settings), *recurrent(kind))


@pytest.mark.parametrize(
    ("around", "said"),
    [
        ({"merge_mode": "sum"}, "merge_mode 'sum'; allowed is concat"),
        ({"merge_mode": None}, "merge_mode None"),
        ({"backward_layer": {"config": {"units": 9}}}, "units 9; allowed is 4"),
        ({"backward_layer": {"config": {"activation": "relu"}}}, "activation 'relu'"),
    ],
)
def test_directions_that_are_not_alike_or_not_side_by_side_are_refused(around, said):
    parts, arrays = recurrent("LSTM")
    both = KerasParts(parts.forward, parts.forward)
    alike = layer("LSTM", "Bidirectional", {"backward_layer": None}, units=H, activation="tanh")
    found = arrays_of(alike, both, arrays)
    assert [name for name in found if name.endswith("_reverse")]
    with pytest.raises(Refusal, match=said):
        arrays_of(replace(alike, around=around), both, arrays)


def test_two_directions_that_both_go_backwards_are_refused():
    parts, arrays = recurrent("LSTM")
    turned = layer("LSTM", "Bidirectional", {}, go_backwards=True)
    with pytest.raises(Refusal, match="go_backwards True; allowed is False"):
        arrays_of(turned, KerasParts(parts.forward, parts.forward), arrays)


@pytest.mark.parametrize(
    ("backwards", "found"),
    [((False, True), [False, True]), ((True, False), [True, True]), ((True, True), [True, False])],
)
def test_from_which_end_a_layer_reads_says_also_what_it_reads(backwards, found):
    """States of a layer that goes backwards come in the order in which it went."""
    parts, arrays = recurrent("GRU")
    layers = [
        replace(layer("GRU", go_backwards=one), name=str(place), reads=place - 1 if place else None)
        for place, one in enumerate(backwards)
    ]
    assert [told_of(one, parts, arrays, layers).backwards for one in layers] == found
