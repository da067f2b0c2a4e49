"""A zip of rnnviz's: members, and a manifest that has the digest of each.

Nothing is ever unpacked to a disk: what is read goes through memory, once its size is known. Networks
and curves are stored as they are, since packing makes numbers hardly smaller; texts are packed.
"""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO, TypeVar

import numpy as np
from pydantic import BaseModel, Field, ValidationError

from rnnviz.formats.archives import check_entries
from rnnviz.formats.refusals import system_errors
from rnnviz.formats.unpacking import check_growth
from rnnviz.nn.cells.base import Array
from rnnviz.nn.saved_arrays import unpack_arrays
from rnnviz.storage.tags import read_tags
from rnnviz.text.message import Message, Refusal
from rnnviz.text.written import one_line
from rnnviz.training.experiment import problems

FORMAT = "rnnviz export"
VERSION = 1  # of the format: a later one is refused by those that know this one
EXPERIMENT, LOOP, CURVE = "experiment", "loop", "curve"  # what a zip may hold
KINDS = (EXPERIMENT, LOOP, CURVE)
MOST_MEMBERS = 150_000  # a training with 256 networks and 400 moments has 103,000
MOST_MANIFEST = 24_000_000  # bytes, for as many
MOST_DOCUMENT = 32_000_000  # bytes of JSON: a training with 256 networks and 400 moments has 20 MB
MANIFEST = "manifest.json"
ALWAYS, MOST_GROWTH = 64_000_000, 8  # bytes, and times its own size, that packed members may have
LONGEST_NAME = 200  # letters of a name that is said
PIECE = 1 << 20  # bytes that are read at once
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

# what comes of damaged bytes
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
    *(ValueError, LookupError, OSError),
)
Document = TypeVar("Document", bound=BaseModel)


class Listed(BaseModel):
    """What a manifest says of a member."""

    size: int = Field(ge=0)  # bytes
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Manifest(BaseModel):
    """What a zip of rnnviz's says of itself."""

    format: str
    version: int = Field(ge=1)
    kind: str
    rnnviz: str = ""  # the version that has written it
    members: Annotated[dict[str, Listed], Field(max_length=MOST_MEMBERS)] = {}


class ArchiveWriter:
    """Writes members into a zip, and at the end the manifest that lists them."""

    def __init__(self, file: BinaryIO, kind: str, program: str) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)
        self._manifest = Manifest(format=FORMAT, version=VERSION, kind=kind, rnnviz=program)

    def add(self, name: str, data: bytes | str) -> None:
        """Add a member; a text is packed."""
        is_text = isinstance(data, str)
        written = data.encode() if isinstance(data, str) else data
        digest = hashlib.sha256(written).hexdigest()
        self._manifest.members[name] = Listed(size=len(written), sha256=digest)
        self._write(name, written, is_text)

    def close(self) -> None:
        """Write the manifest, and the zip's end."""
        self._write(MANIFEST, self._manifest.model_dump_json(indent=1).encode(), True)
        self._zip.close()

    def _write(self, name: str, data: bytes, packed: bool) -> None:
        # without a time: the same training is the same zip
        info = zipfile.ZipInfo(name)
        info.external_attr = 0o644 << 16
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        self._zip.writestr(info, data)


