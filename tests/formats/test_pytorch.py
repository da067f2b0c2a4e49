"""What PyTorch saved is read without running anything that stands in it."""

import pickle
import re
import sys
import tarfile
import zipfile
from argparse import Namespace
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as some
from support.torch_models import Code

from rnnviz.formats.packages import NotInstalled
from rnnviz.formats.pytorch import is_pytorch, read_pytorch
from rnnviz.formats.registry import first_bytes, read_named_arrays
from rnnviz.text.message import Refusal

STATE = {"a.weight": torch.tensor([[1.5, -2.0]]), "a.bias": torch.tensor([0.1], dtype=torch.float64)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("formats")


def saved(path, value, **options):
    torch.save(value, path, **options)
    return path


@pytest.mark.parametrize("zipped", [True, False], ids=["today's", "before 1.6"])
def test_the_tensors_of_a_state_dict_are_read_bit_for_bit(folder, zipped):
    path = saved(folder / "a.pt", STATE, _use_new_zipfile_serialization=zipped)
    assert is_pytorch(path, first_bytes(path))
    found = read_pytorch(path)
    assert list(found.arrays) == ["a.weight", "a.bias"]
    for name, tensor in STATE.items():
        np.testing.assert_array_equal(found.arrays[name].read(), tensor.numpy(), strict=True)
        assert found.arrays[name].shape == tuple(tensor.shape)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_halves_are_read_as_float32(folder, dtype):
    half = torch.tensor([0.1, -3.0]).to(getattr(torch, dtype))
    stored = read_pytorch(saved(folder / "half.pt", {"a": half})).arrays["a"]
    assert stored.dtype == dtype
    np.testing.assert_array_equal(stored.read(), half.float().numpy(), strict=True)


def test_the_arrays_that_are_read_have_no_tie_to_the_file(folder):
    path = saved(folder / "tie.pt", {"a": torch.nn.Parameter(torch.ones(3))})
    array = read_pytorch(path).arrays["a"].read()
    path.write_bytes(bytes(path.stat().st_size))
    array += 1.0
    assert array.tolist() == [2.0, 2.0, 2.0]


@pytest.mark.parametrize("key", ["state_dict", "model_state_dict", "model"])
def test_of_a_checkpoint_the_model_is_read_and_plain_values_beside_it(folder, key):
    momentum = {"state": {0: {"exp_avg": torch.ones(1, 2)}}, "param_groups": [{"lr": 0.1}]}
    beside = {"epoch": 3, "hyper_parameters": {"hidden": 4}, "chars": ("a", "b")}
    path = saved(folder / "last.ckpt", {key: STATE, "optimizer_states": [momentum], **beside})
    found = read_pytorch(path)
    assert list(found.arrays) == list(STATE)
    assert found.metadata["hyper_parameters"] == {"hidden": 4}
    assert found.metadata["chars"] == ["a", "b"]


def test_several_models_in_one_file_are_told_apart_by_their_names(folder):
    path = saved(
        folder / "two.pth", {"coder": STATE, "other": {"x": STATE}, "optimizer": STATE, "step": 3}
    )
    found = read_pytorch(path)
    assert list(found.arrays) == [
        "coder.a.weight",
        "coder.a.bias",
        "other.x.a.weight",
        "other.x.a.bias",
    ]
    assert found.metadata["step"] == 3


@pytest.mark.parametrize("zipped", [True, False], ids=["today's", "before 1.6"])
@pytest.mark.parametrize("name", ["model.pt", "last.ckpt"])
def test_code_in_a_pickle_is_not_run_and_two_lines_say_what_to_do(folder, zipped, name):
    written = folder / f"written-{zipped}"
    value = {"state_dict": STATE, "callbacks": Code(written)}
    path = saved(folder / name, value, _use_new_zipfile_serialization=zipped)
    with pytest.raises(Refusal, match="may run any code; nothing of it was run") as error:
        read_named_arrays(path)
    assert not written.exists()
    first, second = str(error.value).splitlines()[-2:]
    taken = '["state_dict"]' if name == "last.ckpt" else ".state_dict()"
    assert first == f"weights = torch.load({name!r}, weights_only=False){taken}"
    assert second == f"torch.save(weights, {path.stem + '-weights.pt'!r})"


def test_the_two_lines_make_a_file_that_is_read(folder, monkeypatch):
    value = {"state_dict": STATE, "hyper_parameters": Namespace(hidden=3)}
    path = saved(folder / "lightning.ckpt", value)
    with pytest.raises(Refusal, match=re.escape("needs argparse.Namespace, and")) as error:
        read_pytorch(path)
    monkeypatch.chdir(folder)
    exec("\n".join(str(error.value).splitlines()[-2:]), {"torch": torch})
    assert list(read_pytorch(folder / "lightning-weights.pt").arrays) == list(STATE)


def test_a_module_that_was_saved_whole_is_refused(folder):
    with pytest.raises(Refusal, match=r"needs torch\.nn\.modules\.linear\.Linear, and") as error:
        read_pytorch(saved(folder / "whole.pt", torch.nn.Linear(2, 2)))
    assert ".state_dict()" in str(error.value)


def test_a_pickle_of_pythons_own_is_refused(folder):
    path, written = folder / "a.pkl", folder / "from pickle"
    path.write_bytes(pickle.dumps({"a": Code(written)}))
    with pytest.raises(Refusal, match="nothing of it was run"):
        read_named_arrays(path)
    assert not written.exists()


def test_torchscript_is_refused_with_its_own_lines(folder):
    path = folder / "script.pt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("script/data.pkl", b"")
        archive.writestr("script/constants.pkl", b"")
    with pytest.raises(Refusal, match=r"torch\.jit\.load\('script.pt'\)\.state_dict\(\)"):
        read_named_arrays(path)


@pytest.mark.parametrize("value", [3, [torch.ones(2)], torch.ones(2)], ids=["number", "list", "tensor"])
def test_what_is_no_dictionary_is_refused(folder, value):
    with pytest.raises(Refusal, match="only dictionaries of named tensors"):
        read_pytorch(saved(folder / "a.pt", value))


def test_tensors_that_lie_otherwise_are_refused_by_name_when_they_are_read(folder):
    many = torch.ones(1).expand(10**6, 10**6)
    sparse = torch.eye(3).to_sparse()
    found = read_pytorch(
        saved(folder / "odd.pt", {"many": many, "sparse": sparse, "whole": torch.ones(1).int()})
    )
    with pytest.raises(
        Refusal, match="many claims to hold 1,000,000,000,000 numbers; the file has 4 bytes"
    ):
        found.arrays["many"].read()
    with pytest.raises(Refusal, match="sparse is sparse_coo float32 on cpu; allowed are"):
        found.arrays["sparse"].read()
    with pytest.raises(Refusal, match="whole is int32"):
        found.arrays["whole"].read()


def test_a_tar_archive_is_not_unpacked(folder):
    path = folder / "old.pth.tar"
    with tarfile.open(path, "w") as archive:
        member = tarfile.TarInfo("../climbed")
        archive.addfile(member)
    with pytest.raises(Refusal, match="is a tar archive"):
        read_named_arrays(path)
    assert not (folder.parent / "climbed").exists()


def test_an_archive_whose_paths_lead_out_is_refused(folder):
    path = saved(folder / "climbs.pt", STATE)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"climbs/version", b"../../../../v."))
    with pytest.raises(Refusal, match=re.escape("leads out of the archive: ../../../../v..")):
        read_named_arrays(path)


