"""Folders of Hugging Face: one file, several with an index, and what lies beside them."""

import json

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from rnnviz.formats.folder import is_folder, read_folder
from rnnviz.formats.registry import read_named_arrays
from rnnviz.text.message import Refusal

A, B = {"a.weight": torch.ones(2, 3)}, {"b.weight": torch.zeros(4)}


def shards(folder, kind="model.safetensors", names=("part-1.safetensors", "part-2.safetensors")):
    index = {"weight_map": {"a.weight": names[0], "b.weight": names[1]}}
    (folder / f"{kind}.index.json").write_text(json.dumps(index))
    return folder


def test_one_file_is_read_with_its_settings(tmp_path):
    save_file(A, tmp_path / "model.safetensors", {"format": "pt"})
    (tmp_path / "config.json").write_text('{"vocab_size": 3}')
    (tmp_path / "tokenizer.json").write_text("{}")
    found = read_named_arrays(tmp_path)
    assert found.format == "Hugging Face"
    assert found.metadata == {
        "format": "pt",
        "vocab_size": 3,
        "beside": [str(tmp_path / "tokenizer.json")],
    }
    np.testing.assert_array_equal(found.arrays["a.weight"].read(), np.ones((2, 3)))
    assert is_folder(tmp_path, b"")


@pytest.mark.parametrize("ending", ["safetensors", "bin"])
def test_several_files_are_read_by_their_index(tmp_path, ending):
    names = (f"part-1.{ending}", f"part-2.{ending}")
    save = save_file if ending == "safetensors" else torch.save
    for name, part in zip(names, (A, B), strict=True):
        save(part, tmp_path / name)
    kind = "model.safetensors" if ending == "safetensors" else "pytorch_model.bin"
    found = read_folder(shards(tmp_path, kind, names))
    assert {name: one.read().shape for name, one in found.arrays.items()} == {
        "a.weight": (2, 3),
        "b.weight": (4,),
    }


def test_a_file_of_another_name_is_read_where_it_is_the_only_one(tmp_path):
    save_file(A, tmp_path / "weights.safetensors")
    assert list(read_folder(tmp_path).arrays) == ["a.weight"]
    save_file(A, tmp_path / "more.safetensors")
    with pytest.raises(Refusal, match="has no weights that can be opened"):
        read_folder(tmp_path)


@pytest.mark.parametrize("name", ["../secret.safetensors", "/etc/a.bin", "a/../../b.bin", "code.py"])
def test_an_index_that_leads_out_of_its_folder_is_refused(tmp_path, name):
    folder = tmp_path / "model"
    folder.mkdir()
    save_file(A, tmp_path / "secret.safetensors")
    with pytest.raises(
        Refusal, match=r"index\.json names .*; allowed are \.safetensors and \.bin files"
    ):
        read_folder(shards(folder, names=("part-1.safetensors", name)))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("{", "damaged"), ("[1]", "names no files"), ('{"weight_map": 3}', "names no files")],
)
def test_an_index_that_is_none_is_refused(tmp_path, text, sentence):
    (tmp_path / "model.safetensors.index.json").write_text(text)
    with pytest.raises(Refusal, match=sentence):
        read_folder(tmp_path)


def test_a_part_that_is_missing_is_said(tmp_path):
    with pytest.raises(Refusal, match=r"part-1\.safetensors cannot be read"):
        read_folder(shards(tmp_path))