class OpenedArchive:
    """A zip of rnnviz's whose manifest has been read; `name` is what sentences call it."""

    def __init__(
        self, archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo], name: str
    ) -> None:
        self._archive, self._entries, self.name = archive, entries, name
        self.size = sum(one.file_size for one in entries.values())  # bytes of all members
        self.manifest = Manifest(format="", version=1, kind="")
        if MANIFEST not in entries:
            raise Refusal(
                "{path} was not exported by rnnviz: it has no {member}.", path=name, member=MANIFEST
            )
        self.manifest = self.document(MANIFEST, Manifest, MOST_MANIFEST)
        self._check_manifest()

    def _check_manifest(self) -> None:
        of = self.manifest
        if of.format != FORMAT:
            raise Refusal(
                "{path} was not exported by rnnviz: its format is {format!r}.",
                path=self.name,
                format=of.format,
            )
        if of.version > VERSION or of.kind not in KINDS:
            raise Refusal(
                "{path} is of format {version} with {kind!r}, and this rnnviz knows formats up to "
                "{known}: use the newer rnnviz that wrote it.",
                path=self.name,
                version=of.version,
                kind=of.kind,
                known=VERSION,
            )
        for member, listed in of.members.items():
            self._refuse_missing(member)
            if self._entries[member].file_size != listed.size:
                self._refuse_other(member)

    def check(self) -> None:
        """Raise Refusal for a member that is not what was exported."""
        for member, listed in self.manifest.members.items():
            digest = hashlib.sha256()
            with self._readable(member), self._archive.open(self._entries[member]) as file:
                while piece := file.read(PIECE):
                    digest.update(piece)
            if digest.hexdigest() != listed.sha256:
                self._refuse_other(member)

    def read(self, member: str) -> bytes:
        """All of a member; raises Refusal where it is missing or damaged."""
        self._refuse_missing(member)
        with self._readable(member), self._archive.open(self._entries[member]) as file:
            return file.read(self._entries[member].file_size)

    def document(self, member: str, kind: type[Document], most: int = MOST_DOCUMENT) -> Document:
        """A member of JSON of at most so many bytes, read as what it has to be; raises Refusal, which
        says where it is not."""
        self._refuse_missing(member)
        if (size := self._entries[member].file_size) > most:
            raise self.damaged(
                member,
                Message(
                    "it has {size:,} bytes, and allowed are up to {most:,}",
                    size=size,
                    most=most,
                ),
            )
        text = self.read(member)
        try:
            return kind.model_validate_json(text)
        except ValidationError as error:
            said = problems(error, kind, Message.plain(member))[0]
            raise self.damaged(member, said) from error

    def tags(self, member: str, told: Sequence[str]) -> tuple[str, ...]:
        """The tags that a member names, as they are stored; raises Refusal for too many."""
        try:
            return read_tags(told)
        except Refusal as problem:
            raise self.damaged(member, problem.message) from problem

    def points(self, member: str, most: int) -> Array:
        """A member's curve of at most so many points, `(2, n)`; raises Refusal for what is none: its
        first row has to rise, or stay."""
        try:
            _said, arrays = unpack_arrays(self.read(member), "rows")
        except ValueError as error:
            raise self.damaged(member, Refusal.of(error).message) from error
        points = arrays.get("points", np.empty(0))
        fits = points.ndim == 2 and len(points) == 2 and 0 < points.shape[1] <= most
        if not fits or points.dtype != np.float64 or not _is_rising(points[0]):
            raise self.damaged(
                member, Message("it has no curve, or more than {most:,} points", most=most)
            )
        return points

    def damaged(self, member: str, said: Message) -> Refusal:
        """That a member makes no sense, and why."""
        return Refusal(
            "{path}: {member} is damaged: {error:clause}.",
            path=self.name,
            member=_called(member),
            error=said,
        )

    @contextmanager
    def named(self) -> Iterator[None]:
        """What is refused within is more than may be here: the sentence names the file, too."""
        try:
            yield
        except Refusal as problem:
            raise Refusal(
                "{path} is not opened here: {error:clause}.", path=self.name, error=problem.message
            ) from problem

    def __contains__(self, member: str) -> bool:
        return member in self.manifest.members and member in self._entries

    @contextmanager
    def _readable(self, member: str) -> Iterator[None]:
        try:
            yield
        except Refusal:
            raise
        except BROKEN as error:
            raise self.damaged(member, Message.plain(_first_line(error))) from error

    def _refuse_missing(self, member: str) -> None:
        if member not in self._entries:
            raise Refusal("{path}: {member} is missing.", path=self.name, member=_called(member))

    def _refuse_other(self, member: str) -> None:
        raise Refusal(
            "{path}: {member} is not what was exported: its digest is another one.",
            path=self.name,
            member=_called(member),
        )


@contextmanager
def opened(data: bytes | Path, name: str) -> Iterator[OpenedArchive]:
    """A zip of rnnviz's, whose entries have been looked at before anything is read of them; `name` is
    what sentences call it. Raises Refusal for any other file."""
    called = Path(name)
    with system_errors(called):
        file: BinaryIO = io.BytesIO(data) if isinstance(data, bytes) else data.open("rb")
        size = len(data) if isinstance(data, bytes) else data.stat().st_size
    with file:
        try:
            archive = zipfile.ZipFile(file)
        except BROKEN as error:
            raise Refusal(
                "{path} is no zip, or is cut off: {error}.", path=name, error=_first_line(error)
            ) from error
        with archive:
            found = archive.infolist()
            check_entries(called, found, size, max(ALWAYS, MOST_GROWTH * size), MOST_MEMBERS)
            _check_each(called, found)
            yield OpenedArchive(archive, {one.filename: one for one in found}, name)


def _check_each(path: Path, found: list[zipfile.ZipInfo]) -> None:
    names: set[str] = set()
    for one in found:
        check_growth(path, _called(one.filename), one.file_size, one.compress_size)
        if one.filename in names:
            raise Refusal("{path} has the entry {name} twice.", path=path, name=_called(one.filename))
        if one.compress_type not in METHODS or one.flag_bits & 1:
            raise Refusal(
                "{path}: {member} is packed or locked in a way that rnnviz does not write.",
                path=path,
                member=_called(one.filename),
            )
        names.add(one.filename)


def _is_rising(steps: Array) -> bool:
    return bool(np.isfinite(steps).all() and (np.diff(steps) >= 0).all())


def _first_line(error: Exception) -> str:
    return _called((str(error).strip() or type(error).__name__).splitlines()[0].rstrip("."))


def _called(name: str) -> str:
    """A name from a file as a sentence has it: short, and without what a terminal obeys."""
    return one_line(name, LONGEST_NAME) or "?"
