"""The files that every browser fetches before it shows anything, packed once for all of them.

Streamlit sends its own scripts as they are, and packs ours anew for each browser: a class of two
hundred phones that comes in together would wait for both. Brotli packs closer than gzip in less time;
browsers take it over HTTPS and from their own machine.
"""

import asyncio
import gzip
import mimetypes
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import brotli
from starlette.datastructures import Headers, QueryParams
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

KINDS = (".js", ".css", ".svg")  # fonts and pictures are packed already
FOREVER = "public, max-age=31536000, immutable"  # the address of a changed file is another one
REFUSED = {"q=0", "q=0.0", "q=0.00", "q=0.000"}
# stands before the name of a module, so that the modules it imports from beside itself have it, too
VERSION = re.compile(r"@[0-9a-f]+/")

# each file is packed once; Brotli's 11 would take 10 % off what its 5 makes, in 60 times the time
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=5),
    "gzip": lambda content: gzip.compress(content, 9, mtime=0),
}


class PackedFiles:
    """Middleware that answers for the files in some folders, by the beginnings of their addresses; all
    else goes on to the app. `edit` makes of a file's content what is sent."""

    def __init__(
        self,
        app: ASGIApp,
        folders: Mapping[str, Path],
        edit: Callable[[Path, bytes], bytes] = lambda file, content: content,
    ) -> None:
        self.app = app
        self.edit = edit
        self.folders = {prefix: folder.resolve() for prefix, folder in folders.items()}
        self._packed: dict[tuple[str, Path, float], asyncio.Task[bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope, versioned = self._without_version(scope)
        file = self._asked(scope, versioned)
        if file is None:
            await self.app(scope, receive, send)
            return
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        coding = next(name for name in PACKERS if name in accepted(Headers(scope=scope)))
        headers = {"Content-Encoding": coding, "Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
        answer = Response(await self._pack(file, coding), media_type=kind, headers=headers)
        await answer(scope, receive, send)

    def _without_version(self, scope: Scope) -> tuple[Scope, bool]:
        """A request for the file itself, and whether its address had a version before the name."""
        for prefix in self.folders if scope["type"] == "http" else ():
            rest = scope["path"].removeprefix(prefix)
            if rest != scope["path"] and (found := VERSION.match(rest)):
                return {**scope, "path": prefix + rest[found.end() :]}, True
        return scope, False

    def _asked(self, scope: Scope, versioned: bool) -> Path | None:
        """The file that a request is for, if it can be had packed and its address is that of one
        version of it."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return None
        path: str = scope["path"]
        headers = Headers(scope=scope)
        if not path.endswith(KINDS) or not accepted(headers) & PACKERS.keys():
            return None
        if "range" in headers:
            return None
        for prefix, folder in self.folders.items():
            if path.startswith(prefix):
                try:
                    file = (folder / path.removeprefix(prefix)).resolve()
                    there = file.is_relative_to(folder) and file.is_file()
                except (OSError, ValueError):  # no file can have that name
                    return None
                query = QueryParams(scope["query_string"])
                named = versioned or "v" in query or "." in file.stem
                return file if named and there else None
        return None

    async def _pack(self, file: Path, coding: str) -> bytes:
        """A file, packed; who asks while it is being packed waits for the same."""
        key = coding, file, file.stat().st_mtime
        if key not in self._packed:
            packing = asyncio.to_thread(self._packed_anew, file, coding)
            self._packed[key] = asyncio.create_task(packing)
        try:
            return await asyncio.shield(self._packed[key])
        except OSError:
            self._packed.pop(key, None)  # the next one tries again
            raise

    def _packed_anew(self, file: Path, coding: str) -> bytes:
        return PACKERS[coding](self.edit(file, file.read_bytes()))


def accepted(asked: Headers) -> set[str]:
    """The codings that a browser says it takes; what it says it does not (q=0) is not among them."""
    listed = (one.strip().lower().split(";") for one in asked.get("accept-encoding", "").split(","))
    return {name.strip() for name, *weight in listed if "".join(weight).strip() not in REFUSED}
