"""However small or large the numbers on a page are, none is written with an e."""

import json
import re

import pytest
from support.reader import Reader

from rnnviz.ui.frame import page as frame
from rnnviz.ui.session.pages import PAGES

E = re.compile(r"(?<![\w#.])[-−]?\d+(\.\d+)?e[+−-]?\d+(?![\w.])")
STATES = [
    ("app.py", {"net": "random", "gain": "4", "text": "the quick brown fox jumps"}),
    ("app.py", {"net": "english-lstm", "step": "3", "text": "the answer is"}),
    ("pages/backpropagate.py", {"net": "random", "gain": "0.05", "text": "the quick brown fox jumps"}),
    ("pages/vanish.py", {"gain": "0.1", "steps": "100"}),
    ("pages/vanish.py", {"gain": "3", "steps": "100"}),
    ("pages/truncate.py", {"runs": "windows5.h4.rate0_00001,windows5.h4.clip0_0001.reset"}),
]


def texts(element):
    """What an element shows: its HTML, or the words of a figure."""
    proto = element.proto
    for name in ("body", "label", "help"):
        yield getattr(proto, name, "") or ""
    data = getattr(proto, "json", "")
    if data and "figure" in (found := json.loads(data)) and isinstance(found["figure"], str):
        yield from words(json.loads(found["figure"]))


def words(part):
    """All texts of a figure but its packed numbers, formats and colours."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name not in ("bdata", "uirevision", "hovertemplate", "color", "path"):
                yield from words(value)
    elif isinstance(part, list):
        for value in part:
            yield from words(value)
    elif isinstance(part, str):
        yield part


def test_an_e_is_found():
    assert E.search("loss 3.9e-04") and E.search("−1e+30 nats")
    assert not any(map(E.search, ("1e4b22", "#1e3e5e", "the 3 letters", "2.5·10⁻⁴", "run 1e7a")))


@pytest.mark.parametrize(("file", "query"), STATES)
def test_no_number_of_a_page_has_an_e(store_file, monkeypatch, file, query):
    # links to pages beside it could not be followed here
    pages = PAGES if file == "app.py" else tuple(page for page in PAGES if page.file == file)
    monkeypatch.setattr(frame, "PAGES", pages)
    page = Reader(file, **query)
    kinds = ("html", "markdown", "bidi_component")
    shown = [text for kind in kinds for element in page.at.get(kind) for text in texts(element)]
    assert shown
    found = {text[max(e.start() - 30, 0) : e.end() + 10] for text in shown for e in E.finditer(text)}
    assert found == set()
