"""Calls that `rnnviz/formats` and `rnnviz/nn/opened` refuse, by module and beginning."""

import json
import os
import tarfile
import zipfile

import numpy as np
import torch
from safetensors.numpy import save_file
from torch.nn.utils import parametrizations

from rnnviz.formats import archives, nested, vocabulary
from rnnviz.formats.packages import needed
from rnnviz.formats.registry import read_named_arrays
from rnnviz.nn.network import Network

LSTM = torch.nn.LSTM(2, 3).state_dict()
MANY = [f"{number}.weight_hh_l0" for number in range(257)]
FC = {"fc.weight": torch.ones(4, 3)}


def without_package():
    with needed("PyTorch", "pip install torch"):
        raise ImportError


def read(folder, data, name="a.txt"):
    """A file of some bytes."""
    (folder / name).write_bytes(data)
    return read_named_arrays(folder / name)


def pipe(folder):
    if not (folder / "pipe").exists():
        os.mkfifo(folder / "pipe")
    return read_named_arrays(folder / "pipe")


def zipped(folder, name="a", data=b"", how=zipfile.ZIP_STORED):
    """What is in an archive with one entry."""
    with zipfile.ZipFile(folder / "a.zip", "w", how) as archive:
        archive.writestr("kept", data)
        archive.infolist()[0].filename = name
    return archives.entries(folder / "a.zip")


def many(folder, patch):
    patch.setattr(archives, "MOST_ENTRIES", 0)
    return zipped(folder)


def index(folder, files):
    """A folder whose index names these files."""
    text = json.dumps({"weight_map": dict(enumerate(files))})
    (folder / "model.safetensors.index.json").write_text(text)
    return read_named_arrays(folder)


def no_weights(folder):
    (folder / "empty").mkdir(exist_ok=True)
    return read_named_arrays(folder / "empty")


def saved(folder, value, **choices):
    """The network in what PyTorch saved."""
    torch.save(value, folder / "a.pt")
    return Network.open(folder / "a.pt", **choices)


def in_tar(folder):
    tarfile.open(folder / "a.pth", "w").close()
    return read_named_arrays(folder / "a.pth")


def cut_later(folder):
    """An array of a file that has become shorter since its header was read."""
    path = folder / "a.safetensors"
    save_file({"a": np.ones(9)}, path)
    array = read_named_arrays(path).arrays["a"]
    path.write_bytes(path.read_bytes()[:-9])
    return array.read()


def tokens(folder, text, count=3, name="a.json"):
    (folder / name).write_text(text)
    return vocabulary.read_vocabulary(folder / name, count)


def large_vocabulary(folder, patch):
    patch.setattr(vocabulary, "MOST_BYTES", 1)
    return tokens(folder, '["a"]')


def orthogonal():
    return parametrizations.orthogonal(torch.nn.RNN(2, 3), "weight_hh_l0").state_dict()


def two():
    return {f"{name}.{key}": tensor for name in "ab" for key, tensor in LSTM.items()}


CALLS = {
    "formats.archives": {
        "{path} has {count:,} entries": many,
        "{path} has an entry": lambda folder: zipped(folder, "../a"),
        "{path} claims": lambda folder: zipped(folder, "a", b"a" * 99, zipfile.ZIP_DEFLATED),
    },
    "formats.folder": {
        "{path} has no weights": no_weights,
        "{path} names {name}": lambda folder: index(folder, ["../a.bin"]),
        "{path} names no": lambda folder: index(folder, []),
    },
    "formats.nested": {
        "The file holds": lambda: list(nested.leaves({"a": {"b": 1}}, most=1)),
    },
    "formats.packages": {
        "This file needs": without_package,
    },
    "formats.pytorch": {
        "{path} is cut off or damaged, or": lambda folder: read(folder, b"words", "a.pt"),
        "{path} is a tar": in_tar,
        "{path} holds a": lambda folder: saved(folder, [1]),
        "{path} needs": lambda folder: saved(folder, torch.nn.Linear(1, 1)),
        "{name} claims": lambda folder: saved(
            folder, LSTM | {"weight_hh_l0": torch.ones(1).expand(12, 3)}
        ),
    },
    "formats.refusals": {
        "{path} cannot be read": lambda folder: read_named_arrays(folder / "none"),
        "{path} is cut off": lambda folder: read(folder, b"{", "a.safetensors"),
        "{name} is {dtype}": lambda folder: saved(
            folder, LSTM | {"weight_hh_l0": torch.ones(12, 3, dtype=torch.int8)}
        ),
    },
    "formats.registry": {
        "{path} is of no kind": lambda folder: read(folder, b"words"),
        "{path} is empty": lambda folder: read(folder, b""),
        "{path} is no file": pipe,
        "{path} is only": lambda folder: read(folder, b"version https://git-lfs.github.com/spec/v1"),
        "{path} has an array whose": lambda folder: saved(folder, {"a" * 1001: torch.ones(1)}),
    },
    "formats.safetensors": {
        "{name} is cut off": cut_later,
    },
    "formats.vocabulary": {
        "{path} is larger": large_vocabulary,
        "{path} has {found}": lambda folder: tokens(folder, '["a"]'),
        "{path} is no JSON": lambda folder: tokens(folder, "{"),
    },
    "nn.opened.canonical": {
        "{name} is computed": lambda folder: saved(folder, orthogonal()),
    },
    "nn.opened.companions": {
        "{what} is": lambda folder: saved(folder, LSTM, readout="a"),
        "{name} has {found}": lambda folder: saved(folder, LSTM | FC, embedding="fc"),
    },
    "nn.opened.modules": {
        "The file has": lambda folder: saved(folder, dict.fromkeys(MANY, torch.ones(1, 1))),
        "{name} is {value!r}": lambda folder: saved(folder, LSTM, cell="a"),
    },
    "nn.opened.opened": {
        "layer is": lambda folder: saved(folder, LSTM, layer="a"),
        "{path}: {name} cannot": lambda folder: saved(folder, LSTM, cell="gru"),
        "{path} has no recurrent": lambda folder: saved(folder, FC),
        "{path} has several": lambda folder: saved(folder, two()),
    },
    "nn.opened.numbers": {
        "{name} has {count:,} numbers": lambda folder: saved(
            folder, LSTM | {"weight_hh_l0": torch.full((12, 3), torch.nan)}
        ),
    },
}
