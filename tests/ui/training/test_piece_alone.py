"""A picture that fails does so alone."""

import pytest

from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.text.allowance import TooMuch
from rnnviz.ui.components.live_piece import html_piece
from rnnviz.ui.session.page_clock import NotWanted
from rnnviz.ui.training.piece_alone import alone


def failing(problem):
    def draw():
        raise problem

    return draw


def test_what_is_drawn_has_its_name_or_brings_its_own():
    piece = html_piece("<b>1</b>")
    assert alone("a", lambda: piece) == {"a": piece}
    assert alone("a", lambda: {"b": piece, "c": piece}) == {"b": piece, "c": piece}
    assert alone("a", dict) == {}


def test_what_takes_too_much_says_so_in_its_place(caplog):
    found = alone("a", failing(TooMuch("This takes {some} bytes.", some=7)))["a"]
    assert "This takes 7 bytes." in found.data and found.instead
    assert not caplog.records


def test_what_cannot_be_drawn_says_so_in_its_place_and_is_logged(caplog):
    found = alone("a", failing(ZeroDivisionError("secret <b>")))["a"]
    assert "cannot be drawn now" in found.data and "secret" not in found.data
    assert found.kind == "html" and found.instead
    assert caplog.records[0].exc_info[0] is ZeroDivisionError


@pytest.mark.parametrize("problem", [StoreError("It is gone.", kind=ErrorKind.MISSING), NotWanted()])
def test_what_ends_all_pictures_ends_all(problem):
    with pytest.raises(type(problem)):
        alone("a", failing(problem))
