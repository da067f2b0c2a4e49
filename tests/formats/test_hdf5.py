"""Arrays of an HDF5 file: all of them, no other file's, and none that is not there."""

import io

import h5py
import numpy as np
import pytest

from rnnviz.formats.hdf5 import COMMAND, read_hdf5, read_text
from rnnviz.text.message import Refusal


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.h5"


def written(path, **arrays):
    with h5py.File(path, "w") as file:
        for name, array in arrays.items():
            file[name.replace("__", "/")] = array
    return path


def test_arrays_are_found_at_any_depth_and_read_when_asked_for(path):
    numbers = np.arange(6.0).reshape(2, 3)
    found = read_hdf5(written(path, deep__er__a=numbers, b=np.float16([0.5, 2.0])), path)
    assert [(name, one.shape, one.dtype) for name, one in found.items()] == [
        ("b", (2,), "float16"),
        ("deep/er/a", (2, 3), "float64"),
    ]
    np.testing.assert_array_equal(found["deep/er/a"].read(), numbers)


def test_a_file_in_memory_is_read_likewise(path):
    data = written(path, a=np.ones(3)).read_bytes()
    np.testing.assert_array_equal(read_hdf5(data, path)["a"].read(), np.ones(3))


def test_bfloat16_is_read_as_keras_writes_it(path):
    numbers = np.array([1.5, -0.25, 2.0**14], dtype="float32")
    upper = (numbers.view(np.uint32) >> 16).astype(np.uint16).view("V2")
    found = read_hdf5(written(path, a=upper), path)["a"]
    assert found.dtype == "bfloat16"
    np.testing.assert_array_equal(found.read(), numbers)


def test_what_is_no_number_is_left_out(path):
    assert read_hdf5(written(path, a=np.bytes_(b"words"), b=np.ones(1)), path).keys() == {"b"}


def test_the_text_of_a_file(path):
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = "{}"
        file.attrs["bytes"] = np.bytes_(b"more")
    assert read_text(path, path, "model_config") == "{}"
    assert read_text(path, path, "bytes") == "more"
    assert read_text(path, path, "none") is None


def test_groups_that_hold_each_other_end(path):
    with h5py.File(path, "w") as file:
        file["a/b"] = np.ones(1)
        file["a/again"] = file["/"]
    assert read_hdf5(path, path).keys() == {"a/b"}


def test_links_to_other_files_are_not_followed(path, tmp_path):
    written(tmp_path / "secret.h5", a=np.ones(1))
    with h5py.File(path, "w") as file:
        file["linked"] = h5py.ExternalLink(str(tmp_path / "secret.h5"), "a")
        file["soft"] = h5py.SoftLink("/linked")
    assert read_hdf5(path, path) == {}


@pytest.mark.parametrize("how", ["external", "virtual"])
def test_numbers_that_stand_in_another_file_are_refused(path, tmp_path, how):
    (tmp_path / "secret.bin").write_bytes(bytes(40))
    with h5py.File(path, "w") as file:
        if how == "external":
            file.create_dataset("a", (10,), "f4", external=[(str(tmp_path / "secret.bin"), 0, 40)])
        else:
            layout = h5py.VirtualLayout((10,), "f4")
            layout[:] = h5py.VirtualSource(str(tmp_path / "secret.bin"), "a", (10,))
            file.create_virtual_dataset("a", layout)
    with pytest.raises(Refusal, match="array a stands in another file"):
        read_hdf5(path, path)


def test_an_array_that_claims_10_gb_is_refused_before_it_is_read(path):
    with h5py.File(path, "w") as file:
        file.create_dataset("kernel", (50_000, 50_000), "f4", chunks=(100, 100))
    with pytest.raises(Refusal, match=r"kernel claims to be 10,000 MB, of which 0.0 MB are there"):
        read_hdf5(path, path)


def test_an_array_that_unpacks_to_far_more_is_refused(path):
    with h5py.File(path, "w") as file:
        file.create_dataset("kernel", data=np.zeros((5_000, 1_000), "f4"), compression="gzip")
    assert path.stat().st_size < 200_000
    with pytest.raises(Refusal, match="kernel claims to be 20 MB"):
        read_hdf5(path, path)


@pytest.mark.parametrize("rest", [0.3, 0.9])
def test_a_file_that_is_cut_off_is_refused(path, rest):
    data = written(path, **{f"a{one}": np.arange(100.0) for one in range(20)}).read_bytes()
    path.write_bytes(data[: int(rest * len(data))])
    with pytest.raises(Refusal, match="cut off or damaged"):
        [one.read() for one in read_hdf5(path, path).values()]


def test_damage_anywhere_is_a_refusal_or_another_number(path):
    data = bytearray(written(path, group__a=np.arange(30.0), b=np.ones(4)).read_bytes())
    rng = np.random.default_rng(0)
    for place in rng.integers(len(data), size=150):
        kept, data[place] = data[place], int(rng.integers(256))
        try:
            for one in read_hdf5(bytes(data), path).values():
                assert one.read().shape == one.shape
        except Refusal:
            pass
        data[place] = kept


def test_without_h5py_the_sentence_has_the_command(path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "h5py", None)
    with pytest.raises(ImportError, match="needs h5py, which is not installed here") as refused:
        read_hdf5(io.BytesIO().getvalue(), path)
    assert COMMAND in str(refused.value)
