"""A box of a map, swept finer."""

from itertools import pairwise

import pytest
from support.refusals.sweeps import sweep

from rnnviz.sweeps.finer import finer


def test_whole_numbers_within_the_box_are_all_there():
    made = sweep(("lag", 1, 4, 8, 12, 16), ("truncation", 2, 4, 6, 8), seeds=4, title="a")
    box = finer(made, (3.2, 9.9), (4, 6))
    assert box.x.values == tuple(range(4, 10))
    assert box.y.values == (4, 5, 6)
    assert (box.seeds, box.title, box.task, box.run) == (made.seeds, "a", made.task, made.run)


def test_of_very_many_whole_numbers_some_are_taken_evenly():
    made = sweep(("hidden", 1, 1000), ("lag", 1, 2))
    values = finer(made, (1000, 1), (1, 2)).x.values
    assert (values[0], values[-1], len(values)) == (1, 1000, 8)
    steps = [b - a for a, b in pairwise(values)]
    assert max(steps) - min(steps) <= 1


def test_numbers_that_grow_by_a_factor_go_on_so():
    made = sweep(("rate", 0.01, 0.1, 1.0, 10.0), ("lag", 1, 2))
    values = finer(made, (0.1, 1.0), (1, 2)).x.values
    assert (values[0], values[-1], len(values)) == (0.1, 1.0, 8)
    factors = [b / a for a, b in pairwise(values)]
    assert max(factors) / min(factors) < 1.03


def test_numbers_that_grow_by_a_step_go_on_so():
    made = sweep(("gain", 0.5, 1.0, 1.5, 2.0), ("lag", 1, 2))
    values = finer(made, (1.0, 1.7), (1, 2)).x.values
    assert values == pytest.approx([1.0 + 0.1 * place for place in range(8)])


def test_words_stay_from_the_first_to_the_last():
    made = sweep(("cell", "tanh", "gru", "lstm"), ("truncation", 1, 5, 9))
    box = finer(made, ("lstm", "gru"), (1, 5))
    assert box.x.values == ("gru", "lstm")
    assert box.y.values == (1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("x", "y", "sentence"),
    [
        ((1, 2), (1, 2), "All that lies in this box has been swept"),
        ((0.2, 0.8), (1, 2), "there is no value of lag"),
        ((1, None), (1, 2), "A box goes from number to number"),
        ((1, float("nan")), (1, 2), "A box goes from number to number"),
    ],
)
def test_a_box_that_holds_nothing_new_is_refused(x, y, sentence):
    with pytest.raises(ValueError, match=sentence):
        finer(sweep(), x, y)
