"""Networks that Keras saved or that onnxruntime runs compute here what they compute there."""

from dataclasses import replace

import h5py
import numpy as np
import pytest
from onnx import numpy_helper
from scipy.special import expit, softmax
from support import foreign_files
from support.onnx_models import D, H, layer, node, saved, tensor

from rnnviz.formats.registry import read_named_arrays
from rnnviz.nn.network import Network
from rnnviz.nn.opened.opened import look
from rnnviz.nn.propagation import forward
from rnnviz.nn.trace import unroll
from rnnviz.text.message import Refusal

CLOSE = {"atol": 1e-6, "rtol": 1e-6}
REFUSED = ("hard", "dynamo-tanh-1-2", "tf2onnx-tanh-2-1", "lstm-other-order")
# which read from the end, and whether their states come as they were read or as they were given
BACKWARDS = {"backwards": 1, "tf2onnx-backwards": 1, "hand-reverse": -1, "gru-backwards": -1}


def case(name):
    """What a file is called in the archive's outputs."""
    return name.split("/")[0] if "/" in name else name.split(".")[0]


# of what each layer reads and gives, where they make no network together
APART = {"unequal": [(3, 5), (5, 3)], "of_cells": [(3, 4), (8, 8)]}
ONCE = {
    "answering": ("last", "softmax"),
    "averaged": ("mean", "sigmoid"),
    "tf2onnx-answering": ("last", "softmax"),
}
FILES = [
    (archive, name)
    for archive in ("keras3", "keras36", "keras30", "keras2", "onnx", "tf2onnx", "directions")
    for name in foreign_files.names(archive)
    if case(name) not in (*REFUSED, *APART)
]


def computed(net, archive):
    """What a network makes of what the files of an archive were given."""
    given = foreign_files.outputs(archive)["numbers" if net.embedding is None else "tokens"]
    return unroll(net.astype("float64"), given[::-1] if "backwards" in net.about["opened"] else given)


@pytest.mark.parametrize(("archive", "name"), FILES)
def test_outputs_are_those_of_the_program_that_made_it(archive, name, tmp_path):
    net = Network.open(foreign_files.placed(archive, name, tmp_path))
    wanted = foreign_files.outputs(archive)[case(name)]
    assert ("backwards" in net.about["opened"]) == (case(name) in BACKWARDS)
    if case(name) in ONCE:
        np.testing.assert_allclose(answer(net, archive, *ONCE[case(name)]), wanted, **CLOSE)
    elif case(name) == "lstm-answering":  # of it the logits are known
        np.testing.assert_allclose(answer(net, archive, "last", None), wanted[0], **CLOSE)
    else:
        logits = computed(net, archive).logits[:: BACKWARDS.get(case(name), 1)]
        np.testing.assert_allclose(logits, wanted, **CLOSE)


def answer(net, archive, pool, output):
    """The one answer of a network to a sequence, as logits if nothing is said of what it means."""
    assert (net.pool, net.output) == (None, output or "softmax")  # here it answers at every step
    once = replace(net.astype("float64"), pool=pool)
    given = foreign_files.outputs(archive)["numbers" if net.embedding is None else "tokens"]
    logits = forward(once, given[..., None]).logits[-1, :, 0]
    return {"softmax": softmax, "sigmoid": expit, None: np.asarray}[output](logits)


@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_that_a_readout_answers_once_is_said(ending, tmp_path):
    path = foreign_files.placed("keras3", f"answering{ending}", tmp_path)
    found = look(read_named_arrays(path))
    assert "In the file it answers once, from the last states" in " ".join(map(str, found.sentences()))


@pytest.mark.parametrize("archive", ["keras3", "onnx"])
def test_every_cell_with_one_and_two_layers_and_directions_is_among_them(archive):
    grid = [
        f"{cell}-{layers}-{ways}"
        for cell in ("tanh", "lstm", "gru", "gru_before")
        for layers in (1, 2)
        for ways in (1, 2)
    ]
    endings = (".keras", ".h5") if archive == "keras3" else ("/model.onnx",)
    names = [name for where, name in FILES if where == archive]
    for one in grid:
        for ending in endings:
            assert [name for name in names if name.endswith(f"{one}{ending}")], f"{one}{ending}"


@pytest.mark.parametrize("ending", [".keras", ".h5"])
@pytest.mark.parametrize("name", APART)
def test_layers_of_two_sizes_are_opened_one_at_a_time(name, ending, tmp_path):
    path = foreign_files.placed("keras3", f"{name}{ending}", tmp_path)
    found = look(read_named_arrays(path))
    assert [(one.inputs, one.hidden) for one in found.layers] == APART[name]
    assert [one.gates for one in found.layers] == ["ifco", "ifco"]
    with pytest.raises(Refusal, match="several recurrent layers"):
        Network.open(path)
    below, above = (Network.open(path, layer=one.name).astype("float64") for one in found.layers)
    assert (below.readout, above.readout) == (False, name == "unequal")
    given = foreign_files.outputs("keras3")
    states = unroll(below, given["numbers"]).logits
    np.testing.assert_allclose(unroll(above, states).logits, given[name], **CLOSE)


def test_an_activation_between_is_no_readout(tmp_path):
    """By its shape the product would be one."""
    one, held = layer()
    matrix = [tensor(name, np.ones(shape, "f4")) for name, shape in (("fc", (H, 5)), ("out", (5, 2)))]
    nodes = [one, node("MatMul", "Y0 fc", "a"), node("Relu", "a", "b"), node("MatMul", "b out", "y")]
    net = Network.open(saved(tmp_path / "a.onnx", nodes, [*held, *matrix]))
    assert not net.readout
    assert Network.open(tmp_path / "a.onnx", readout=False).outputs == H


@pytest.mark.parametrize("name", ["module/lstm", "_orig_mod/lstm", "weight_g"])
def test_names_of_layers_are_no_wrappers(name, tmp_path):
    """What wrappers are called in PyTorch means nothing in other files: gates keep their order."""
    one, held = layer()
    plain = Network.open(saved(tmp_path / "a.onnx", [one], held))
    one.name = name
    other = Network.open(saved(tmp_path / "b.onnx", [one], held))
    for key, array in plain.parameters.items():
        np.testing.assert_array_equal(other.parameters[key], array)


def test_numbers_that_are_not_finite_are_refused_by_their_name(tmp_path):
    one, held = layer()
    array = numpy_helper.to_array(held[1]).copy()
    array[0, 3, 1] = np.nan
    held[1] = tensor("R0", array)
    with pytest.raises(Refusal, match=r"layer0\.weight_hh_l0 has 1 numbers that are not finite"):
        Network.open(saved(tmp_path / "a.onnx", [one], held))


def test_5000_units_are_refused(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["rnn/rnn/kernel:0"] = np.zeros((D, 5_000), "f4")
        file.create_dataset("rnn/rnn/recurrent_kernel:0", (5_000, 5_000), "f2", chunks=(5_000, 100))
        file["rnn/rnn/recurrent_kernel:0"][:, :200] = np.ones((5_000, 200), "f2")
    with pytest.raises(Refusal, match="5,000 units; allowed are up to 2,048"):
        Network.open(tmp_path / "a.h5")
