"""Arrays in an HDF5 file, the one place that imports h5py.

A file decides neither which other files are read nor how much memory it takes.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from rnnviz.formats.arrays import Array, StoredArray
from rnnviz.formats.floats import from_bfloat16
from rnnviz.formats.packages import needed
from rnnviz.formats.refusals import damaged
from rnnviz.formats.unpacking import check_growth
from rnnviz.text.message import Refusal

HEAD = b"\x89HDF\r\n\x1a\n"
COMMAND = "pip install 'h5py>=3.16,<4'"
MOST_TEXT = 64_000_000  # bytes of one attribute

Source = Path | bytes  # a file, or what one holds


def read_hdf5(source: Source, path: Path) -> dict[str, StoredArray]:
    """Every array of numbers in an HDF5 file by its place, such as "layers/lstm/cell/vars/0".

    Only hard links are followed, and what stands in other files is refused. Raises Refusal, which names
    the `path` that people know.
    """
    found: dict[str, StoredArray] = {}
    with _opened(source, path) as file:
        # goes over everything once, also where groups hold each other
        file.visititems(lambda name, held: _note(found, source, path, name, held))
    return found


def read_text(source: Source, path: Path, name: str) -> str | None:
    """An attribute of the whole file that is text, None if it has none of this name. Raises Refusal."""
    with _opened(source, path) as file:
        if name not in file.attrs:
            return None
        size = file.attrs.get_id(name).dtype.itemsize
        value = file.attrs[name] if size <= MOST_TEXT else None
        return value.decode("utf-8") if isinstance(value, bytes) else str(value)


@contextmanager
def _opened(source: Source, path: Path) -> Iterator[Any]:
    with needed("h5py", COMMAND):
        import h5py
    try:
        with h5py.File(source if isinstance(source, Path) else io.BytesIO(source), "r") as file:
            yield file
    except Refusal:
        raise
    # whatever h5py makes of damage in a file
    except (OSError, RuntimeError, LookupError, TypeError, ValueError, MemoryError) as error:
        damaged(path, error)


def _note(
    found: dict[str, StoredArray], source: Source, path: Path, place: str | bytes, held: Any
) -> None:
    """Enter what stands at a place, if it is an array of numbers."""
    # a name that is no UTF-8 comes as bytes
    name = place if isinstance(place, str) else place.decode("utf-8", "replace")
    shape = getattr(held, "shape", None)
    if shape is None:  # a group, a type, or an array without anything
        return
    dtype = held.dtype
    half = dtype.kind == "V" and dtype.itemsize == 2  # as Keras stores bfloat16
    if dtype.kind not in "fiu" and not half:
        return
    if held.external or held.is_virtual:
        raise Refusal(
            "{path}: the array {name} stands in another file, which is not read.", path=path, name=name
        )
    check_growth(path, name, held.nbytes, held.id.get_storage_size())

    def read() -> Array:
        with _opened(source, path) as file:
            array = file[place][()]
        return from_bfloat16(array) if half else np.asarray(array)

    found[name] = StoredArray(shape, "bfloat16" if half else str(dtype), read)
