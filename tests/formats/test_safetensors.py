"""Arrays of safetensors files, whatever their floats are, and what comes of damaged ones."""

import json
import re
from contextlib import suppress

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as some
from safetensors.torch import save_file, save_model

from rnnviz.formats.arrays import StoredArray
from rnnviz.formats.safetensors import is_safetensors, read_safetensors
from rnnviz.text.message import Refusal

NUMBERS = torch.tensor([[0.1, -2.0, 3.5], [1e-3, 7.0, 0.0]], dtype=torch.float64)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("formats") / "a.safetensors"


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "bfloat16"])
def test_every_type_of_float_is_read_bit_for_bit(file, dtype):
    tensors = {
        "z": torch.ones(5, dtype=torch.float64),
        "a": NUMBERS.to(getattr(torch, dtype)),
        "none": torch.zeros((0, 4)),
        "one": torch.tensor(2.0),
    }
    save_file(tensors, file, {"said": "words"})
    found = read_safetensors(file)
    assert found.format == "safetensors"
    assert found.metadata == {"said": "words"}
    stored = found.arrays["a"]
    assert (stored.shape, stored.dtype) == ((2, 3), dtype)
    wide = torch.float64 if dtype == "float64" else torch.float32
    np.testing.assert_array_equal(stored.read(), tensors["a"].to(wide).numpy(), strict=True)
    assert found.arrays["none"].read().shape == (0, 4)
    assert found.arrays["one"].read() == 2.0


def test_nothing_is_read_before_it_is_asked_for(file):
    save_file({"a": NUMBERS, "b": torch.zeros(2, dtype=torch.int64)}, file)
    found = read_safetensors(file)
    with pytest.raises(
        Refusal, match=re.escape("b is I64; allowed are float16, bfloat16, float32 and")
    ):
        found.arrays["b"].read()
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(Refusal, match="a is cut off in"):
        found.arrays["a"].read()
    assert isinstance(found.arrays["a"], StoredArray)


def test_an_array_of_two_names_is_there_under_both(file):
    module = torch.nn.ModuleDict({"a": torch.nn.Embedding(3, 2), "b": torch.nn.Linear(2, 3)})
    module["b"].weight = module["a"].weight
    save_model(module, str(file))
    found = read_safetensors(file).arrays
    assert set(found) == {"a.weight", "b.weight", "b.bias"}
    np.testing.assert_array_equal(found["a.weight"].read(), module["a"].weight.detach().numpy())
    np.testing.assert_array_equal(found["a.weight"].read(), found["b.weight"].read())


def with_header(file, text, length=None):
    data = text.encode()
    file.write_bytes((len(data) if length is None else length).to_bytes(8, "little") + data)
    return file


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ('{"a": {"dtype": "F32", "shape": [50000, 50000], "data_offsets": [0, 10000000000]}}', None),
        ("{", 10_000_000_000),
        ("{" * 100_000, None),
        ('{"a": {"dtype": "F32", "shape": [4294967296, 4294967296, 2], "data_offsets": [0, 0]}}', None),
        ('{"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 0]}}', None),
        ("{}", 1),
    ],
    ids=["an array of 10 GB", "a header of 10 GB", "deep", "overflow", "back to front", "short"],
)
def test_a_header_that_claims_what_is_not_there_is_refused(file, text, length):
    assert is_safetensors(file, b"")
    with pytest.raises(Refusal, match=r"a\.safetensors is cut off or damaged: "):
        read_safetensors(with_header(file, text, length))


@given(data=some.data())
def test_changed_bytes_are_refused_or_read(file, data):
    save_file({"a": NUMBERS, "b": NUMBERS.half()}, file)
    changed = bytearray(file.read_bytes())
    for _ in range(data.draw(some.integers(1, 4))):
        changed[data.draw(some.integers(0, len(changed) - 1))] = data.draw(some.integers(0, 255))
    file.write_bytes(changed[: data.draw(some.integers(0, len(changed)))])
    with suppress(Refusal):  # anything else fails
        for array in read_safetensors(file).arrays.values():
            array.read()


def test_a_file_is_known_by_its_header(tmp_path):
    head = (20).to_bytes(8, "little") + json.dumps({}).encode()
    assert is_safetensors(tmp_path / "model", head)
    assert not is_safetensors(tmp_path / "model", b"PK\x03\x04")
    with pytest.raises(Refusal, match="cannot be read"):
        read_safetensors(tmp_path / "none.safetensors")
