"""Names, shapes and start as PyTorch's; what goes out comes back; what is wrong is refused."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file
from safetensors.torch import save_file as save_from_torch
from scipy import stats
from support.network_kinds import assert_same_bits, awkward, cells, dtypes, kinds, stacks
from support.torch_oracle import MODULES, modules, state_dict

from rnnviz.nn.network import Network


@pytest.mark.parametrize("cell", MODULES)
@kinds
def test_names_and_shapes_are_those_of_pytorchs_state_dict(cell, kind):
    mine, theirs = Network.random(cell, **kind).parameters, state_dict(*modules(cell, **kind))
    assert [(k, v.shape) for k, v in mine.items()] == [(k, v.shape) for k, v in theirs.items()]


@pytest.mark.parametrize("cell", MODULES)
@pytest.mark.parametrize("bidirectional", [False, True])
def test_a_random_start_is_distributed_as_pytorchs(cell, bidirectional):
    settings = {"inputs": 50, "hidden": 64, "outputs": 50, "embedding": 20}
    settings |= {"layers": 2, "bidirectional": bidirectional}
    theirs = state_dict(*modules(cell, **settings))
    for name, mine in Network.random(cell, **settings, seed=0).parameters.items():
        other = theirs[name]
        assert stats.ks_2samp(mine.ravel(), other.ravel()).pvalue > 1e-3, name
        if name != "embedding.weight":  # that one is normal, without bounds
            bound = (64 * (2 if bidirectional and "readout" in name else 1)) ** -0.5
            assert abs(other).max() <= bound
            assert 0.9 * bound < abs(mine).max() <= bound


@pytest.mark.parametrize("vocabulary", [None, ("a", "b", "c", "d")])
@pytest.mark.parametrize("embedding", [None, 3])
def test_the_seed_decides_the_start(vocabulary, embedding):
    first, again, other = (
        Network.random("lstm", embedding=embedding, vocabulary=vocabulary, seed=seed)
        for seed in (1, 1, 2)
    )
    assert_same_bits(first.parameters, again.parameters)
    assert all((other.parameters[k] != v).all() for k, v in first.parameters.items())


def recurrent_blocks(net: Network) -> np.ndarray:
    """Every W_hh gate by gate, (gates of all layers and directions, H, H)."""
    matrices = [array for name, array in net.parameters.items() if "weight_hh" in name]
    return np.concatenate([m.reshape(-1, net.hidden, net.hidden) for m in matrices])


@cells
@pytest.mark.parametrize("gain", [1.0, 0.5])
def test_an_orthogonal_start_keeps_every_length_times_gain(cell, gain):
    net = Network.random(cell, layers=2, bidirectional=True, init="orthogonal", gain=gain)
    blocks = recurrent_blocks(net)
    assert len(blocks) == 4 * net.kind.blocks
    expected = np.broadcast_to(gain**2 * np.eye(net.hidden), blocks.shape)
    np.testing.assert_allclose(blocks @ blocks.mT, expected, rtol=0, atol=1e-14)


def test_an_orthogonal_start_favours_no_direction():
    # QR alone is biased: in LAPACK's the first column never points to the right
    starts = [Network.random(hidden=2, init="orthogonal", seed=seed) for seed in range(200)]
    first = np.array([recurrent_blocks(net)[0][:, 0] for net in starts])
    angles = np.arctan2(first[:, 1], first[:, 0])
    assert stats.kstest(angles, stats.uniform(-np.pi, 2 * np.pi).cdf).pvalue > 1e-3


@cells
@pytest.mark.parametrize("gain", [1.0, 0.5])
def test_an_identity_start_is_gain_times_the_identity_in_every_gate(cell, gain):
    net = Network.random(cell, layers=2, init="identity", gain=gain)
    blocks = recurrent_blocks(net)
    np.testing.assert_array_equal(blocks, np.broadcast_to(gain * np.eye(8), blocks.shape))


@pytest.mark.parametrize("gain", [1.0, 0.5])
def test_a_normal_start_has_deviation_gain_over_root_h(gain):
    blocks = recurrent_blocks(Network.random("gru", hidden=32, init="normal", gain=gain))
    assert stats.kstest(blocks.ravel(), stats.norm(0, gain / 32**0.5).cdf).pvalue > 1e-3


def test_gain_multiplies_the_recurrent_weights_and_nothing_else():
    plain, strong = (Network.random("lstm", layers=2, gain=gain) for gain in (1.0, 3.0))
    for name, array in plain.parameters.items():
        factor = 3.0 if "weight_hh" in name else 1.0
        np.testing.assert_array_equal(strong.parameters[name], factor * array)


@stacks
@pytest.mark.parametrize("embedding", [None, 5])
@pytest.mark.parametrize("tokens", ["abcd", "xabc", "axbc"])
def test_a_token_added_to_the_vocabulary_keeps_all_other_weights(stack, embedding, tokens):
    def start(vocabulary) -> Network:
        size = {"inputs": len(vocabulary), "outputs": len(vocabulary)}
        return Network.random(
            "gru", **{**stack, **size}, embedding=embedding, vocabulary=tuple(vocabulary)
        )

    small, large = start("abc"), start(tokens)
    kept = [tokens.index(token) for token in "abc"]
    for name, array in small.parameters.items():
        grown = large.parameters[name]
        for axis, (before, after) in enumerate(zip(array.shape, grown.shape, strict=True)):
            if before != after:
                grown = grown.take(kept, axis)
        np.testing.assert_array_equal(grown, array)


def test_each_token_of_a_vocabulary_has_weights_of_its_own():
    net = Network.random(inputs=3, outputs=3, vocabulary=("a", "b", "c"))
    columns, rows = net.parameters["rnn.weight_ih_l0"].T, net.parameters["readout.weight"]
    assert len(np.unique(columns, axis=0)) == len(np.unique(rows, axis=0)) == 3


@cells
@kinds
@dtypes
def test_a_saved_network_is_loaded_without_a_bit_changed(tmp_path, cell, kind, dtype):
    net = awkward(Network.random(cell, dtype=dtype, **kind))
    net.save(tmp_path / "net.safetensors")
    loaded = Network.load(tmp_path / "net.safetensors")
    assert_same_bits(loaded.parameters, net.parameters)
    assert loaded.settings() == net.settings()


def test_vocabulary_output_and_notes_are_saved_too(tmp_path):
    plain = Network.random(inputs=4, vocabulary=("a", "\n", "é", "🙂"), output="sigmoid")
    net = replace(plain, about={"task": "greeting", "loss": 0.25})
    net.save(tmp_path / "net.safetensors")
    loaded = Network.load(tmp_path / "net.safetensors")
    assert loaded.settings() == net.settings()
    assert loaded.about == net.about


def test_arrays_that_are_views_are_saved_as_they_read(tmp_path):
    net = Network.random()
    turned = {name: array[::-1] for name, array in net.parameters.items()}
    replace(net, parameters=turned).save(tmp_path / "net.safetensors")
    assert_same_bits(Network.load(tmp_path / "net.safetensors").parameters, turned)


@dtypes
def test_astype_converts_every_parameter(dtype):
    net = Network.random("lstm", embedding=3)
    other = net.astype(dtype)
    assert other.dtype == dtype
    for name, array in net.parameters.items():
        np.testing.assert_array_equal(other.parameters[name], array.astype(dtype), strict=True)


WHOLE = "allowed are whole numbers from 1."
REFUSED = [
    (
        {"cell": "LSTM"},
        "cell is 'LSTM'; allowed are tanh, relu, sigmoid, identity, gru, gru_before, lstm.",
    ),
    ({"output": "argmax"}, "output is 'argmax'; allowed are softmax, sigmoid, linear."),
    (
        {"init": "xavier"},
        "init is 'xavier'; allowed are uniform, normal, orthogonal, identity, unit, small, scaled.",
    ),
    ({"inputs": 0}, f"inputs is 0; {WHOLE}"),
    ({"hidden": -1}, f"hidden is -1; {WHOLE}"),
    ({"hidden": 2.5}, f"hidden is 2.5; {WHOLE}"),
    ({"hidden": None}, f"hidden is None; {WHOLE}"),
    ({"outputs": 0}, f"outputs is 0; {WHOLE}"),
    ({"embedding": 0}, f"embedding is 0; {WHOLE}"),
    ({"layers": 0}, f"layers is 0; {WHOLE}"),
    ({"layers": "2"}, f"layers is '2'; {WHOLE}"),
    ({"layers": 5}, "layers is 5; allowed are 1 to 4."),
    ({"gain": -0.5}, "gain is -0.5; allowed are numbers from 0."),
    ({"gain": float("nan")}, "gain is nan; allowed are numbers from 0."),
    ({"gain": float("inf")}, "gain is inf; allowed are numbers from 0."),
    (
        {"readout": False, "bidirectional": True},
        "outputs is 4; without a readout it must be hidden times directions, 16.",
    ),
    (
        {"vocabulary": ("a", "b")},
        "vocabulary has 2 tokens and inputs is 4; they must be equal.",
    ),
]


@pytest.mark.parametrize(("settings", "sentence"), REFUSED, ids=lambda value: str(value)[:40])
def test_a_wrong_setting_is_refused_in_a_sentence(settings, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        Network.random(**settings)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"readout.bias": None}, "parameters: missing ['readout.bias'], unknown none."),
        ({"rnn.extra": np.zeros(2)}, "parameters: missing none, unknown ['rnn.extra']."),
        (
            {"readout.weight": np.zeros((8, 4))},
            "readout.weight has the shape (8, 4); it must be (4, 8).",
        ),
        (
            {"readout.bias": np.zeros(4, "float32")},
            "parameters are float32, float64; all must be float32, or all float64.",
        ),
        (
            {"readout.bias": np.zeros(4, "int64")},
            "parameters are float64, int64; all must be float32, or all float64.",
        ),
    ],
    ids=str,
)
def test_wrong_parameters_are_refused_in_a_sentence(changed, sentence):
    net = Network.random()
    arrays = {k: v for k, v in {**net.parameters, **changed}.items() if v is not None}
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        replace(net, parameters=arrays)


def test_half_precision_is_refused():
    sentence = "parameters are float16; all must be float32, or all float64."
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        Network.random().astype("float16")


def test_a_safetensors_file_from_elsewhere_is_refused(tmp_path):
    path = tmp_path / "foreign.safetensors"
    save_file(Network.random().parameters, path)
    with pytest.raises(ValueError, match=r"foreign\.safetensors holds arrays but no rnnviz sett"):
        Network.load(path)


@pytest.mark.parametrize("content", [b"", b"hello", bytes(100), b"\xff" * 100])
def test_a_file_of_another_kind_is_refused(tmp_path, content):
    path = tmp_path / "garbage.safetensors"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"garbage\.safetensors is no safetensors file"):
        Network.load(path)


def test_a_file_whose_settings_do_not_fit_its_arrays_is_refused(tmp_path):
    net = Network.random()
    described = json.dumps({**net.settings(), "hidden": 7})
    save_file(net.parameters, tmp_path / "net.safetensors", metadata={"rnnviz": described})
    with pytest.raises(ValueError, match=r"weight_ih_l0 has the shape \(8, 4\); it must be \(7, 4"):
        Network.load(tmp_path / "net.safetensors")


@pytest.mark.parametrize("described", ["{", "[]", "null", '{"colour": "red"}', '{"vocabulary": 3}'])
def test_a_file_with_senseless_settings_is_refused(tmp_path, described):
    path = tmp_path / "net.safetensors"
    save_file(Network.random().parameters, path, metadata={"rnnviz": described})
    with pytest.raises(ValueError, match=r"net\.safetensors"):
        Network.load(path)


def test_a_foreign_file_with_types_that_numpy_has_not_is_refused(tmp_path):
    path = tmp_path / "foreign.safetensors"
    save_from_torch({"weight": torch.zeros(3, dtype=torch.bfloat16)}, path)
    with pytest.raises(ValueError, match=r"foreign\.safetensors"):
        Network.load(path)


def test_settings_from_numpy_are_saved_too(tmp_path):
    net = Network.random(hidden=np.int64(3))
    net.save(tmp_path / "net.safetensors")
    assert Network.load(tmp_path / "net.safetensors").hidden == 3


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"dtype": "real"}, "dtype is 'real'"),
        ({"dtype": "float16"}, "dtype is 'float16'"),
        ({"gain": "2"}, "gain is '2'"),
        ({"layers": True}, "layers is True"),
        ({"bias": "no"}, "bias is 'no'"),
        ({"seed": -1}, "seed is -1"),
        ({"vocabulary": ("a", "b", "a", "c")}, "vocabulary"),
        ({"vocabulary": "abcd"}, "vocabulary"),
    ],
    ids=str,
)
def test_more_wrong_settings_are_refused(settings, named):
    with pytest.raises(ValueError, match=named):
        Network.random(**settings)


def test_a_forget_bias_is_that_of_the_forget_gates_and_of_nothing_else():
    usual = Network.random("lstm", hidden=3, layers=2, bidirectional=True)
    other = Network.random("lstm", hidden=3, layers=2, bidirectional=True, forget_bias=2.0)
    for _, _, ending in usual.passes():
        both = [other.parameters[f"rnn.bias_{part}_{ending}"][3:6] for part in ("ih", "hh")]
        np.testing.assert_array_equal(sum(both), 2.0)
    for name, array in usual.parameters.items():
        kept = np.ones(len(array), bool)
        kept[3:6] = "rnn.bias" not in name
        np.testing.assert_array_equal(other.parameters[name][kept], array[kept])
