"""Files that a reader has uploaded, looked at as a network: for as long as that takes they lie in a
folder of their own, under their own names and nothing of a path."""

import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rnnviz.formats.registry import read_named_arrays
from rnnviz.nn.network import Network
from rnnviz.nn.opened.found import Found
from rnnviz.nn.opened.opened import look
from rnnviz.storage import datasets
from rnnviz.text.message import Message, Refusal

WEIGHTS = frozenset((".safetensors", ".pt", ".pth", ".ckpt", ".bin", ".onnx", ".keras", ".h5", ".hdf5"))
CONFIG, INDEX = "config.json", ".index.json"  # what tells that files are one folder of Hugging Face
MOST_FILES = 20
FOLDER = "…"  # what the folder of several files is called


@dataclass(frozen=True)
class Uploaded:
    """A file as the browser sent it."""

    name: str
    data: bytes


def look_at(files: Sequence[Uploaded], choices: Mapping[str, Any]) -> Found:
    """What the files have, and what of it the choices would open; raises Refusal."""
    with _in_a_folder(files) as (path, beside):
        return look(read_named_arrays(path), **_with(choices, beside))


def network_of(files: Sequence[Uploaded], choices: Mapping[str, Any]) -> Network:
    """The network that the choices open; raises Refusal."""
    with _in_a_folder(files) as (path, beside):
        return Network.open(path, **_with(choices, beside))


def name_of(files: Sequence[Uploaded]) -> str:
    """What a network from these files is called."""
    weights = [file for file in files if _suffix(file) in WEIGHTS]
    return _plain((weights or files)[0].name)


def _with(choices: Mapping[str, Any], vocabulary: Path | None) -> dict[str, Any]:
    asked = {name: choice for name, choice in choices.items() if choice not in (None, "")}
    return asked if vocabulary is None else {"vocabulary": vocabulary} | asked


@contextmanager
def _in_a_folder(files: Sequence[Uploaded]) -> Iterator[tuple[Path, Path | None]]:
    """The path that is opened, and of what lies beside it the vocabulary, if it is one."""
    _check(files)
    parent = datasets.folder()
    parent.mkdir(parents=True, exist_ok=True)
    # within the data directory, so that nothing is written outside of it
    with tempfile.TemporaryDirectory(prefix="opened.", dir=parent) as made:
        folder = Path(made)
        for file in files:
            (folder / _plain(file.name)).write_bytes(file.data)
        with _without(folder):
            yield _chosen(folder, files)


def _chosen(folder: Path, files: Sequence[Uploaded]) -> tuple[Path, Path | None]:
    weights = [file for file in files if _suffix(file) in WEIGHTS]
    is_one = any(file.name == CONFIG or file.name.endswith(INDEX) for file in files)
    if is_one or (len(weights) != 1 and len(files) > 1):
        return folder, None
    (chosen,) = weights or files
    beside = [file for file in files if file is not chosen]
    return folder / _plain(chosen.name), folder / _plain(beside[0].name) if beside else None


@contextmanager
def _without(folder: Path) -> Iterator[None]:
    """What is refused is said of files as the reader knows them, without where they lie here."""
    try:
        yield
    except Refusal as problem:
        said = problem.message.to_data()
        raise Refusal(Message.from_data(_bare(said, str(folder)))) from None


def _bare(data: Any, folder: str) -> Any:
    if isinstance(data, dict):
        return {name: _bare(value, folder) for name, value in data.items()}
    if isinstance(data, list):
        return [_bare(value, folder) for value in data]
    if data == folder:
        return FOLDER
    return data.replace(f"{folder}{os.sep}", "") if isinstance(data, str) else data


def _check(files: Sequence[Uploaded]) -> None:
    if not 1 <= len(files) <= MOST_FILES:
        raise Refusal(
            "There are {count:,} files; allowed are 1 to {most}.", count=len(files), most=MOST_FILES
        )
    names = [_plain(file.name) for file in files]
    if len(set(names)) != len(names):
        raise Refusal("Two of the files have the same name.")


def _plain(name: str) -> str:
    """The name alone, whatever path a browser may have sent."""
    found = re.split(r"[/\\:]", name)[-1].replace("\0", "")
    return found if found.strip(". ") else "file"


def _suffix(file: Uploaded) -> str:
    return Path(file.name).suffix.lower()
