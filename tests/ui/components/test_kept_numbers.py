"""Numbers are there while somebody has their picture, and what nobody has takes bounded room."""

import gc

import numpy as np
import pytest

from rnnviz.figures.base.html import cell, typed, valued
from rnnviz.ui.components.kept_numbers import KeptHtml, KeptNumbers, kept_numbers, numbered


def test_of_what_nobody_has_the_newest_stay():
    kept = KeptNumbers(most=25)
    for place in range(4):
        kept.keep(str(place), KeptHtml("x" * 10))
    gc.collect()
    assert [kept.find(str(place)) is not None for place in range(4)] == [False, False, True, True]
    kept.keep("3", KeptHtml("y" * 10))  # once more
    assert kept.find("2") is not None


def test_what_somebody_holds_stays():
    kept = KeptNumbers(most=10)
    held = KeptHtml("x" * 10)
    kept.keep("a", held)
    kept.keep("b", KeptHtml("y" * 10))
    assert kept.find("a") is held
    del held
    gc.collect()
    assert kept.find("a") is None
    kept.again("c", again := KeptHtml("z"))
    assert kept.find("c") is again


@pytest.mark.parametrize("value", [0.1, -1e-300, np.pi])
def test_cells_are_sent_without_what_they_stand_for(value):
    source = f"<table><tr>{cell(valued('about', value))}</tr></table>"
    drawn, stamp, kept = numbered(source)
    assert drawn == f'<table><tr><td data-numbers="/numbers/{stamp}">about</td></tr></table>'
    assert f'data-value="{value!r}"' in kept.body()
    assert kept_numbers.find(stamp) is kept


def test_what_was_typed_is_no_mark():
    text = typed('<td data-value="1">')
    drawn, _stamp, _kept = numbered(f"<table><tr>{cell(valued(text, 2.0))}</tr></table>")
    assert text in drawn
    assert numbered("<p>nothing</p>") == ("<p>nothing</p>", "", None)
