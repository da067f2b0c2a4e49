import json

import pytest

from rnnviz.lectures.piece import Piece
from rnnviz.lectures.shown_page import ShownPage

FIGURE = {"figure": '{"data": [{"x": [0.12345678, 1]}]}', "alt": "1.2345678"}
SHOWN = {
    "page": "truncate",
    "settings": {"axis": "log"},
    "dark": True,
    "made": 12.5,
    "pieces": {
        "figure maps": {"kind": "figure", "data": FIGURE},
        "html 0.1": {"kind": "html", "data": "<p>好</p>"},
        "html 0.2": {"kind": "html", "data": "<p>好</p>"},
    },
}


def test_what_a_lecture_shows_is_taken_apart(earlier):
    _, shown = earlier(shown=json.dumps(SHOWN))
    assert shown == ShownPage(
        "truncate",
        {"axis": "log"},
        True,
        12.5,
        {name: shown.pieces[name] for name in SHOWN["pieces"]},
    )
    assert shown.pieces["html 0.1"] is shown.pieces["html 0.2"]
    for name, piece in SHOWN["pieces"].items():  # as it would be shown today
        now = Piece.of(piece["kind"], piece["data"])
        assert (shown.pieces[name].plain, shown.pieces[name].digest) == (now.plain, now.digest)


@pytest.mark.parametrize(
    "text", [None, "{}", "", "no JSON", "[]", '{"pieces": {"a": {"kind": "figure"}}}']
)
def test_what_cannot_be_taken_apart_is_not_shown_until_it_is_drawn_again(earlier, text):
    now, shown = earlier(shown=text)
    assert (now.lecture.title, shown) == ("Cuts", ShownPage())
