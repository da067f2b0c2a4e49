"""Arrays in safetensors files, and what such a file says of itself."""

import json
from pathlib import Path

from rnnviz.nn.cells.base import Array
from rnnviz.text.message import Refusal

# what comes of reading anything
UNREADABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def read_arrays(path: str | Path, name: str) -> tuple[str | None, dict[str, Array]]:
    """What a safetensors file says of itself under a name, and its arrays; those of others, which say
    nothing there, are not read. Raises ValueError, a sentence, for any other file."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(path), framework="numpy") as file:
            described = (file.metadata() or {}).get(name)
            names = [] if described is None else file.keys()
            return described, {array: file.get_tensor(array) for array in names}
    except OSError as error:
        raise Refusal(
            "{path} cannot be read: {strerror}.", path=path, strerror=error.strerror or str(error)
        ) from error
    except SafetensorError as error:
        raise Refusal("{path} is no safetensors file: {error}.", path=path, error=error) from error
    # of types that NumPy has not, such as BF16, or with names that are no text
    except UNREADABLE as error:
        raise Refusal(
            "{path} holds arrays that cannot be read: {error}.", path=path, error=error
        ) from error


def unpack_arrays(data: bytes, name: str) -> tuple[str | None, dict[str, Array]]:
    """The same of a file's bytes; raises ValueError, a sentence, for any others."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        arrays = load(data)
        # safetensors reads this from files only: a length of 8 bytes, then JSON
        header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
        return header.get("__metadata__", {}).get(name), arrays
    except (SafetensorError, *UNREADABLE) as error:
        raise Refusal("These are no arrays that can be read: {error}.", error=str(error)) from error
