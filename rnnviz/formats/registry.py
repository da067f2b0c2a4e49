"""Which reader opens which file: told by the first bytes, not by the name."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rnnviz.formats.arrays import NamedArrays
from rnnviz.formats.folder import NAME as HUGGING_FACE
from rnnviz.formats.folder import is_folder, read_folder
from rnnviz.formats.keras import NAME as KERAS
from rnnviz.formats.keras import is_keras, read_keras
from rnnviz.formats.onnx import NAME as ONNX
from rnnviz.formats.onnx import is_onnx, read_onnx
from rnnviz.formats.pytorch import NAME as PYTORCH
from rnnviz.formats.pytorch import is_pytorch, read_pytorch
from rnnviz.formats.refusals import system_errors
from rnnviz.formats.safetensors import NAME as SAFETENSORS
from rnnviz.formats.safetensors import is_safetensors, read_safetensors
from rnnviz.text.message import Refusal

HEAD = 16  # bytes by which a file is known
POINTER = b"version https://git-lfs."
LONGEST_NAME = 1000  # characters


@dataclass(frozen=True)
class Format:
    """One kind of file: what it is called, how it is known, and how it is read."""

    name: str  # a proper name
    knows: Callable[[Path, bytes], bool]  # by the path and the first bytes, b"" for a folder
    read: Callable[[Path], NamedArrays]  # raises Refusal


# in this order they are asked whether they know a file
FORMATS: tuple[Format, ...] = (
    Format(SAFETENSORS, is_safetensors, read_safetensors),
    Format(HUGGING_FACE, is_folder, read_folder),
    Format(PYTORCH, is_pytorch, read_pytorch),
    Format(ONNX, is_onnx, read_onnx),
    Format(KERAS, is_keras, read_keras),
)


def read_named_arrays(path: str | Path, formats: tuple[Format, ...] | None = None) -> NamedArrays:
    """The arrays of a file or folder of any of the formats: the sizes of all are known, and
    none is read yet. Raises Refusal."""
    path, formats = Path(path), FORMATS if formats is None else formats
    head = b"" if path.is_dir() else first_bytes(path)
    for one in formats:
        if one.knows(path, head):
            found = one.read(path)
            _check_names(path, found)
            return found
    raise Refusal(
        "{path} is of no kind that can be opened; allowed are {names}.",
        path=path,
        names=[one.name for one in formats],
    )


def _check_names(path: Path, found: NamedArrays) -> None:
    """Raises Refusal for a name that nobody could read."""
    longest = max(map(len, (*found.arrays, *found.told)), default=0)
    if longest > LONGEST_NAME:
        raise Refusal(
            "{path} has an array whose name has {count:,} characters; allowed are up to {most:,}.",
            path=path,
            count=longest,
            most=LONGEST_NAME,
        )


def first_bytes(path: Path, count: int = HEAD) -> bytes:
    """How a file begins. Raises Refusal for one that is empty, no file, or no more than a note of Git's
    of where the file itself lies."""
    with system_errors(path):
        if path.exists() and not path.is_file():  # a pipe or a device: reading may never end
            raise Refusal("{path} is no file.", path=path)
        with path.open("rb") as file:
            head = file.read(max(count, len(POINTER)))
    if not head:
        raise Refusal("{path} is empty.", path=path)
    if head.startswith(POINTER):
        raise Refusal(
            "{path} is only a pointer of {program}; “{command}” brings the file itself.",
            path=path,
            program="Git LFS",
            command="git lfs pull",
        )
    return head[:count]
