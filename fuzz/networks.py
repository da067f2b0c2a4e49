"""Networks in files of other programs that hang together in any way: what readers of such files take
apart is there, with names, shapes, types and settings that none of them expects."""

import io
import json
import zipfile
from typing import Any

import h5py
import numpy as np
import torch
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from fuzz.corpus import numbers, texts

PREFIXES = ("", "rnn.", "module._orig_mod.a.", "rnn0.", "rnn1.", "rnn999999999.", "x" * 2000 + ".")
PARTS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr", "weight", "bias")
ENDINGS = (
    "_l0",
    "_l0_reverse",
    "_l1",
    "_l999999999",
    "_l" + "9" * 5000,
    "_l0_raw",
    "_l0_g",
    "_l0_v",
    "",
)
DTYPES = (
    torch.float32,
    torch.float64,
    torch.bfloat16,
    torch.int8,
    torch.complex64,
    torch.float8_e4m3fn,
)
OPS: tuple[str, ...] = (
    "LSTM",
    "GRU",
    "RNN",
    "Concat",
    "Squeeze",
    "Slice",
    "Split",
    "Transpose",
    "ReverseSequence",
)
OPS += ("Reshape", "Gather", "MatMul", "Gemm", "Add", "Identity", "Softmax", "Loop")
GIVEN = ("x", "Y0", "Y1", "Y2", "a", "b", "c", "W", "R", "B", "0", "1", "-1", "far", "")
SETTINGS: tuple[str, ...] = (
    "direction",
    "activations",
    "hidden_size",
    "layout",
    "axis",
    "axes",
    "perm",
    "transB",
)
SETTINGS += ("starts", "ends", "steps", "time_axis", "linear_before_reset", "clip", "alpha")
WORDS = ("forward", "reverse", "bidirectional", "Tanh", "Sigmoid", "Relu")
LAYERS = (
    "LSTM",
    "GRU",
    "SimpleRNN",
    "Bidirectional",
    "Dense",
    "Embedding",
    "Sequential",
    "Dropout",
    "RNN",
)

_shape = st.lists(st.sampled_from((0, 1, 2, 3, 4, 8, 9, 12, 16)), max_size=3)


@st.composite
def _tensor(draw: st.DrawFn) -> torch.Tensor:
    """Numbers of any type and small shape, finite or not."""
    filled = torch.full(draw(_shape), draw(st.sampled_from((0.5, 0.0, float("nan"), float("inf")))))
    return filled.to(draw(st.sampled_from(DTYPES)))


@st.composite
def state_dicts(draw: st.DrawFn) -> bytes:
    """A checkpoint of PyTorch."""
    name = st.builds("".join, st.tuples(*map(st.sampled_from, (PREFIXES, PARTS, ENDINGS))))
    plain = st.one_of(st.none(), st.integers(), st.floats(), texts, st.lists(texts, max_size=3))
    held: Any = draw(st.dictionaries(name, _tensor(), max_size=8))
    held |= draw(st.dictionaries(texts, plain, max_size=3))
    if draw(st.booleans()):
        held = {draw(st.sampled_from(("state_dict", "model", "optimizer"))): held, "epoch": 1}
    file = io.BytesIO()
    torch.save(held, file, _use_new_zipfile_serialization=draw(st.booleans()))
    return file.getvalue()


_value = st.one_of(
    st.sampled_from(WORDS),
    st.integers(-5, 5),
    st.floats(width=32),
    st.lists(st.integers(-3, 4), min_size=1, max_size=4),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6),
    st.just([2**63 - 1]),
    st.just([-(2**63)]),
)


@st.composite
def graphs(draw: st.DrawFn) -> bytes:
    """A model of ONNX."""
    nodes = []
    for number in range(draw(st.integers(1, 9))):
        op = draw(st.sampled_from(OPS))
        given = draw(st.lists(st.sampled_from(GIVEN), max_size=6))
        if op in OPS[:3] and draw(st.booleans()):
            given = [draw(st.sampled_from(("x", "a", "Y0"))), "W", "R", "B"]
        settings = draw(st.dictionaries(st.sampled_from(SETTINGS), _value, max_size=3))
        made = [f"Y{number}", draw(st.sampled_from(GIVEN))][: draw(st.integers(0, 2))]
        nodes.append(helper.make_node(op, given, made, draw(st.sampled_from(("", "n"))), **settings))
    ways = draw(st.sampled_from((1, 2)))
    shapes = {"W": (ways, 16, 3), "R": (ways, 16, 4), "B": (ways, 32)}
    if draw(st.booleans()):
        shapes[draw(st.sampled_from("WRB"))] = tuple(draw(_shape))
    held = [numpy_helper.from_array(np.zeros(shape, "f4"), name) for name, shape in shapes.items()]
    whole = {"0": [0], "1": [1], "-1": [-1], "far": [2**63 - 1]}
    held += [numpy_helper.from_array(np.array(value), name) for name, value in whole.items()]
    told = [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)]
    return helper.make_model(helper.make_graph(nodes, "g", [], told, held)).SerializeToString()


_setting: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from((None, True, False, 0, 4, -1, 10**9, "tanh", "relu", "sum", [], {}, [[]])), numbers
)


def _layers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Layers of Keras that wrap others, or that hold several."""
    words = ("units", "activation", "go_backwards", "merge_mode", "reset_after", "layers", "cell")
    config = st.dictionaries(st.sampled_from((*words, "name")), _setting, max_size=4)
    around = st.builds(
        lambda config, layer: config | {"name": "n", "layer": layer, "layers": [layer]}, config, inner
    )
    return st.builds(
        lambda kind, config: {"class_name": kind, "config": config}, st.sampled_from(LAYERS), around
    )


@st.composite
def archives(draw: st.DrawFn) -> bytes:
    """An archive of Keras."""
    plain = st.fixed_dictionaries({"class_name": st.sampled_from(LAYERS), "config": _setting})
    model = draw(st.recursive(plain, _layers, max_leaves=5))
    weights = io.BytesIO()
    with h5py.File(weights, "w") as file:
        for place in range(draw(st.integers(0, 3))):
            folder = draw(st.sampled_from(("layers/lstm/cell/vars", "layers/dense/vars", "a")))
            file.require_group(folder).create_dataset(f"{place}", data=np.zeros(draw(_shape), "f4"))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("config.json", json.dumps(model))
        name = draw(st.sampled_from(("a", "../a", "/a", "C:\\a", "config.json", "model.weights.h5")))
        made.writestr(name, weights.getvalue())
        made.writestr("model.weights.h5", weights.getvalue())
    return archive.getvalue()


KINDS = {"state_dict": state_dicts(), "onnx": graphs(), "keras": archives()}
