"""Files are packed once for all browsers; whatever else is asked for goes on to the app."""

import asyncio
import gzip
import os

import brotli
import pytest

from rnnviz.server.packed_files import PACKERS, PackedFiles

TEXT = b"// a script\n" * 500


@pytest.fixture
def folder(tmp_path):
    there = tmp_path / "static"
    there.mkdir()
    (there / "draw.js").write_bytes(TEXT)
    (there / "index.DormvYxC.js").write_bytes(TEXT)
    (there / "font.woff2").write_bytes(TEXT)
    (tmp_path / "secret.js").write_bytes(b"secret")
    return there


async def _app(scope, receive, send):
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b"the app's"})


def ask(packed, path, query="v=1", method="GET", **headers):
    """Status, headers and body of an answer."""
    return asyncio.run(_ask(packed, path, query, method, headers))


async def _ask(packed, path, query, method, headers):
    sent = []
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [
            (name.replace("_", "-").encode(), value.encode())
            for name, value in ({"accept_encoding": "gzip, deflate"} | headers).items()
        ],
    }

    async def send(message):
        sent.append(message)

    await packed(scope, None, send)
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], found, b"".join(part.get("body", b"") for part in sent[1:])


@pytest.fixture
def packed(folder):
    return PackedFiles(_app, {"/app/static/": folder, "/static/": folder})


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/app/static/draw.js", "v=1"),
        ("/app/static/@0123456789ab/draw.js", ""),
        ("/static/index.DormvYxC.js", ""),
    ],
)
def test_a_file_comes_packed_and_is_kept_by_the_browser(packed, path, query):
    status, headers, body = ask(packed, path, query)
    assert (status, gzip.decompress(body)) == (200, TEXT)
    assert headers["content-encoding"] == "gzip"
    assert "immutable" in headers["cache-control"]
    assert headers["content-type"].startswith("text/javascript")
    assert int(headers["content-length"]) == len(body) < len(TEXT) / 10


@pytest.mark.parametrize(
    ("accepts", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, GZIP", "br"),
        ("br;q=0, gzip;q=0.8", "gzip"),
        ("gzip", "gzip"),
    ],
)
def test_a_browser_gets_the_best_that_it_takes(packed, accepts, coding):
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}[coding]
    _, headers, body = ask(packed, "/static/index.DormvYxC.js", accept_encoding=accepts)
    assert (headers["content-encoding"], unpack(body)) == (coding, TEXT)
    assert headers["vary"] == "Accept-Encoding" and int(headers["content-length"]) == len(body)


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/app/static/draw.js", {"query": ""}),  # it would be kept when it has changed
        ("/app/static/draw.js", {"accept_encoding": "identity"}),
        ("/app/static/draw.js", {"accept_encoding": "gzip;q=0, brr"}),
        ("/app/static/draw.js", {"range": "bytes=0-9"}),
        ("/app/static/draw.js", {"method": "POST"}),
        ("/app/static/font.woff2", {}),
        ("/app/static/missing.js", {}),
        ("/app/static/../secret.js", {}),
        ("/app/static//etc/passwd.js", {}),
        ("/elsewhere/draw.js", {}),
    ],
)
def test_all_else_goes_on_to_the_app(packed, path, asked):
    assert ask(packed, path, **asked) == (299, {}, b"the app's")


def test_the_app_is_asked_for_the_file_whatever_its_version(folder):
    asked = []

    async def app(scope, receive, send):
        asked.append(scope["path"])
        await _app(scope, receive, send)

    packed = PackedFiles(app, {"/app/static/": folder})
    for path in ("/app/static/@0123456789ab/draw.js", "/app/static/@x/draw.js", "/@01/draw.js"):
        assert ask(packed, path, accept_encoding="identity")[0] == 299
    assert asked == ["/app/static/draw.js", "/app/static/@x/draw.js", "/@01/draw.js"]


def test_it_is_packed_once_for_all_who_come_together(packed, monkeypatch):
    count = []
    gzipped = PACKERS["gzip"]
    monkeypatch.setitem(PACKERS, "gzip", lambda file: count.append(file) or gzipped(file))

    async def together():
        asked = [_ask(packed, "/app/static/draw.js", "v=1", "GET", {}) for _ in range(20)]
        return await asyncio.gather(*asked)

    assert {body for _, _, body in asyncio.run(together())} == {gzip.compress(TEXT, 9, mtime=0)}
    assert len(count) == 1


def test_a_changed_file_is_packed_anew(packed, folder):
    ask(packed, "/app/static/draw.js")
    (folder / "draw.js").write_bytes(b"new")
    os.utime(folder / "draw.js", (1, 1))
    assert gzip.decompress(ask(packed, "/app/static/draw.js")[2]) == b"new"


def test_what_is_packed_is_what_was_made_of_the_file(folder):
    def edit(file, content):
        return content.replace(b"script", file.stem.encode())

    packed = PackedFiles(_app, {"/static/": folder}, edit)
    _, _, body = ask(packed, "/static/draw.js")
    assert gzip.decompress(body) == TEXT.replace(b"script", b"draw")
