"""A report as a file: it needs nothing else, and what others have named stays text."""

import html
import json
import re

import pytest

from rnnviz.exports.report_page import folded, report_page
from rnnviz.exports.report_pictures import ReportDrawing, report_picture
from rnnviz.figures.base import plotly
from rnnviz.text import language

FORGED = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \u2028 & “x”"
FORGED_JSON = (
    json.dumps(FORGED, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")
)


def drawn(words):
    light, dark = (plotly.figure([], FORGED, on, 150) for on in (False, True))
    return report_picture([ReportDrawing(light, dark, words)])


@pytest.fixture(scope="module")
def page():
    part = (FORGED, folded(FORGED, FORGED))
    return report_page(FORGED, [FORGED], [FORGED], [part], [drawn(FORGED)], [FORGED, "last"])


def test_names_that_are_markup_are_text(page):
    own = page.replace(page[page.index("<script>") : page.index("</script>")], "")
    assert len(re.findall(r"<script>", page)) == 2
    assert page.count("</script>") == 2
    assert "<img" not in own
    assert html.escape(FORGED) in own


def test_it_asks_for_nothing_from_elsewhere():
    page = report_page(
        "t", ["found"], ["said"], [("head", "<p>part</p>")], [drawn("words")], ["a", "b"]
    )
    own = page[: page.index("<script>")] + page[page.index("</script>") :].replace(FORGED_JSON, "")
    assert not re.search(r"""(src|href)\s*=|@import|url\(|https?:""", own)


def test_what_it_draws_is_json_of_its_own(page):
    script = page[page.rindex("<script>") :]
    pictures = json.loads(re.search(r"const pictures = (.*)\n", script)[1])
    assert pictures[0]["words"] == FORGED
    assert json.loads(re.search(r"const said = (.*)\n", script)[1]) == [FORGED, "last"]


def test_words_stand_in_the_file_for_who_sees_no_picture(page):
    assert f'role="img" aria-label="{html.escape(FORGED)}"' in page
    assert f"<figcaption>{html.escape(FORGED)}</figcaption>" in page
    assert 'for="moment">' in page and 'type="range" min="0" max="1"' in page


def test_one_moment_needs_no_timeline():
    assert "type=" not in report_page("t", [], [], [], [], ["only"]).split("<script>")[0]


def test_it_says_its_language(monkeypatch):
    monkeypatch.setattr(language, "_found", lambda: "zh")
    found = report_page("t", [], [], [], [], [])
    assert '<html lang="zh">' in found and "由 rnnviz 生成" in found


def test_it_has_colours_for_a_light_and_for_a_dark_ground(page):
    look = page[page.index("<style>") : page.index("</style>")]
    assert "prefers-color-scheme: dark" in look
    assert not re.search(r"LIGHT_|DARK_|FONT", look)


def test_what_was_found_is_the_title():
    def head(*found):
        page = report_page("mine", found, ["trained"], [], [], [])
        return page[page.index("<main>") + 7 : page.index("<p>Made with")].split("\n")

    assert head("It fell.")[:3] == ['<p class="over">mine</p>', "<h1>It fell.</h1>", "<p>trained</p>"]
    assert head("One.", "Two.")[1] == "<h1>One. Two.</h1>"
    assert head("One.", "x" * 200)[1:3] == ["<h1>One.</h1>", f"<p>{'x' * 200}</p><p>trained</p>"]
    assert head()[:2] == ["<h1>mine</h1>", "<p>trained</p>"]
