"""The sentence that says what a loop does with its windows."""

from contextvars import copy_context

import pytest

from rnnviz.text import language
from rnnviz.watch.layer_truncation import LayerTruncation


def layer(**given):
    usual = {"every": 25, "shortest": 25, "longest": 25, "reach": 25, "farthest": 25, "windows": 400}
    return LayerTruncation(**usual | {"carried": True, "losses": 1.0, "updates": 1.0} | given)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "windows of 25, state carried, cut at every window"),
        ({"carried": False}, "windows of 25, state reset at every window"),
        (
            {"not_cut_at": (312,)},
            "windows of 25, state carried, cut at every window; at call 312 it was not cut",
        ),
        (
            {"not_cut_at": (312, 318)},
            "windows of 25, state carried, cut at every window; at calls 312, 318 it was not cut",
        ),
        (
            {"not_cut_at": tuple(range(10, 15))},
            "windows of 25, state carried, cut at every window; at 5 calls it was not cut, "
            "last at call 14",
        ),
        (
            {"cut": False, "farthest": 900},
            "windows of 25, state carried, never cut; losses reach back up to 900 steps",
        ),
        (
            {"cut_every": 4, "not_cut_at": (1, 2, 3), "farthest": 100},
            "windows of 25, state carried, cut every 4 windows; losses reach back up to 100 steps",
        ),
        (
            {"every": 5, "shortest": 5, "longest": 5},
            "windows of 5, state carried, cut at every window; losses reach back 25 steps",
        ),
        (
            {"updates": 0.25},
            "windows of 25, state carried, cut at every window; an update every 4 windows",
        ),
        (
            {"updates": 0.25, "losses": 0.25},
            "windows of 25, state carried, cut at every window; a loss and an update every 4 windows",
        ),
        (
            {"losses": 3.0, "updates": 2.0},
            "windows of 25, state carried, cut at every window; 3 losses a window; 2 updates a window",
        ),
        ({"losses": 0.5}, "windows of 25, state carried, cut at every window; a loss every 2 windows"),
        ({"updates": 0.0}, "windows of 25, state carried, cut at every window"),
        (
            {"varied": True, "shortest": 7, "carried": False},
            "windows of 7 to 25, state reset at every window",
        ),
        (
            {"shortest": 7, "reset_at": (8,)},
            "windows of 25, state carried, cut at every window; at call 8 it was reset; "
            "a few have 7 to 25",
        ),
        (
            {"reset_at": (4, 8, 12, 16), "reset_every": 4},
            "windows of 25, state carried, cut at every window; reset every 4 windows",
        ),
        (
            {"reset_at": (4, 8, 12, 17)},
            "windows of 25, state carried, cut at every window; at 4 calls it was reset, "
            "last at call 17",
        ),
        (
            {"carried": False, "carried_at": (5,)},
            "windows of 25, state reset at every window; at call 5 it was carried",
        ),
        (
            {"carried": False, "carried_at": (5, 6, 7, 9)},
            "windows of 25, state reset at every window; at 4 calls it was carried, last at call 9",
        ),
        ({"since": 40}, "windows of 25, state carried, cut at every window; all this since call 40"),
        ({"windows": 1}, "one window of 25 so far"),
        ({"windows": 0}, "no call yet"),
        (
            {"windows": 0, "without_graph": 3, "checkpointed": True},
            "calls run twice (checkpointing), so what is cut is not seen",
        ),
        ({"windows": 0, "without_graph": 3}, "no call yet that a loss can go back over"),
    ],
)
def test_what_is_said(given, sentence):
    assert str(layer(**given)) == sentence
    translated = copy_context().run(in_chinese, layer(**given))
    assert not any(letter.isascii() and letter.isalpha() for letter in translated)


def in_chinese(seen):
    language.speak("zh")
    return str(seen)
