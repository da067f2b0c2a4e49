"""What a browser sends lies under plain names while it is looked at, and nowhere else."""

import pytest

from rnnviz.nn.network import Network
from rnnviz.storage import datasets
from rnnviz.text.message import Refusal
from rnnviz.ui.network.uploaded_network import MOST_FILES, Uploaded, look_at, name_of, network_of

NET = Network.random("gru", inputs=3, hidden=4, outputs=3, dtype="float32")
WEIGHTS = Uploaded("model.safetensors", NET.to_bytes())


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets, "folder", lambda: tmp_path / "datasets")
    return tmp_path


@pytest.mark.parametrize(
    "name",
    ["../../out.safetensors", "/etc/out.safetensors", "..\\..\\C:out.safetensors", "\0.safetensors"],
)
def test_a_name_leads_nowhere_else(folder, name):
    found = network_of([Uploaded(name, WEIGHTS.data)], {})
    assert found.cell == "gru"
    assert name_of([Uploaded(name, b"")]) == name_of([Uploaded(name_of([Uploaded(name, b"")]), b"")])
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_a_folder_of_several_files_is_one_network(folder):
    files = [WEIGHTS, Uploaded("config.json", b'{"hidden_size": 4}')]
    assert look_at(files, {}).layer is not None
    assert name_of(files[::-1]) == "model.safetensors"
    assert list((folder / "datasets").iterdir()) == []


def test_what_cannot_be_is_refused():
    with pytest.raises(Refusal, match="There are 0 files"):
        look_at([], {})
    with pytest.raises(Refusal, match="There are 21 files"):
        look_at([Uploaded(f"{place}.pt", b"") for place in range(MOST_FILES + 1)], {})
    with pytest.raises(Refusal, match="have the same name"):
        look_at([WEIGHTS, Uploaded("a/model.safetensors", b"")], {})
    with pytest.raises(Refusal):
        look_at([Uploaded("...", b"x")], {})
