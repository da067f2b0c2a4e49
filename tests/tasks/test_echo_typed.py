import numpy as np
import pytest

from rnnviz.tasks import Echo
from rnnviz.tasks.echo_typed import example, tossed


def test_an_example_is_long_enough_for_every_lag():
    assert set(example(Echo())) == {"0", "1"}
    assert len(example(Echo())) == 24
    assert len(example(Echo(lags={100: 0.5}))) == 112


def test_answers_are_coins_weighted_by_the_lagged_bits():
    bits = list(map(str, np.random.default_rng(3).integers(0, 2, 100_000)))
    task = Echo(lags={3: 0.5, 8: -0.25, 0: 0.1}, base=0.3)
    answers = np.array(tossed(task, bits)).astype(int)
    values = np.array(bits).astype(int)
    here = np.arange(8, len(bits))
    index = values[here] + 2 * values[here - 3] + 4 * values[here - 8]
    for number, chance in enumerate(task.table()):
        some = answers[index == number]
        assert some.mean() == pytest.approx(chance, abs=4.5 * 0.5 * len(some) ** -0.5)


def test_what_is_typed_behind_changes_no_answer():
    bits = example(Echo())
    whole = tossed(Echo(), bits)
    for count in range(len(bits)):
        assert tossed(Echo(), bits[:count]) == whole[: max(count - 8, 0)]


def test_where_a_bit_is_none_there_is_no_answer():
    assert tossed(Echo(lags={1: 1.0}, base=0.0), "1?10") == ["1", "", "1"]
    assert tossed(Echo(lags={}), "") == []
