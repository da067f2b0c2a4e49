"""What several readers refuse in the same words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from rnnviz.text.message import Refusal


@contextmanager
def system_errors(path: Path) -> Iterator[None]:
    """Around what asks the operating system for a file: its errors as a sentence. Raises Refusal."""
    try:
        yield
    except OSError as error:
        raise Refusal(
            "{path} cannot be read: {strerror}.", path=path, strerror=error.strerror or str(error)
        ) from error


def damaged(path: Path, error: Exception) -> NoReturn:
    """Refuse a file whose bytes make no sense, with the first line of why not."""
    said = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
    raise Refusal("{path} is cut off or damaged: {error}.", path=path, error=said) from error


def no_float(name: str, dtype: str) -> NoReturn:
    """Refuse an array of a type that no network is computed in."""
    raise Refusal(
        "{name} is {dtype}; allowed are float16, bfloat16, float32 and float64.", name=name, dtype=dtype
    )
