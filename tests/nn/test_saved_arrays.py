"""Every file that is none of ours is refused in a sentence, whatever its bytes are."""

import json

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as some
from safetensors.torch import save_file

from rnnviz.nn.encoder_decoder import END, START, EncoderDecoder
from rnnviz.nn.network import Network
from rnnviz.nn.saved_arrays import read_arrays
from rnnviz.text.message import Refusal

NET = Network.random(inputs=2, hidden=2, outputs=2, vocabulary=("a", "b"))
BOTH = EncoderDecoder.random(cell="gru", inputs=2, hidden=2, answers=(START, END, "a"))
KINDS = (NET, BOTH)
NASTY = (
    "[" * 50_000,
    "{}",
    "null",
    "[]",
    '{"hidden": 1e999}',
    '{"cell": []}',
    '{"encoder": 3}',
    "\\ud800",
)


def refused(kind, path):
    """That a file is refused in a sentence, or read."""
    said = ""
    try:
        kind.load(path)
    except Refusal as refusal:
        said = str(refusal)
    assert not said or str(path) in said
    return bool(said)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("saved") / "net.safetensors"


@pytest.mark.parametrize("kind", KINDS, ids=["network", "encoder and decoder"])
@pytest.mark.parametrize("type", [torch.bfloat16, torch.float8_e4m3fn, torch.complex64])
def test_types_that_numpy_has_not_are_refused(file, kind, type):
    kind.save(file)
    name = "rnnviz.seq2seq" if kind is BOTH else "rnnviz"
    text, arrays = read_arrays(file, name)
    changed = {key: torch.from_numpy(array).to(type) for key, array in arrays.items()}
    save_file(changed, file, {name: text})
    assert refused(kind, file)


@pytest.mark.parametrize("kind", KINDS, ids=["network", "encoder and decoder"])
@pytest.mark.parametrize("text", NASTY)
def test_settings_that_are_none_are_refused(file, kind, text):
    head = {"__metadata__": {"rnnviz": text, "rnnviz.seq2seq": text}}
    data = json.dumps(head).encode()
    file.write_bytes(len(data).to_bytes(8, "little") + data)
    assert refused(kind, file)


def test_what_is_no_file_is_refused(file):
    for path in (file.parent, file.parent / "none", file / "below"):
        with pytest.raises(Refusal):
            Network.load(path)


@given(data=some.data())
def test_changed_bytes_are_refused_or_read(file, data):
    kind = data.draw(some.sampled_from(KINDS))
    kind.save(file)
    bytes = bytearray(file.read_bytes())
    head = int.from_bytes(bytes[:8], "little") + 8
    for _ in range(data.draw(some.integers(1, 4))):
        at = data.draw(some.integers(0, head - 1))
        bytes[at] = data.draw(some.integers(0, 255))
    file.write_bytes(bytes[: data.draw(some.sampled_from((len(bytes), head, head // 2, 4)))])
    refused(kind, file)


def test_what_was_saved_is_read(file):
    NET.save(file)
    text, arrays = read_arrays(file, "rnnviz")
    assert json.loads(text)["hidden"] == 2
    for name, array in NET.parameters.items():
        np.testing.assert_array_equal(arrays[name], array)
    assert read_arrays(file, "another") == (None, {})
