"""What is said of a loop beside its frames: the numbers that its truncation has, never its end."""

import logging
from dataclasses import replace

import pytest
from support.watched_loops import detach, reset

from rnnviz.text.message import NOTHING, Message
from rnnviz.watch import loop_words
from rnnviz.watch.left_out import LeftOut
from rnnviz.watch.loop_words import LoopWords, left_out_words


def with_left_out(seen, leaves_out):
    return replace(seen, _left_out={seen.main: leaves_out})


def test_what_the_cut_leaves_out_is_said_behind_what_the_loop_does():
    seen = detach()
    assert seen.left_out is not None
    said = LoopWords()(seen, [Message("It has a note.")])
    assert said.parts() == [seen.message, seen.left_out.message, Message("It has a note.")]


def test_where_nothing_is_cut_nothing_is_left_out():
    assert LoopWords()(reset()) == reset().message
    assert left_out_words(replace(detach(), layers={})) == NOTHING


@pytest.mark.parametrize("cosine", [0.5, float("nan")])
def test_only_numbers_are_said(cosine):
    found = LeftOut(cosine, 0.5, 2, 10, 0, 1)
    said = left_out_words(with_left_out(detach(), lambda: found))
    assert said == (found.message if cosine == 0.5 else NOTHING)


def test_what_goes_wrong_is_logged_and_costs_no_frame(caplog):
    def fails():
        raise MemoryError("too much")

    with caplog.at_level(logging.ERROR):
        assert left_out_words(with_left_out(detach(), fails)) == NOTHING
    assert "could not be computed" in caplog.text


def test_it_is_computed_again_only_after_a_while(monkeypatch):
    found, now = [], [0.0]

    def leaves_out():
        found.append(LeftOut(0.5, 0.5, 2, 10, len(found), 9))
        now[0] += 1.0  # second that it takes
        return found[-1]

    monkeypatch.setattr(loop_words.time, "monotonic", lambda: now[0])
    words = LoopWords()
    for _ in range(2):
        assert words(with_left_out(detach(), leaves_out)).parts()[1] == found[0].message
    now[0] = loop_words.RARELY + 1.0
    assert words(with_left_out(detach(), leaves_out)).parts()[1] == found[1].message
    assert words(with_left_out(detach(), leaves_out), anew=True).parts()[1] == found[2].message
