"""Zip archives of strangers: looked at before anything in them is read, never unpacked to a disk."""

import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath

from rnnviz.formats.refusals import damaged, system_errors
from rnnviz.text.message import Refusal
from rnnviz.text.written import one_line

ZIP = b"PK\x03\x04"
MOST_ENTRIES = 100_000
LONGEST_NAME = 200  # letters of a name that is said


def entries(path: Path, compressed: int = 0) -> dict[str, zipfile.ZipInfo]:
    """What is in a zip archive, by name; entries that are packed may hold `compressed` bytes in all.

    Raises Refusal for a damaged archive, a path that leads out of it, and more than it may hold.
    """
    try:
        with system_errors(path), zipfile.ZipFile(path) as archive:
            found = archive.infolist()
    except Refusal:
        raise
    # what comes of damaged bytes
    except (zipfile.BadZipFile, ValueError, LookupError, NotImplementedError) as error:
        damaged(path, error)
    check_entries(path, found, path.stat().st_size, compressed)
    return {one.filename: one for one in found}


def check_entries(
    path: Path,
    found: Sequence[zipfile.ZipInfo],
    size: int,
    compressed: int = 0,
    most: int | None = None,
) -> None:
    """Refuse the entries of an archive of so many bytes that are more than `most`, the usual number if
    None, whose paths lead out of it, or that claim to hold more than it has, or, where they are packed,
    more than `compressed` bytes."""
    most = MOST_ENTRIES if most is None else most
    if len(found) > most:
        raise Refusal(
            "{path} has {count:,} entries; allowed are up to {most:,}.",
            path=path,
            count=len(found),
            most=most,
        )
    if outside := [one.filename for one in found if leads_out(one.filename)]:
        raise Refusal(
            "{path} has an entry whose path leads out of the archive: {name}. Nothing was read.",
            path=path,
            name=one_line(outside[0], LONGEST_NAME),
        )
    _check_sizes(path, found, size, compressed)


def leads_out(name: str) -> bool:
    """Whether a path within an archive or a folder leads out of it, on whichever system."""
    windows = PureWindowsPath(name)
    return bool(
        windows.drive or windows.root or PurePosixPath(name).is_absolute() or ".." in windows.parts
    )


def _check_sizes(path: Path, found: Sequence[zipfile.ZipInfo], size: int, compressed: int) -> None:
    """Refuse entries that claim to hold more than the file has, or more than packed ones may."""
    claims = {True: 0, False: 0}
    for one in found:
        claims[one.compress_type == zipfile.ZIP_STORED] += one.file_size
    for stored, most in ((True, size), (False, compressed)):
        if claims[stored] > most:
            raise Refusal(
                "{path} claims to hold {claimed:,} bytes; allowed here are up to {most:,}.",
                path=path,
                claimed=claims[stored],
                most=most,
            )
