"""Files of Keras: equal to Keras's own outputs, and what is refused of what nobody means well."""

import io
import json
import zipfile

import h5py
import numpy as np
import pytest
from support import foreign_files

from rnnviz.formats.hdf5 import HEAD
from rnnviz.formats.keras import is_keras, read_keras
from rnnviz.text.message import Refusal

REFUSED = ("hard",)
FILES = [
    (archive, name)
    for archive in ("keras3", "keras36", "keras30", "keras2")
    for name in foreign_files.names(archive)
]


@pytest.mark.parametrize(("archive", "name"), FILES)
def test_a_file_of_keras_is_read_whole(archive, name, tmp_path):
    path = foreign_files.placed(archive, name, tmp_path)
    with path.open("rb") as file:
        head = file.read(16)
    bare = path.rename(tmp_path / "without an ending")
    assert is_keras(bare, head) and not is_keras(bare, head[:3])
    if name.split(".")[0] in REFUSED:
        return
    found = read_keras(bare)
    assert found.format == "Keras"
    for name_, one in found.arrays.items():
        assert one.read().shape == one.shape, name_
    # nothing is left over: all is of a layer, or of a readout or an embedding that is told of
    known = {f"{layer}.{part}" for layer in found.told for part in parts_of(found, layer)}
    for told in found.told.values():
        known |= {told.embedding, told.readout, str(told.readout).replace(".weight", ".bias")}
    assert found.arrays.keys() <= known


def parts_of(found, layer):
    return [one.removeprefix(f"{layer}.") for one in found.arrays if one.startswith(f"{layer}.")]


@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_what_no_cell_of_ours_does_is_refused(ending, tmp_path):
    path = foreign_files.placed("keras3", f"hard{ending}", tmp_path)
    with pytest.raises(Refusal, match="recurrent_activation"):
        read_keras(path)


def test_weights_alone_are_taken_by_their_shapes(tmp_path):
    found = read_keras(foreign_files.placed("keras3", "functional.weights.h5", tmp_path))
    told = {name: (one.cell, one.reads, one.embedding, one.readout) for name, one in found.told.items()}
    assert told == {
        "gru": ("gru", None, "embedding.weight", None),
        "gru_1": ("gru", "gru", None, "time_distributed.weight"),
    }


def test_an_older_file_of_weights_alone(tmp_path):
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file["lstm/lstm/lstm_cell/kernel:0"] = np.zeros((3, 16), "f4")
        file["lstm/lstm/lstm_cell/recurrent_kernel:0"] = np.zeros((4, 16), "f4")
        file["odd/odd/odd_cell/recurrent_kernel:0"] = np.zeros((4, 20), "f4")
        file["says/says/kernel:0"] = np.zeros((4, 2), "f4")
    found = read_keras(path)
    assert {name: (one.cell, one.readout) for name, one in found.told.items()} == {
        "lstm": ("lstm", "says.weight")
    }
    assert "odd.odd.odd_cell.recurrent_kernel:0" in found.arrays


# -- what nobody means well


def archive(path, members=(), **changes):
    """An archive of Keras with members changed, or left out where they are None."""
    given = zipfile.ZipFile(io.BytesIO(foreign_files.data("keras3", "lstm-1-1.keras")))
    held = {name: given.read(name) for name in given.namelist()}
    held |= {name.replace("__", "."): data for name, data in changes.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in [*held.items(), *members]:
            if data is not None:
                file.writestr(name, data)
    return path


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.keras"


@pytest.mark.parametrize("name", ["../../out.txt", "/etc/out.txt", "C:\\out.txt", "..\\out.txt"])
def test_an_entry_whose_path_leads_out_is_refused(path, name, tmp_path):
    with pytest.raises(Refusal, match="leads out of the archive"):
        read_keras(archive(path, [(name, b"words")]))
    assert [one.name for one in tmp_path.rglob("*")] == ["a.keras"]


def test_an_archive_that_unpacks_to_far_more_is_refused(path):
    with pytest.raises(Refusal, match="claims to hold"):
        read_keras(archive(path, [("assets/zeros", bytes(60_000_000))]))


@pytest.mark.parametrize("missing", ["config__json", "model__weights__h5"])
def test_an_archive_without_its_parts_is_refused(path, missing):
    with pytest.raises(Refusal, match=f"holds no {missing.replace('__', '.')}"):
        read_keras(archive(path, **{missing: None}))


@pytest.mark.parametrize("rest", [4, 0.2, 0.7, 0.99])
def test_an_archive_that_is_cut_off_is_refused(path, rest):
    data = foreign_files.data("keras3", "lstm-1-1.keras")
    path.write_bytes(data[: rest if isinstance(rest, int) else int(rest * len(data))])
    with pytest.raises(Refusal):
        read_keras(path)


def test_an_entry_that_is_damaged_is_refused(path):
    data = bytearray(foreign_files.data("keras3", "lstm-1-1.keras"))
    place = data.index(HEAD)
    data[place + 100] ^= 255  # a zip archive has a sum of its entries' bytes
    path.write_bytes(data)
    with pytest.raises(Refusal, match="cut off or damaged"):
        read_keras(path)


@pytest.mark.parametrize(
    "config",
    [
        b"",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"class_name": "MyModel", "config": {}}',
        b'{"class_name": "Sequential", "config": {"layers": [{"class_name": "LSTM"}]}}',
    ],
)
def test_a_description_that_is_no_model_s_is_refused(path, config):
    with pytest.raises(Refusal, match="describes no model that can be read"):
        read_keras(archive(path, config__json=config))


def test_a_layer_without_arrays_is_refused(path):
    layer = {"class_name": "GRU", "config": {"name": "more"}}
    config = {"class_name": "Sequential", "config": {"layers": [layer]}}
    with pytest.raises(Refusal, match="describes the layer more, but holds no arrays of it"):
        read_keras(archive(path, config__json=json.dumps(config)))


def test_code_in_a_model_is_never_run(path, tmp_path):
    """As Keras itself would, which makes a function of these bytes, if it is told to trust them."""
    code = f"open({str(tmp_path / 'out.txt')!r}, 'w')"
    function = {"class_name": "__lambda__", "config": {"code": code, "defaults": None, "closure": None}}
    layers = [
        {"class_name": "Lambda", "config": {"name": "run", "function": function}},
        {"class_name": "os>system", "module": "os", "config": {"name": "echo"}},
        {"class_name": "LSTM", "config": {"name": "lstm", "units": 4, "activation": "tanh"}},
    ]
    config = {"class_name": "Sequential", "config": {"layers": layers}}
    found = read_keras(archive(path, config__json=json.dumps(config)))
    # what they would do to the sequence is not known, so nothing is said of what the layer reads
    assert found.told["lstm"].reads is None
    assert [one.name for one in tmp_path.iterdir()] == ["a.keras"]


def test_5000_units_that_are_not_there_are_not_read(tmp_path):
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("lstm/lstm/kernel:0", (10, 20_000), "f4", chunks=(10, 10))
        file.create_dataset("lstm/lstm/recurrent_kernel:0", (5_000, 20_000), "f4", chunks=(10, 10))
    with pytest.raises(Refusal, match="recurrent_kernel:0 claims to be 400 MB"):
        read_keras(path)
