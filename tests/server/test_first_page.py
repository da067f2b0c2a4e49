"""What a new browser is sent first, and that nothing else is taken for it."""

import asyncio
import gzip
import re

import pytest
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse

from rnnviz.server.first_page import (
    FirstPage,
    first_page,
    with_imported,
    with_other_fonts,
    without_text_fonts,
)
from rnnviz.server.page_headers import content_policy
from rnnviz.ui.session.streamlit_server import DELIVERED, FIRST_ELEMENTS, ICONS, delivered_page

PAGE = "<html><head><script>a()</script></head><body></body></html>"
OURS = "<html>ours</html>"


def ask(app, method="GET", **headers):
    """Status, headers and body of an answer."""
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        await asyncio.Event().wait()  # nothing more comes

    asked = {"accept": "text/html,*/*;q=0.8"} | headers
    scope = {
        "type": "http",
        "method": method,
        "path": "/backpropagate",
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in asked.items()],
    }
    asyncio.run(FirstPage(app, PAGE, OURS)(scope, receive, send))
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], found, b"".join(part.get("body", b"") for part in sent[1:])


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "index.html"
    path.write_text(PAGE)

    async def app(scope, receive, send):
        assert not any(name.startswith(b"if-") for name, _ in scope["headers"])
        await FileResponse(path, headers={"set-cookie": "a=b"})(scope, receive, send)

    return app


def test_our_page_goes_instead_of_streamlits(file):
    status, headers, body = ask(file)
    assert (status, body, headers["content-length"]) == (200, OURS.encode(), str(len(OURS)))
    assert headers["set-cookie"] == "a=b" and "last-modified" not in headers
    _, headers, body = ask(file, accept_encoding="gzip, br")
    assert headers["content-encoding"] == "gzip" and gzip.decompress(body) == OURS.encode()


def test_it_goes_instead_where_streamlit_would_pack_its_own(file):
    """As it does for the address of any page but the first."""
    packing = GZipMiddleware(file, minimum_size=1)
    _, headers, body = ask(packing, accept_encoding="gzip")
    assert headers["content-encoding"] == "gzip" and gzip.decompress(body) == OURS.encode()


def test_who_has_it_gets_it_not_again_and_who_has_streamlits_does(file):
    tag = ask(file)[1]["etag"]
    status, headers, body = ask(file, if_none_match=tag)
    assert (status, body, "content-length" in headers) == (304, b"", False)
    assert ask(file, if_none_match='"streamlits"', if_modified_since="now")[0] == 200


@pytest.mark.parametrize(
    "answer",
    [
        HTMLResponse("<p>another page"),
        HTMLResponse(PAGE.replace("a()", "b()")),  # as long
        HTMLResponse(PAGE, 404),
        PlainTextResponse("no page"),
    ],
)
def test_every_other_answer_stays_as_it_is(answer):
    status, headers, body = ask(answer)
    assert (status, body) == (answer.status_code, answer.body) and "etag" not in headers


def test_streamlits_page_loads_no_font_and_names_each_module_once():
    modules = ["./static/js/x.js", "/app/static/@1/draw.js", "./static/js/x.js?a&b"]
    preloaded = re.search(r'href="(\./static/js/[^"]*)"', delivered_page())[1]
    page = first_page(delivered_page(), [*modules, preloaded], "2a")
    assert 'as="font"' in delivered_page() and 'as="font"' not in page
    assert page.count(preloaded) == 1 and page.count("/app/static/@1/draw.js") == 1
    assert "x.js?a&amp;b" in page and page.index("x.js") < page.index("</head>")
    assert content_policy(page) == content_policy(delivered_page())
    early = re.findall(r'<link rel="preload" as="fetch" crossorigin href="([^"]*)">', page)
    assert early == ["./_stcore/health", "./_stcore/host-config"]
    assert re.findall(r'href="([^"]*\.css[^"]*)"', page) == [f"./static/css/{styles().name}?v=2a"]


def styles():
    (file,) = (DELIVERED / "static" / "css").glob("index.*.css")
    return file


def test_no_font_of_text_is_left_in_streamlits_styles_and_all_others_are():
    file = styles()
    before = file.read_bytes()
    after = without_text_fonts(file, before)
    assert before.count(b"media/Source") == 6 and b"media/Source" not in after
    faces = re.findall(rb"@font-face\{[^}]*\}", before)
    assert all((b"media/Source" in face) or face in after for face in faces)
    assert len(before) - len(after) == sum(len(face) for face in faces if b"media/Source" in face)
    script = file.with_suffix(".js")
    assert without_text_fonts(script, before) == before


def test_streamlits_font_of_icons_is_taken_from_elsewhere():
    file = styles()
    before, font = file.read_bytes(), f"../media/{ICONS}".encode()
    after = with_other_fonts(file, before, {ICONS: "data:font/woff2;base64,AA"})
    assert before.count(font) == 1 and font not in after
    assert b"src:url(data:font/woff2;base64,AA)format" in after
    assert with_other_fonts(file, before, {}) == without_text_fonts(file, before)
    assert with_other_fonts(file.with_suffix(".js"), before, {ICONS: "data:"}) == before


def test_what_is_imported_is_found_once_and_what_is_not_there_passed_over(tmp_path):
    (tmp_path / "A.1.js").write_text('import{a}from"./b.2.js";import"./c.3.js";import("./d.4.js")')
    (tmp_path / "b.2.js").write_text('import{c}from"./c.3.js";import{a}from"./A.1.js"')
    (tmp_path / "c.3.js").write_text('import x from"./gone.js"')
    (tmp_path / "d.4.js").write_text("")
    assert with_imported(tmp_path, ["A", "B"]) == ["A.1.js", "b.2.js", "c.3.js"]


@pytest.mark.parametrize("name", FIRST_ELEMENTS)
def test_streamlit_has_a_module_for_each_of_the_first_elements(name):
    assert len(list((DELIVERED / "static" / "js").glob(f"{name}.*.js"))) == 1