@pytest.mark.parametrize("part", [0.0, 0.3, 0.9, 0.999])
@pytest.mark.parametrize("zipped", [True, False], ids=["today's", "before 1.6"])
def test_a_truncated_file_is_refused(folder, part, zipped):
    whole = saved(folder / "a.pt", STATE, _use_new_zipfile_serialization=zipped).read_bytes()
    path = folder / "cut.pt"
    path.write_bytes(whole[: int(part * len(whole))])
    with pytest.raises(Refusal, match=r"cut\.pt"):
        read_named_arrays(path)


@settings(max_examples=30)
@given(data=some.data())
def test_changed_bytes_are_refused_or_read(folder, data):
    zipped = data.draw(some.booleans())
    changed = bytearray(
        saved(folder / "a.pt", STATE, _use_new_zipfile_serialization=zipped).read_bytes()
    )
    for _ in range(data.draw(some.integers(1, 3))):
        changed[data.draw(some.integers(0, len(changed) - 1))] = data.draw(some.integers(0, 255))
    path = folder / "changed.pt"
    path.write_bytes(changed)
    with suppress(Refusal):  # anything else fails
        for array in read_named_arrays(path).arrays.values():
            array.read()


def claiming(path, zipped):
    """A file whose pickle says that a tensor of three numbers has 2.5 thousand million, 10 GB."""
    saved(path, {"a": torch.ones(3)}, _use_new_zipfile_serialization=zipped)
    many = b"\x8a\x05" + (2_500_000_000).to_bytes(5, "little")  # a long of five bytes

    def more(pickled):
        storage = b"t" if zipped else b"N"  # what stands behind its size
        return pickled.replace(b"K\x03" + storage, many + storage).replace(b"K\x03\x85", many + b"\x85")

    if not zipped:
        path.write_bytes(more(path.read_bytes()))
        return path
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in held.items():
            archive.writestr(name, more(data) if name.endswith("data.pkl") else data)
    return path


def highest():
    """The most memory that this process has had, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM"))


@pytest.mark.parametrize("zipped", [True, False], ids=["today's", "before 1.6"])
def test_a_file_that_claims_10_gb_takes_no_memory(folder, zipped):
    path, before = claiming(folder / "claims.pt", zipped), highest()
    with pytest.raises(
        Refusal, match=r"claims\.pt is cut off or damaged, or nothing that torch\.save saved"
    ):
        read_named_arrays(path)
    assert highest() < before + 100


def test_without_pytorch_the_command_that_brings_it_is_said(folder, monkeypatch):
    path = saved(folder / "a.pt", STATE)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(
        NotInstalled, match=r"needs PyTorch, .* “pip install torch==2\.13\.0” brings it"
    ):
        read_pytorch(path)


def test_the_command_names_the_version_that_is_tested():
    from rnnviz.formats import pytorch
    from rnnviz.nn.pytorch import COMMAND

    assert pytorch.COMMAND == COMMAND
