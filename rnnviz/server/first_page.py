"""What a new browser is sent first: Streamlit's page and styles, without fonts that no theme of ours
uses, with a smaller one of icons, and with word of the modules that the first picture will need.

A browser learns of these modules only step by step, each from the one before; over a slow line the
steps take longer than the files.
"""

import gzip
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from html import escape
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FONT_PRELOAD = re.compile(r"<link\b[^>]*\bas=\"font\"[^>]*>\s*")
# Streamlit's own fonts of text; those of icons and of formulas stay
TEXT_FONTS = re.compile(r"@font-face\s*\{\s*font-family:\s*[\"']?Source [^}]*\}")
STYLES = re.compile(r"(<link rel=\"stylesheet\"[^>]* href=\"[^\"?]+\.css)(?=\")")
IMPORTED = re.compile(r"(?:from|import)\s*[\"']\./([^\"'/]+\.js)[\"']")
# what Streamlit waits for before it opens its socket, and asks for when its scripts are there
BEFORE_SOCKET = ("./_stcore/health", "./_stcore/host-config")
# what is answered here alone: whether the browser has this page, and how it is packed
ANSWERED_HERE = (b"if-none-match", b"if-modified-since", b"accept-encoding")


def first_page(page: str, modules: Sequence[str], styles: str) -> str:
    """Streamlit's page, loading no font before it is used and naming further `modules`, by their
    addresses, after its own; `styles` is the version of what has become of its styles."""
    asked = "".join(
        f'<link rel="preload" as="fetch" crossorigin href="{address}">\n' for address in BEFORE_SOCKET
    )
    named = (address for address in modules if f'"{address}"' not in page)
    links = "".join(
        f'<link rel="modulepreload" crossorigin fetchpriority="low" href="{escape(address)}">\n'
        for address in named
    )
    page = STYLES.sub(rf"\g<1>?v={styles}", page)
    return FONT_PRELOAD.sub("", page).replace("</head>", f"{asked}{links}</head>", 1)


def without_text_fonts(file: Path, content: bytes) -> bytes:
    """A file as it is delivered: of styles, those that name Streamlit's fonts of text are left out."""
    if file.suffix != ".css":
        return content
    return TEXT_FONTS.sub("", content.decode()).encode()


def with_other_fonts(file: Path, content: bytes, fonts: Mapping[str, str]) -> bytes:
    """The same, where fonts that are called so are taken from other addresses."""
    content = without_text_fonts(file, content)
    if file.suffix == ".css":
        for name, address in fonts.items():
            content = content.replace(f"../media/{name}".encode(), address.encode())
    return content


def with_imported(folder: Path, names: Sequence[str]) -> list[str]:
    """The modules in a folder that are called so, or so before the digest in their names, and all that
    they import from beside themselves, each once; what is not there is passed over."""
    found: dict[str, None] = {}
    files = (
        file for name in names for ending in (".js", ".*.js") for file in folder.glob(name + ending)
    )
    waiting = [file.name for file in files]
    while waiting:
        name = waiting.pop(0)
        if name not in found and (folder / name).is_file():
            found[name] = None
            waiting += IMPORTED.findall((folder / name).read_text("utf-8"))
    return list(found)


class FirstPage:
    """Middleware that sends one page `instead` of another, which is known by its content."""

    def __init__(self, app: ASGIApp, page: str, instead: str) -> None:
        self.app = app
        self.page = page.encode()
        self._plain = instead.encode()
        self._packed = gzip.compress(self._plain, 9, mtime=0)
        self._tag = f'"{sha256(self._plain).hexdigest()[:32]}"'

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = Headers(scope=scope) if scope["type"] == "http" else Headers()
        if scope.get("method") != "GET" or "text/html" not in asked.get("accept", ""):
            await self.app(scope, receive, send)
            return
        kept = [pair for pair in scope["headers"] if pair[0].lower() not in ANSWERED_HERE]
        start: Message | None = None
        body = b""

        async def send_instead(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and self._may_be_it(message):
                start = message
                return
            if start is None or message["type"] != "http.response.body":
                await send(message)
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            if body == self.page:
                body = self._answer(start, asked)
            await send(start)
            await send({"type": "http.response.body", "body": body})

        await self.app({**scope, "headers": kept}, receive, send_instead)

    def _may_be_it(self, start: Message) -> bool:
        length = Headers(raw=start["headers"]).get("content-length")
        return start["status"] == 200 and length == str(len(self.page))

    def _answer(self, start: Message, asked: Headers) -> bytes:
        """The body of the answer whose start is changed into the page's own."""
        headers = MutableHeaders(scope=start)
        headers["ETag"] = self._tag
        headers["Vary"] = "Accept-Encoding"
        del headers["Last-Modified"]
        if self._tag in asked.get("if-none-match", ""):
            start["status"] = 304
            del headers["Content-Length"]
            return b""
        body = self._plain
        if "gzip" in asked.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = self._packed
        headers["Content-Length"] = str(len(body))
        return body
