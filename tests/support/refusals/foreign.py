"""Calls that the readers of ONNX and Keras refuse, by module and beginning."""

import json
import zipfile

import h5py
import numpy as np
from onnx import TensorProto
from support.onnx_models import layer, node, saved, tensor

from rnnviz.formats.arrays import StoredArray
from rnnviz.formats.changed import check_shape
from rnnviz.formats.hdf5 import read_hdf5
from rnnviz.formats.keras import read_keras
from rnnviz.formats.onnx import read_onnx
from rnnviz.formats.unpacking import check_growth


def stands_elsewhere(folder):
    """An array of HDF5 whose numbers stand in another file."""
    path = folder / "a.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("a", (1,), "f4", external=[("other.bin", 0, 4)])
    return read_hdf5(path, path)


def archive(folder, **held):
    """An archive with these files."""
    path = folder / "a.keras"
    with zipfile.ZipFile(path, "w") as file:
        for name, data in held.items():
            file.writestr(name.replace("__", "."), data)
    return read_keras(path)


def an_hdf5_file(folder):
    """An HDF5 file without anything in it."""
    with h5py.File(folder / "empty.h5", "w"):
        pass
    return (folder / "empty.h5").read_bytes()


def described(folder, layers, **arrays):
    """A model of Keras with these layers, and the arrays of a file."""
    path = folder / "a.h5"
    with h5py.File(path, "w") as file:
        if layers is not None:
            config = {"class_name": "Sequential", "config": {"layers": layers}}
            file.attrs["model_config"] = json.dumps(config)
        for name, array in arrays.items():
            file[f"one/one/{name}"] = array
    return read_keras(path)


def lstm(folder, **settings):
    """A layer with such settings."""
    one = {"class_name": "LSTM", "config": {"name": "one"} | settings}
    return described(folder, [one], kernel=np.ones((1, 4), "f4"))


def operators(folder, op="LSTM", more=(), without=False, **attributes):
    """A model of one recurrent operator."""
    one, held = layer(op, more=more, **attributes)
    return read_onnx(saved(folder / "a.onnx", [one], [] if without else held))


def beside(folder, **where):
    """An array of a model whose numbers stand in a file beside it."""
    (folder / "there.bin").write_bytes(bytes(4))
    held = TensorProto(name="a", dims=[1], data_type=TensorProto.FLOAT)
    held.data_location = TensorProto.EXTERNAL
    for key, value in where.items():
        held.external_data.add(key=key, value=value)
    return read_onnx(saved(folder / "a.onnx", [], [held]))


def too_large(folder, patch):
    """A model beyond what a protocol buffer can hold."""
    patch.setattr("rnnviz.formats.onnx_file.MOST_BYTES", 10)
    return operators(folder)


def other_size(folder):
    """A model with an array that claims another shape."""
    held = tensor("a", np.ones(3, "f4"))
    held.dims[0] = 2
    return read_onnx(saved(folder / "a.onnx", [], [held]))


CALLS = {
    "formats.changed": {
        "{name} has the shape": lambda: check_shape("a", StoredArray.of(np.ones(2)), (3,)),
    },
    "formats.hdf5": {
        "{path}: the array {name} stands in another file": stands_elsewhere,
    },
    "formats.keras": {
        "{path} holds no": lambda folder: archive(folder, config__json="{}"),
        "{path} describes no model": lambda folder: archive(
            folder, config__json="{", model__weights__h5=an_hdf5_file(folder)
        ),
        "{path} describes the layer": lambda folder: described(
            folder, [{"class_name": "GRU", "config": {"name": "one"}}]
        ),
    },
    "formats.keras_layers": {
        "The layer {layer} has no": lstm,
        "The layer {layer} has {setting}": lambda folder: lstm(folder, recurrent_activation="relu"),
    },
    "formats.onnx": {
        "{path} holds no operator": lambda folder: read_onnx(saved(folder / "a.onnx", [])),
        "{path} has no operator": lambda folder: read_onnx(
            saved(folder / "a.onnx", [node("Scan", "x", "y")])
        ),
        "The layer {layer} has peepholes": lambda folder: operators(folder, more=("", "", "", "P")),
        "The layer {layer} reads weights": lambda folder: operators(folder, without=True),
        "The layer {layer} has {setting}": lambda folder: operators(folder, clip=1.0),
    },
    "formats.onnx_file": {
        "{path} is larger": too_large,
        "{name} has the shape": other_size,
        "{name} is said to stand in {location};": lambda folder: beside(folder, location="../a"),
        "{name} stands in": lambda folder: beside(folder, location="nowhere.bin"),
        "{name} is said to stand in {location} from": lambda folder: beside(
            folder, location="there.bin", offset="9"
        ),
    },
    "formats.unpacking": {
        "{path}: {name} claims": lambda folder: check_growth(folder / "a.h5", "a", 10**10, 100),
    },
}
