"""What a page's script places of what is typed, and what its socket sends of the same."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest
from support.figure_readers import parsed
from support.reader import Reader

from rnnviz.text import language
from rnnviz.ui.components import typed_line
from rnnviz.ui.components.typed_line import TypedPage


def by_turns(queries: Sequence[Mapping[str, str]]) -> pytest.MarkDecorator:
    """One test an address, in English and Chinese by turns."""
    asked = [(query, "en" if place % 2 else "zh") for place, query in enumerate(queries)]
    return pytest.mark.parametrize(("query", "lang"), asked, ids=str)


def reading(opened: Callable[..., Reader], file: str) -> Iterator[Callable[..., Reader]]:
    """Opens a page in a language, which the test speaks, too, until it ends."""

    def go(lang: str = "en", **query: str) -> Reader:
        language.speak(lang)  # who sets a control in this test reads its choices, too
        return opened(file, lang=lang, **query)

    yield go
    language.speak("")


def sent(kind: TypedPage, page: Reader, **words: str) -> dict:
    """What the socket sends of what stands in a page's boxes, but for some words."""
    asked = page.data(typed_line.KEY)["typed"]["asked"]
    boxes = {key: page.state(key) for key in kind.boxes}
    shown = kind._open(lambda: None, asked | boxes | words).newer()
    return {name: json.loads(text)["data"] for name, (_, text) in shown.pieces.items()}


def placed(page: Reader, *components: str) -> dict:
    """What the script has placed: components by their keys, and HTML."""
    found: dict = {key: page.data(key) for key in components}
    for html in (element.value for element in page.at.get("html")):
        if html.startswith("<div data-live="):
            (place,) = parsed(html).children
            found[place.attributes["data-live"]] = html.split(">", 1)[1].removesuffix("</div>")
    return found


def both(kind: TypedPage, page: Reader, *components: str, **boxes: str) -> dict:
    """Type something into the boxes, and hold what the script places against what the socket sends."""
    by_socket = sent(kind, page, **boxes)
    for key, text in boxes.items():
        page.type(text, key)
    by_script = placed(page, *components)
    assert by_script.keys() == by_socket.keys()
    for name, data in by_script.items():
        assert json.dumps(data) == json.dumps(by_socket[name]), name
    return by_socket
