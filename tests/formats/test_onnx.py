"""ONNX models: read whole, and what no cell of ours does refused."""

from pathlib import Path

import numpy as np
import pytest
from onnx import helper
from support import foreign_files
from support.onnx_models import D, H, layer, node, saved, tensor

from rnnviz.formats.onnx import is_onnx, read_onnx
from rnnviz.text.message import Refusal

FILES = [
    (archive, name)
    for archive in ("onnx", "tf2onnx", "directions")
    for name in foreign_files.names(archive)
]
REFUSED = {
    "tf2onnx-tanh-2-1": "steps through a sequence with Loop, as tf2onnx writes SimpleRNN",
    "dynamo-tanh-1-2": "PyTorch’s newer exporter",
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.onnx"


@pytest.mark.parametrize(("archive", "name"), FILES)
def test_a_model_is_read_whole(archive, name, tmp_path):
    path, case = foreign_files.placed(archive, name, tmp_path), name.split("/")[0]
    with path.open("rb") as file:
        assert is_onnx(Path("without an ending"), file.read(16))
    if case in REFUSED:
        with pytest.raises(Refusal, match=REFUSED[case]):
            read_onnx(path)
        return
    found = read_onnx(path)
    for one in found.arrays.values():
        assert one.read().shape == one.shape
    beside = {one for told in found.told.values() for one in (told.embedding, told.readout)}
    if case == "lstm-other-order":
        beside |= {"fc.weight"}
    beside |= {str(one).replace(".weight", ".bias") for one in beside}
    assert all(name in beside or name.rsplit(".", 1)[0] in found.told for name in found.arrays)


def test_arrays_keep_the_names_that_they_had_in_pytorch(tmp_path):
    found = read_onnx(foreign_files.placed("onnx", "torch-gru-2-1/model.onnx", tmp_path))
    assert found.metadata == {"producer": "pytorch"}
    assert list(found.told) == ["rnn.GRU", "rnn.GRU_1"]
    first, second = found.told.values()
    assert (first.embedding, first.reads, first.readout) == ("encoder.weight", None, None)
    assert (second.embedding, second.reads, second.readout) == (None, "rnn.GRU", "decoder.weight")


@pytest.mark.parametrize("head", [b"\x08", b"\x80\x04", b"PK\x03\x04", b"\x08\x00\x12\x07", b"{}"])
def test_what_begins_otherwise_is_none_unless_its_name_says_so(head):
    assert not is_onnx(Path("a.bin"), head)
    assert is_onnx(Path("a.onnx"), head)


def test_directions_are_cut_apart_and_biases_in_two(path):
    one, held = layer("GRU", ways=2, direction="bidirectional")
    found = read_onnx(saved(path, [one], held))
    whole = read_parts(held)
    for way, ending in enumerate(("l0", "l0_reverse")):
        for ours, theirs in (("weight_ih", "W0"), ("weight_hh", "R0")):
            array = found.arrays[f"layer0.{ours}_{ending}"].read()
            np.testing.assert_array_equal(array, whole[theirs][way])
        halves = [found.arrays[f"layer0.{ours}_{ending}"].read() for ours in ("bias_ih", "bias_hh")]
        np.testing.assert_array_equal(np.concatenate(halves), whole["B0"][way])
    assert (found.told["layer0"].cell, found.told["layer0"].gates) == ("gru_before", "zrh")


def read_parts(held):
    return {one.name: np.frombuffer(one.raw_data, "<f4").reshape(one.dims) for one in held}


@pytest.mark.parametrize(
    ("op", "attributes", "cell"),
    [
        ("RNN", {}, "tanh"),
        ("RNN", {"activations": ["Relu"]}, "relu"),
        ("RNN", {"activations": ["SIGMOID"]}, "sigmoid"),
        ("LSTM", {"activations": ["Sigmoid", "Tanh", "Tanh"], "clip": 0.0}, "lstm"),
        ("GRU", {"linear_before_reset": 1, "layout": 1}, "gru"),
        ("GRU", {"linear_before_reset": 0}, "gru_before"),
    ],
)
def test_attributes_name_the_cell(op, attributes, cell, path):
    one, held = layer(op, **attributes)
    assert read_onnx(saved(path, [one], held)).told["layer0"].cell == cell


@pytest.mark.parametrize(
    ("op", "attributes", "said"),
    [
        ("RNN", {"activations": ["Elu"]}, "activations 'elu'; allowed is tanh, relu, sigmoid"),
        (
            "LSTM",
            {"activations": ["HardSigmoid", "Tanh", "Tanh"]},
            "activations 'hardsigmoid/tanh/tanh'",
        ),
        ("LSTM", {"clip": 3.0}, "clip 3"),
        ("LSTM", {"input_forget": 1}, "input_forget 1; allowed is 0"),
        ("GRU", {"direction": "sideways"}, "direction 'sideways'; allowed is forward, reverse, bidir"),
        (
            "GRU",
            {"direction": "bidirectional"},
            r"W0 has the shape \(1, 12, 3\); it must be \(2, 12, 3\)",
        ),
    ],
)
def test_attributes_that_none_of_our_cells_has_are_refused(op, attributes, said, path):
    one, held = layer(op, **attributes)
    with pytest.raises(Refusal, match=said):
        read_onnx(saved(path, [one], held))


def test_peepholes_are_refused(path):
    one, held = layer(more=("", "", "", "P"))
    peepholes = tensor("P", np.ones((1, 3 * H), "f4"))
    with pytest.raises(Refusal, match="layer0 has peepholes"):
        read_onnx(saved(path, [one], [*held, peepholes]))


@pytest.mark.parametrize(
    ("place", "shape"), [(0, (1, 15, D)), (0, (12, D)), (1, (1, 16, 5)), (2, (1, 31))]
)
def test_shapes_that_a_layer_cannot_have_are_refused(place, shape, path):
    one, held = layer()
    held[place] = tensor(held[place].name, np.ones(shape, "f4"))
    with pytest.raises(Refusal, match=r"has the shape .*; it must be"):
        read_onnx(saved(path, [one], held))


def test_weights_that_are_computed_are_refused(path):
    one, held = layer()
    held[0].name = "stored"
    with pytest.raises(Refusal, match="layer0 reads weights W0 that the file does not hold as floats"):
        read_onnx(saved(path, [node("DequantizeLinear", "stored scale", "W0"), one], held))


@pytest.mark.parametrize(("first", "left"), [(0.0, set()), (0.5, {"layer0.initial_h"})])
def test_a_first_state_that_is_not_zero_is_left_over(first, left, path):
    one, held = layer("GRU", more=("", "start"))
    start = tensor("start", np.full((1, 1, H), first, "f4"))
    found = read_onnx(saved(path, [one], [*held, start]))
    assert {name for name in found.arrays if "weight" not in name and "bias" not in name} == left


def test_layers_without_names_of_their_own_are_numbered(path):
    made = [layer("GRU", number) for number in range(3)]
    for one, _ in made:
        one.name = ""
    found = read_onnx(saved(path, [one for one, _ in made], [one for _, held in made for one in held]))
    assert list(found.told) == ["gru", "gru_1", "gru_2"]


def test_a_gemm_that_scales_is_refused(path):
    one, held = layer()
    nodes = [one, node("Gemm", "Y0 V", "y", "says", alpha=0.5)]
    with pytest.raises(Refusal, match=r"says has alpha 0\.5; allowed is 1"):
        read_onnx(saved(path, nodes, [*held, tensor("V", np.ones((H, 2), "f4"))]))


def test_what_is_added_and_is_no_bias_makes_it_no_readout(path):
    one, held = layer()
    matrix, bias = tensor("V", np.ones((H, 2), "f4")), tensor("c", np.ones((5, 2), "f4"))
    nodes = [one, node("MatMul", "Y0 V", "p"), node("Add", "p c", "y")]
    assert read_onnx(saved(path, nodes, [*held, matrix, bias])).told["layer0"].readout is None


def test_a_bias_that_is_computed_is_refused(path):
    one, held = layer()
    nodes = [one, node("Gemm", "Y0 V c", "y", "says")]
    with pytest.raises(Refusal, match="says reads weights c that the file does not hold"):
        read_onnx(saved(path, nodes, [*held, tensor("V", np.ones((H, 2), "f4"))]))


@pytest.mark.parametrize("op", ["Gather", "MatMul", "Squeeze", "Gemm"])
def test_operators_without_inputs_or_outputs_are_passed_over(op, path):
    one, held = layer(given="nothing")
    empty = helper.make_node(op, [], ["nothing"])
    deaf = helper.make_node(op, ["Y0", "V"], [])
    found = read_onnx(saved(path, [empty, one, deaf], [*held, tensor("V", np.ones((H, 2), "f4"))]))
    assert found.told["layer0"].reads is None
