"""Whether a disk has the room for what is to be written: asked before it begins."""

import shutil
from pathlib import Path

from rnnviz.text.message import Refusal

MEGABYTE = 1e6
SPARE = 20 * MEGABYTE  # bytes that are left free


def refuse_full_disk(path: Path, size: int) -> None:
    """Raise Refusal, a sentence, if a file of so many bytes would exceed the disk that it lies on."""
    folder = path.absolute().parent
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise Refusal(
            "{path} cannot be used: {strerror}.", path=folder, strerror=error.strerror or str(error)
        ) from error
    if size + SPARE > free:
        raise Refusal(
            "{path} would take {size:,.1f} MB, and {free:,.1f} MB are free there. Nothing was written; "
            "free some space, or name a file on another disk.",
            path=path,
            size=size / MEGABYTE,
            free=free / MEGABYTE,
        )
