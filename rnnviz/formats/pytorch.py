"""State dictionaries that PyTorch saved: `.pt`, `.pth`, `.bin`, and Lightning's checkpoints.

They are pickles. PyTorch reads them with `weights_only=True`, which knows tensors and plain values and
calls nothing else; what needs more is refused. In today's files, zip archives, the numbers stay on the
disk until an array is asked for (`mmap`). PyTorch is imported when the first such file is read.
"""

import pickle
import re
import tarfile
import warnings
import zipfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from rnnviz.formats.archives import ZIP, entries
from rnnviz.formats.arrays import FLOATS, Array, NamedArrays, StoredArray
from rnnviz.formats.nested import leaves, plain
from rnnviz.formats.packages import needed
from rnnviz.formats.refusals import no_float, system_errors
from rnnviz.text.message import Refusal

NAME = "PyTorch"
COMMAND = "pip install torch==2.13.0"  # the version that everything here is tested with
ENDINGS = (".pt", ".pth", ".ckpt", ".bin", ".tar")
PICKLE = b"\x80"  # what pickles of version 2 and later begin with
# under which keys checkpoints keep the model's arrays, beside those of the optimizer
MODELS = ("state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights")
OPTIMIZERS = re.compile(r"opt(im(izer)?)?(s|_?states?(_dict)?)?", re.IGNORECASE)
UNKNOWN = re.compile(r"(?:GLOBAL|class|function|instantiate) '?<?(?:class|function)? ?'?([\w.]+)")


def is_pytorch(path: Path, head: bytes) -> bool:
    """Whether a file is one of PyTorch's, or a pickle, or claims to be one by its name."""
    if not head.startswith(ZIP):
        return head.startswith(PICKLE) or path.suffix in ENDINGS
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.endswith(("/data.pkl", "/constants.pkl")) for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError, LookupError, NotImplementedError, OSError):
        return path.suffix in ENDINGS


def read_pytorch(path: Path) -> NamedArrays:
    """The arrays of a file: of the model, where a checkpoint has others, too. Raises Refusal."""
    if zipped := zipfile.is_zipfile(path) or _begins(path, ZIP):
        _check_archive(path)
    elif tarfile.is_tarfile(path):
        raise Refusal(
            "{path} is a tar archive, as PyTorch wrote before 2018; nothing in it is unpacked. Load it "
            "with the PyTorch of its time and save it again.",
            path=path,
        )
    loaded = _load(path, zipped)
    if not isinstance(loaded, Mapping):
        raise Refusal(
            "{path} holds a {kind}; only dictionaries of named tensors can be opened.",
            path=path,
            kind=type(loaded).__name__,
        )
    model, beside = _model(loaded)
    arrays = {
        name: StoredArray(tuple(tensor.shape), _dtype(tensor), partial(_numbers, name, tensor))
        for name, tensor in leaves(model)
        if _is_tensor(tensor)
    }
    return NamedArrays(NAME, arrays, beside)


def _begins(path: Path, with_bytes: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(with_bytes)) == with_bytes


def _check_archive(path: Path) -> None:
    """PyTorch packs nothing, so an archive holds no more than its own bytes."""
    names = entries(path)
    if any(name.endswith("/constants.pkl") for name in names):
        raise _unsafe(path, "TorchScript", "torch.jit.load({old!r}).state_dict()")


def _load(path: Path, mapped: bool) -> Any:
    """What PyTorch reads of a file without calling anything that stands in it."""
    with needed(NAME, COMMAND):
        import torch
    try:
        with system_errors(path), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of pickles that it may not know, which it then refuses
            return torch.load(path, map_location="cpu", weights_only=True, mmap=mapped or None)
    except Refusal:
        raise
    except pickle.UnpicklingError as error:
        if not mapped and not _begins(path, PICKLE):
            raise _not_saved(path) from error
        found = UNKNOWN.search(str(error))
        taken = '["state_dict"]' if path.suffix == ".ckpt" else ".state_dict()"
        loads = f"torch.load({{old!r}}, weights_only=False){taken}"
        raise _unsafe(path, found[1] if found else "pickle", loads) from error
    # whatever damaged bytes make of the reader
    except Exception as error:
        raise _not_saved(path) from error


def _not_saved(path: Path) -> Refusal:
    """The refusal of bytes that PyTorch makes nothing of: its own words are for those who call it."""
    return Refusal(
        "{path} is cut off or damaged, or nothing that {program} saved. Save the weights once more "
        "with these two lines, and copy the file whole:\n{command}",
        path=path,
        program="torch.save",
        command=f"import torch\ntorch.save(model.state_dict(), {path.name!r})",
    )


def _unsafe(path: Path, what: str, loads: str) -> Refusal:
    """The refusal of what only running a stranger's code could read, with the two lines that help."""
    new = f"{path.stem}-weights.pt"
    return Refusal(
        "{path} needs {what}, and to load that may run any code; nothing of it was run. If you trust "
        "where it comes from, save its weights alone with these two lines, and open {new}:\n{command}",
        path=path,
        what=what,
        new=new,
        command=f"weights = {loads.format(old=path.name)}\ntorch.save(weights, {new!r})",
    )


def _model(loaded: Mapping[Any, Any]) -> tuple[Mapping[Any, Any], dict[str, Any]]:
    """The part of a checkpoint that is the model's, and the plain values that stand beside it."""
    for key in MODELS:
        within = loaded.get(key)
        if isinstance(within, Mapping) and any(_is_tensor(one) for _, one in leaves(within)):
            beside = {str(name): plain(one) for name, one in loaded.items() if name != key}
            return within, {name: one for name, one in beside.items() if one is not None}
    model = {key: one for key, one in loaded.items() if not OPTIMIZERS.fullmatch(str(key))}
    beside = {str(key): plain(one) for key, one in model.items() if not _is_tensor(one)}
    return model, {name: one for name, one in beside.items() if one is not None}


def _is_tensor(value: Any) -> bool:
    """Whether it is one, without importing what cannot be there."""
    return hasattr(value, "untyped_storage") and hasattr(value, "is_quantized")


def _dtype(tensor: Any) -> str:
    """The type as NumPy would call it, in words that no float has where the numbers lie otherwise."""
    word = str(tensor.dtype).removeprefix("torch.")
    layout = str(tensor.layout).removeprefix("torch.")
    if layout != "strided" or tensor.is_quantized or str(tensor.device) != "cpu":
        return f"{layout} {word} on {tensor.device}"
    return word


def _numbers(name: str, tensor: Any) -> Array:
    """The numbers of a tensor as an array of its own, halves as float32."""
    word = _dtype(tensor)
    if word not in FLOATS:
        no_float(name, word)
    if tensor.numel() * tensor.element_size() > tensor.untyped_storage().nbytes():
        raise Refusal(
            "{name} claims to hold {count:,} numbers; the file has {held:,} bytes for them.",
            name=name,
            count=tensor.numel(),
            held=tensor.untyped_storage().nbytes(),
        )
    if word in ("float16", "bfloat16"):
        tensor = tensor.float()
    return np.array(tensor.detach().numpy())
