"""The run that is laid beside others: never one that is there already."""

from rnnviz.runs.next_run import next_run
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation


def run(n: int, hidden: int = 16) -> Run:
    return Run(hidden=hidden, truncation=Truncation.windows(n))


def test_the_next_length_that_is_not_there_yet():
    assert next_run(run(10), [run(5), run(10)], longer=True) == run(20)
    assert next_run(run(5), [run(5), run(10)], longer=True) == run(20)
    assert next_run(run(1000), [run(1000)], longer=True) == run(500)


def test_other_cuts_keep_their_style():
    even, sliding = Run(truncation=Truncation.even(5)), Run(truncation=Truncation.sliding(4))
    assert next_run(even, [even], longer=True).truncation == Truncation.even(10)
    assert next_run(sliding, [sliding], longer=True).truncation == Truncation.sliding(8)


def test_units_where_lengths_are_not_raced():
    full = Run(truncation=Truncation.full(), hidden=8)
    assert next_run(full, [full], longer=True).hidden == 16
    assert next_run(run(5, 1024), [run(5, 1024)], longer=False) == run(5, 512)
