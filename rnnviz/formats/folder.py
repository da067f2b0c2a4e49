"""Folders as Hugging Face has them: `config.json`, and weights in one file or several with an index."""

import json
from pathlib import Path
from typing import Any

from rnnviz.formats.archives import leads_out
from rnnviz.formats.arrays import NamedArrays
from rnnviz.formats.pytorch import read_pytorch
from rnnviz.formats.refusals import damaged, system_errors
from rnnviz.formats.safetensors import read_safetensors
from rnnviz.formats.vocabulary import BESIDE
from rnnviz.text.message import Refusal

NAME = "Hugging Face"
CONFIG = "config.json"
MOST_BYTES = 50_000_000  # of a file of settings
# where the weights stand, the first that is there; PyTorch's pickles last
WEIGHTS = ("model.safetensors", "pytorch_model.bin")
READERS = {".safetensors": read_safetensors, ".bin": read_pytorch}


def is_folder(path: Path, head: bytes) -> bool:
    """Whether a path is a folder at all."""
    return path.is_dir()


def read_folder(path: Path) -> NamedArrays:
    """The arrays of all files of a folder. Raises Refusal.

    The metadata are its `config.json`, and under "beside" the files that may have its vocabulary.
    """
    found = [read_one(file) for file in _files(path)]
    config = _json(path / CONFIG) if (path / CONFIG).is_file() else {}
    arrays = {name: array for one in found for name, array in one.arrays.items()}
    metadata = {**(found[0].metadata if len(found) == 1 else {}), **config}
    beside = [str(path / name) for name in BESIDE if (path / name).is_file()]
    return NamedArrays(NAME, arrays, metadata | ({"beside": beside} if beside else {}))


def read_one(path: Path) -> NamedArrays:
    """The arrays of one of the files. Raises Refusal."""
    return READERS[path.suffix](path)


def _files(path: Path) -> list[Path]:
    """The files with a folder's weights. Raises Refusal for none, or an index that leads out."""
    for name in WEIGHTS:
        if (path / name).is_file():
            return [path / name]
        if (index := path / f"{name}.index.json").is_file():
            return _indexed(path, index)
    if len(alone := sorted(path.glob("*.safetensors"))) == 1:
        return alone
    raise Refusal(
        "{path} has no weights that can be opened; allowed are model.safetensors or "
        "pytorch_model.bin, whole or in several files with an index.",
        path=path,
    )


def _indexed(path: Path, index: Path) -> list[Path]:
    """The files that an index names, all of which have to lie in the folder."""
    names = _json(index).get("weight_map")
    names = sorted({str(name) for name in names.values()}) if isinstance(names, dict) else []
    for name in names:
        if leads_out(name) or Path(name).suffix not in READERS:
            raise Refusal(
                "{path} names {name}; allowed are .safetensors and .bin files of its own folder.",
                path=index,
                name=name,
            )
    if not names:
        raise Refusal("{path} names no files.", path=index)
    return [path / name for name in names]


def _json(path: Path) -> dict[str, Any]:
    """The settings in a file. Raises Refusal."""
    with system_errors(path), path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    try:
        found = json.loads(data[:MOST_BYTES])
    except (ValueError, RecursionError) as error:
        damaged(path, error)
    return found if isinstance(found, dict) else {}
