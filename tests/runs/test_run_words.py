"""A run in words: every run of a race has a name of its own, without code."""

import re
from contextvars import copy_context

import pytest

from rnnviz.runs.run import Run
from rnnviz.runs.run_words import run_names
from rnnviz.runs.truncation import Truncation
from rnnviz.text import language


def names(*runs: Run, cut_first: bool = True) -> list[str]:
    return run_names(runs, cut_first)


def test_a_run_is_its_cut_and_its_units():
    assert names(Run(hidden=16)) == ["cut every 5, 16 units"]
    assert names(Run(hidden=1)) == ["cut every 5, 1 unit"]
    assert names(Run(), Run(hidden=16, truncation=Truncation.windows(10))) == [
        "cut every 5, 4 units",
        "cut every 10, 16 units",
    ]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"cell": "gru"}, "cut every 5, 4 units, GRU"),
        ({"cell": "gru_before"}, "cut every 5, 4 units, reset-first GRU"),
        ({"layers": 2}, "cut every 5, 4 units, 2 layers"),
        ({"carry": False}, "cut every 5, 4 units, reset"),
        ({"clip_norm": 0.05}, "cut every 5, 4 units, clipped at 0.05"),
        ({"optimizer": "sgd"}, "cut every 5, 4 units, sgd"),
        ({"rate": 0.3}, "cut every 5, 4 units, rate 0.3"),
        ({"batch": 7}, "cut every 5, 4 units, batch of 7"),
        ({"start": "unit"}, "cut every 5, 4 units, start in ±1"),
        ({"squared": True}, "cut every 5, 4 units, squared error"),
        ({"summed": True}, "cut every 5, 4 units, loss summed"),
        ({"biases": 1}, "cut every 5, 4 units, one bias"),
        ({"double": True}, "cut every 5, 4 units, 64-bit numbers"),
    ],
)
def test_whatever_tells_two_runs_apart_is_named(settings, words):
    assert words in names(Run(), Run(**settings))


def test_a_readout_alone_is_named_in_place_of_its_cut():
    alone, longer = (Run(train="readout", truncation=Truncation.windows(n)) for n in (5, 9))
    assert names(alone, Run()) == ["readout only, 4 units", "cut every 5, 4 units"]
    assert names(alone, longer)[1] == "readout only, 4 units, cut every 9"
    assert names(alone, Run(), cut_first=False) == ["tanh, 4 units, readout only", "tanh, 4 units"]


def test_where_cells_are_raced_the_cell_comes_first_and_the_cut_only_where_it_differs():
    full, cut = Run(truncation=Truncation.full()), Run(truncation=Truncation.windows(3))
    assert names(full, cut_first=False) == ["tanh, 4 units"]
    assert names(full, cut, cut_first=False) == ["tanh, 4 units, not cut", "tanh, 4 units, cut every 3"]


def test_equal_runs_are_told_apart_by_their_place():
    assert names(Run(), Run()) == ["cut every 5, 4 units, run 1", "cut every 5, 4 units, run 2"]


def spoken(word: str, runs: list[Run]) -> list[str]:
    language.speak(word)
    return names(*runs)


@pytest.mark.parametrize("word", ["en", "zh"])
def test_no_name_holds_code(word):
    cuts = [Truncation.windows(5), Truncation.even(5), Truncation.sliding(5), Truncation.full()]
    cuts += [Truncation(3, 7), Truncation(3, 7, each=True), Truncation.windows(1)]
    made = copy_context().run(spoken, word, [Run(truncation=cut) for cut in cuts])
    assert len(set(made)) == len(cuts)
    for name in made:
        assert not re.search(r"[()=]|windows|None", name)
        assert word == "en" or not re.search("[a-z]", name)
