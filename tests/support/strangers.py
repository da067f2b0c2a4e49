"""Files of strangers that nobody can open, by what is wrong with them, and what is said of each."""

import io
import json
import pickle
import struct
import zipfile

import h5py
import numpy as np
import torch
from onnx import TensorProto, helper
from safetensors.torch import save
from support.onnx_models import layer, model, node, tensor

from rnnviz.nn.opened.modules import MOST_MODULES

STATE = torch.nn.LSTM(2, 3).state_dict()
SQUARE = "weight_hh_l0"
KERAS = "model.weights.h5"


class Code:
    """What would write a file if anybody unpickled it."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return open, (self.path, "w")


def torch_file(value, zipped=True):
    file = io.BytesIO()
    torch.save(value, file, _use_new_zipfile_serialization=zipped)
    return file.getvalue()


def tensors(header, body=b"", claims=None):
    """A safetensors file of any header, which claims to be so long."""
    head = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(head) if claims is None else claims) + head + body


def one_array(shape, end, dtype="F32"):
    return {f"rnn.{SQUARE}": {"dtype": dtype, "shape": shape, "data_offsets": [0, end]}}


def of_type(dtype):
    return {name: array.to(dtype) for name, array in STATE.items()}


def zipped(entries, how=zipfile.ZIP_STORED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return file.getvalue()


def lying():
    """An archive whose last entry claims 4 GB."""
    data = bytearray(torch_file(STATE))
    place = data.rfind(b"PK\x01\x02")
    data[place + 20 : place + 28] = struct.pack("<II", 2**32 - 2, 2**32 - 2)
    return bytes(data)


def hdf5(**more):
    """Weights of Keras whose recurrent kernel is made as told."""
    file = io.BytesIO()
    with h5py.File(file, "w") as made:
        made["rnn/rnn/kernel:0"] = np.zeros((2, 12), "f4")
        made.create_dataset("rnn/rnn/recurrent_kernel:0", **more)
    return file.getvalue()


def keras(config, how=zipfile.ZIP_STORED):
    return zipped([("config.json", config), (KERAS, hdf5(data=np.zeros((3, 12), "f4")))], how)


def lstm_of(units):
    one = {"class_name": "LSTM", "config": {"name": "l", "units": units}}
    return json.dumps({"class_name": "Sequential", "config": {"layers": [one]}})


def onnx(*held, nodes=None):
    return model(nodes or [layer()[0]], held).SerializeToString()


def elsewhere(location):
    held = TensorProto(name="R0", dims=[1, 16, 4], data_type=TensorProto.FLOAT)
    held.data_location = TensorProto.EXTERNAL
    held.external_data.add(key="location", value=location)
    return onnx(held)


def nested(values, deep, wide):
    for _ in range(deep):
        values = {str(place): values for place in range(wide)}
    return values


# by what is wrong: the file's name, what makes its bytes, and what is said
FILES = {
    "code in a zip": ("a.pt", lambda: torch_file({"w": Code("written")}), "needs io.open"),
    "code, before 1.6": ("a.pt", lambda: torch_file({"w": Code("written")}, False), "needs io.open"),
    "code in a pickle": ("a.pt", lambda: pickle.dumps(Code("written")), "may run any code"),
    "code in the oldest pickle": ("a.bin", lambda: pickle.dumps(Code("written"), 0), "cut off or dam"),
    "code beside weights": (
        "a.ckpt",
        lambda: torch_file({"state_dict": STATE, "hyper": Code("written")}),
        r'weights_only=False\)\["state_dict"\]',
    ),
    "a whole module": ("a.pth", lambda: torch_file(torch.nn.LSTM(2, 3)), "torch.save\\(weights"),
    "words": ("a.pt", lambda: b"hello there", "nothing that torch.save saved"),
    "a web page": ("a.pt", lambda: b"<!DOCTYPE html><html>404</html>", "nothing that torch.save"),
    "nothing": ("a.safetensors", lambda: b"", "a.safetensors is empty"),
    "a pointer": ("a.pt", lambda: b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
    "an empty archive": ("a.pt", lambda: zipped([]), "nothing that torch.save saved"),
    "a list": ("a.pt", lambda: torch_file([1]), "holds a list"),
    "no tensors": ("a.pt", lambda: torch_file({}), "has no recurrent layer"),
    "too many values": ("a.pt", lambda: torch_file(nested(1, 9, 9)), "more than 200,000 values"),
    "nested too deep": ("a.pt", lambda: torch_file(nested(1, 20, 1)), "more than 16 deep"),
    "claims the same number often": (
        "a.pt",
        lambda: torch_file(STATE | {SQUARE: torch.ones(1).expand(12, 3)}),
        "claims to hold 36 numbers",
    ),
    "5,000 units": (
        "a.pt",
        lambda: torch_file({SQUARE: torch.ones(1).expand(20_000, 5_000)}),
        "5,000 units; allowed are up to 2,048",
    ),
    "a shape": ("a.pt", lambda: torch_file(STATE | {SQUARE: torch.ones(11, 3)}), r"\(11, 3\)"),
    "NaN": ("a.pt", lambda: torch_file(STATE | {SQUARE: torch.full((12, 3), torch.nan)}), "not fini"),
    "infinity": (
        "a.pt",
        lambda: torch_file(STATE | {SQUARE: torch.full((12, 3), torch.inf)}),
        "not fi",
    ),
    "complex": ("a.pt", lambda: torch_file(of_type(torch.complex64)), "is complex64; allowed"),
    "8 bits": ("a.pt", lambda: torch_file(of_type(torch.float8_e5m2)), "is float8_e5m2; allowed"),
    "whole numbers": ("a.pt", lambda: torch_file(of_type(torch.int8)), "is int8; allowed are float16"),
    "sparse": (
        "a.pt",
        lambda: torch_file(STATE | {SQUARE: STATE[SQUARE].to_sparse()}),
        "is sparse_coo float32",
    ),
    "numbers nowhere": ("a.pt", lambda: torch_file(nn_of("meta")), "on meta; allowed"),
    "10^9 layers": (
        "a.pt",
        lambda: torch_file(STATE | {"weight_hh_l999999999": torch.ones(1)}),
        "1,000,000,000 layers; allowed are up to 4",
    ),
    "a number of 5,000 digits": (
        "a.pt",
        lambda: torch_file({f"weight_hh_l{'9' * 5000}": torch.ones(1)}),
        "has no recurrent layer|1,000",
    ),
    "modules far apart": (
        "a.pt",
        lambda: torch_file({f"rnn{at}.{SQUARE}": torch.ones(1, 1) for at in (1, 999_999_999)}),
        "several recurrent layers",
    ),
    "too many modules": (
        "a.pt",
        lambda: torch_file({f"{at}.{SQUARE}": torch.ones(1, 1) for at in range(MOST_MODULES + 1)}),
        "257 recurrent layers",
    ),
    "a name of a million letters": (
        "a.safetensors",
        lambda: save({f"{'x' * 1_000_000}.{SQUARE}": torch.ones(13, 3)}),
        "name has 1,000,013 characters; allowed are up to 1,000",
    ),
    "a header of 10 GB": ("a.safetensors", lambda: tensors(b"{}", claims=10**10), "header too large"),
    "an array of 10 GB": (
        "a.safetensors",
        lambda: tensors(one_array([50_000, 50_000], 10**10)),
        "cut off or damaged",
    ),
    "10^18 numbers": ("a.safetensors", lambda: tensors(one_array([10**9] * 2, 0)), "cut off or dam"),
    "a negative shape": ("a.safetensors", lambda: tensors(one_array([-1, 3], 12), bytes(12)), "-1"),
    "a header that is a list": ("a.safetensors", lambda: tensors(b"[1]"), "cut off or damaged"),
    "a deep header": ("a.safetensors", lambda: tensors(b'{"a":' + b"[" * 10**5), "recursion limit"),
    "8 bits there": ("a.safetensors", lambda: save(of_type(torch.float8_e4m3fn)), "F8_E4M3; allowed"),
    "no units": ("a.safetensors", lambda: save({SQUARE: torch.ones(0, 0)}), r"\(0, 0\)"),
    "a way out": (
        "a.pt",
        lambda: zipped([("a/data.pkl", b""), ("../../b", b"")]),
        "out of the archive",
    ),
    "a root": ("a.keras", lambda: zipped([("/etc/b", b"")]), "out of the archive: /etc/b"),
    "a drive": ("a.keras", lambda: zipped([("C:\\b", b"")]), "out of the archive: C:"),
    "a zip bomb": (
        "a.keras",
        lambda: keras(b" " * 60_000_000, zipfile.ZIP_DEFLATED),
        "claims to hold 60,0.*; allowed here are up to 16,",
    ),
    "a packed pickle": (
        "a.pt",
        lambda: zipped([("a/data.pkl", bytes(10**6))], zipfile.ZIP_DEFLATED),
        "claims to hold 1,000,000 bytes; allowed here are up to 0",
    ),
    "an entry of 4 GB": ("a.pt", lying, "claims to hold 4,2"),
    "settings that are a list": ("a.keras", lambda: keras("[1]"), "describes no model"),
    "deep settings": ("a.keras", lambda: keras("[" * 10**5), "describes no model"),
    "10^9 units": ("a.keras", lambda: keras(lstm_of(10**9)), "holds no arrays of it"),
    "10 GB in chunks": (
        "a.h5",
        lambda: hdf5(shape=(50_000, 50_000), dtype="f4", chunks=(100, 100)),
        "claims to be 10,000 MB, of which 0.0 MB are there",
    ),
    "10 GB": ("a.h5", lambda: hdf5(shape=(50_000, 50_000), dtype="f4"), "claims to be 10,000 MB"),
    "zeros that are packed": (
        "a.h5",
        lambda: hdf5(data=np.zeros((12, 2_000_000), "f4"), compression="gzip", chunks=(1, 2_000_000)),
        "claims to be 96 MB",
    ),
    "another file's numbers": (
        "a.h5",
        lambda: hdf5(shape=(3, 12), dtype="f4", external=[("/etc/passwd", 0, 144)]),
        "stands in another file, which is not read",
    ),
    "dimensions of 10 GB": (
        "a.onnx",
        lambda: onnx(TensorProto(name="R0", dims=[50_000, 50_000], data_type=1, raw_data=b"abcd")),
        "takes 10,000,000,000 bytes; the file has 4",
    ),
    "a file of the system": ("a.onnx", lambda: elsewhere("/etc/passwd"), "only files in the folder"),
    "a file above": ("a.onnx", lambda: elsewhere("../b"), "only files in the folder"),
    "quantised": (
        "a.onnx",
        lambda: onnx(*(tensor(one.name, np.ones(one.dims, "i1")) for one in layer()[1])),
        "export it with constants folded, and not quantised",
    ),
    "a direction that is a number": (
        "a.onnx",
        lambda: onnx(*layer()[1], nodes=[layer(direction=3, activations=1)[0]]),
        "direction 3; allowed",
    ),
    "one activation that is a number": (
        "a.onnx",
        lambda: onnx(*layer()[1], nodes=[layer(activations=1)[0]]),
        "activations '1'; allowed",
    ),
    "axes that are words": (
        "a.onnx",
        lambda: onnx(*layer()[1], nodes=[layer(clip=1.0)[0], node("Concat", "Y0 Y0", "y", axis="a")]),
        "clip 1",
    ),
    "words of no graph": ("a.onnx", lambda: b"hello", "cut off or damaged"),
    "an empty graph": (
        "a.onnx",
        lambda: helper.make_model(model([]).graph).SerializeToString(),
        "no op",
    ),
}


def nn_of(device):
    return {name: array.to(device) for name, array in STATE.items()}


def folders():
    """Folders that nobody can open: their files by name, and what is said."""
    index = "model.safetensors.index.json"
    yield {}, "has no weights that can be opened"
    yield {index: json.dumps({"weight_map": {"a": "../../b.bin"}})}, "of its own folder"
    yield {index: json.dumps({"weight_map": {"a": "/b.safetensors"}})}, "of its own folder"
    yield {index: json.dumps({"weight_map": {"a": "b.pkl"}})}, "of its own folder"
    yield {index: json.dumps({"weight_map": {"a": "b.safetensors"}})}, "b.safetensors cannot be read"
    yield {index: "[]"}, "names no files"
    yield {"config.json": "{", "model.safetensors": save(STATE)}, "config.json is cut off or damaged"
    wrong = save(STATE | {SQUARE: torch.ones(11, 3)})
    yield {"config.json": "[1]", "model.safetensors": wrong}, r"\(11, 3\)"
    yield {"config.json": '{"num_layers": 1000000000}', "model.safetensors": wrong}, r"\(11, 3\)"
