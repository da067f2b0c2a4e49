"""The list of a model's layers, from descriptions as Keras 1 to 3 write them."""

import pytest

from rnnviz.formats.keras_config import layers_of


def layer(kind, name="", inbound=None, **settings):
    """A layer as a description has it."""
    found = {"class_name": kind, "config": {"name": name or kind.lower()} | settings}
    return (
        found if inbound is None else found | {"name": name or kind.lower(), "inbound_nodes": inbound}
    )


def sequential(*layers, **more):
    return {"class_name": "Sequential", "config": {"name": "model", "layers": [*layers]} | more}


def functional(*layers, outputs=()):
    config = {"name": "model", "layers": [*layers], "output_layers": [*outputs]}
    return {"class_name": "Functional", "config": config}


def keras_3(*names, **kwargs):
    """One call of a layer on others' outputs, as Keras 3 writes it."""
    tensors = [
        {"class_name": "__keras_tensor__", "config": {"keras_history": [one, 0, 0]}} for one in names
    ]
    return [{"args": tensors if len(tensors) == 1 else [tensors], "kwargs": kwargs}]


def keras_2(*names):
    return [[[one, 0, 0, {}] for one in names]]


def seen(config):
    return [(one.name, one.kind, one.reads, one.store) for one in layers_of(config)]


def test_layers_read_each_other_in_order_and_what_hands_on_is_left_out():
    config = sequential(
        layer("InputLayer"),
        layer("Embedding"),
        layer("Dropout"),
        layer("LSTM", "one"),
        layer("Activation", activation="linear"),
        layer("LSTM", "two"),
        layer("LayerNormalization"),
        layer("Dense"),
    )
    assert seen(config) == [
        ("embedding", "Embedding", None, "layers/embedding"),
        ("one", "LSTM", 0, "layers/lstm"),
        ("two", "LSTM", 1, "layers/lstm_1"),
        ("layernormalization", "LayerNormalization", 2, "layers/layer_normalization"),
        ("dense", "Dense", 3, "layers/dense"),
    ]


@pytest.mark.parametrize("call", [keras_2, keras_3])
def test_a_graph_says_which_layer_reads_which(call):
    config = functional(
        layer("InputLayer", "letters", []),
        layer("GRU", "left", call("letters")),
        layer("GRU", "right", call("letters")),
        layer("Concatenate", "both", call("left", "right")),
        layer("Dense", "says", call("both")),
        layer("Dense", "also", call("left")),
        outputs=[["says", 0, 0]],
    )
    assert [(name, reads) for name, _, reads, _ in seen(config)] == [
        ("left", None),
        ("right", None),
        ("both", None),
        ("says", 2),
        ("also", 0),
    ]


@pytest.mark.parametrize("call", [keras_2, keras_3])
def test_a_first_state_is_not_what_a_layer_reads(call):
    config = functional(
        layer("InputLayer", "letters", []),
        layer("Embedding", "looked_up", call("letters")),
        layer("LSTM", "encoder", call("letters")),
        layer("LSTM", "decoder", call("looked_up", "encoder", "encoder")),
    )
    assert [reads for _, _, reads, _ in seen(config)] == [None, None, 0]


def test_a_layer_within_another_has_its_own_class_and_settings():
    config = sequential(
        layer("Bidirectional", layer=layer("LSTM", units=3), merge_mode="sum"),
        layer("RNN", cell=layer("GRUCell", units=4)),
        layer("TimeDistributed", layer=layer("Dense", units=5)),
    )
    found = layers_of(config)
    assert [(one.name, one.kind, one.wrapper, one.settings["units"], one.store) for one in found] == [
        ("bidirectional", "LSTM", "Bidirectional", 3, "layers/bidirectional"),
        ("rnn", "GRU", "", 4, "layers/rnn"),
        ("timedistributed", "Dense", "TimeDistributed", 5, "layers/time_distributed"),
    ]
    assert found[0].around["merge_mode"] == "sum"


@pytest.mark.parametrize("inner", [sequential, functional])
def test_a_model_within_a_model_hands_its_output_on(inner):
    inbound = [[], keras_2("in")] if inner is functional else [None, None]
    within = inner(layer("InputLayer", "in", inbound[0]), layer("LSTM", "deep", inbound[1]))
    config = functional(
        layer("InputLayer", "letters", []),
        layer("Embedding", "looked_up", keras_3("letters")),
        within | {"name": "inside", "inbound_nodes": keras_3("looked_up")},
        layer("Dense", "says", keras_3("inside")),
    )
    folder = "layers/sequential/" if inner is sequential else "layers/functional/"
    assert seen(config) == [
        ("looked_up", "Embedding", None, "layers/embedding"),
        ("inside.deep", "LSTM", 0, f"{folder}layers/lstm"),
        ("says", "Dense", 1, "layers/dense"),
    ]


def test_before_2_2_3_the_layers_themselves_were_the_settings():
    config = {"class_name": "Sequential", "config": [layer("LSTM"), layer("Dense")]}
    assert [(name, reads) for name, _, reads, _ in seen(config)] == [("lstm", None), ("dense", 0)]


@pytest.mark.parametrize(
    "config",
    [
        {"class_name": "MyModel", "config": {}},
        {"class_name": "Sequential", "config": {}},
        {"class_name": "Sequential", "config": {"layers": [3]}},
        {"class_name": "Functional", "config": {"layers": [layer("LSTM", inbound=[{}])]}},
        [],
        None,
    ],
)
def test_what_is_no_model_is_an_error_of_reading(config):
    with pytest.raises((LookupError, TypeError, ValueError, AttributeError)):
        layers_of(config)


@pytest.mark.parametrize(
    "within",
    [layer("LSTM"), layer("TimeDistributed", layer=layer("Dense")), layer("Lambda", function=["code"])],
)
def test_what_is_wrapped_and_is_not_known_so_is_none_of_ours(within):
    (found,) = layers_of(sequential(layer("TimeDistributed", layer=within)))
    assert (found.kind, found.wrapper) == ("TimeDistributed", "")
    (found,) = layers_of(sequential(layer("RNN", cell=layer("StackedRNNCells", cells=[]))))
    assert found.kind == "RNN"
