"""Curves below each other in one table are told apart by the fewest columns; pandas groups alike."""

import io
import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.catalogue.curve_csv import curve, read
from rnnviz.catalogue.curve_series import MOST_SERIES, candidates, curves, likely, series
from rnnviz.text.message import Refusal


def table(text):
    found = read(text.encode())
    return found, found.steps, found.values


def written(**columns):
    return pd.DataFrame(columns).to_csv(index=False)


def grid(**words):
    """Every combination of some words, with three steps of each."""
    keys = list(itertools.product(*words.values(), (1, 2, 3)))
    columns = {name: [key[place] for key in keys] for place, name in enumerate(words)}
    return columns | {"step": [key[-1] for key in keys], "loss": np.linspace(0.7, 0.1, len(keys))}


@pytest.mark.parametrize(
    ("columns", "by"),
    [
        (grid(run=["a", "b"]), ["run"]),
        (grid(run=["a", "b"], seed=[0, 1, 2]), ["run", "seed"]),
        (grid(seed=[0, 1]), ["seed"]),
        (
            grid(metric=["loss", "val_loss"], cell=["rnn", "gru"], seed=[0, 1]),
            ["metric", "cell", "seed"],
        ),
        (grid(), []),
        # what rises as it stands is one curve, whatever stands beside it
        ({"phase": ["x", "y", "y"], "step": [1, 2, 3], "loss": [0.7, 0.6, 0.5]}, []),
        # of several that would do, words
        (grid(number=[1]) | {"step": [1, 1, 1]}, []),
        (grid(run=["a", "b"]) | {"fold": [0, 0, 0, 1, 1, 1]}, ["run"]),
    ],
)
def test_the_fewest_columns_within_which_the_steps_rise(columns, by):
    found, steps, values = table(written(**columns))
    names = found.sheet.names
    assert [names[place] for place in likely(found, steps, values)] == by
    assert set(likely(found, steps, values)) <= set(candidates(found, steps, values))


def test_rows_that_are_counted_are_one_curve():
    found, steps, values = table("loss\n0.5\n0.4\n0.5\n")
    assert likely(found, steps, values) == ()


def test_a_column_of_many_words_tells_no_curves_apart():
    many = {"id": [f"n{n}" for n in range(2 * MOST_SERIES)], "step": [1, 2] * MOST_SERIES}
    found, steps, values = table(written(**many, loss=np.ones(2 * MOST_SERIES)))
    assert candidates(found, steps, values) == ()
    assert likely(found, steps, values) == ()


def test_a_row_without_a_value_does_not_count():
    text = "run,step,loss\na,1,0.7\na,1,\na,2,0.6\nb,1,0.5\nb,2,0.4\n"
    found, steps, values = table(text)
    assert likely(found, steps, values) == (0,)


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.integers(0, 9)),
        min_size=2,
        max_size=40,
        unique=True,
    )
)
def test_each_curve_has_the_rows_that_pandas_gives_it(rows):
    frame = pd.DataFrame(rows, columns=["run", "seed", "step"]).sort_values("step")
    frame["loss"] = np.arange(len(frame)) / 7
    text = frame.to_csv(index=False)
    found, _steps, _values = table(text)
    parts = series(found, (0, 1))
    groups = dict(iter(pd.read_csv(io.StringIO(text)).groupby(["run", "seed"])))
    assert parts.keys() == groups.keys()
    for key, part in parts.items():
        if len(part.sheet.rows) > 1:
            points, _told = curve(part, 2, 3)
            np.testing.assert_array_equal(points, groups[key][["step", "loss"]].to_numpy().T)
    assert sum(len(part.sheet.rows) for part in parts.values()) == len(rows)


def test_a_curve_is_called_by_words_and_by_numbers_behind_their_columns():
    found, steps, _values = table(written(**grid(cell=["rnn", "gru"], seed=[0, 1]), val=np.ones(12)))
    read, left = curves(found, steps, [3], (0, 1))
    assert [one.words for one in read] == ["rnn seed 0", "rnn seed 1", "gru seed 0", "gru seed 1"]
    assert not left
    read, _left = curves(found, steps, [3, 4], (0, 1))
    assert [one.words for one in read][:2] == ["rnn seed 0 loss", "rnn seed 0 val"]
    assert [one.words for one in curves(*table("step,loss\n1,2\n2,1\n")[:2], [1], ())[0]] == [""]


def test_a_single_row_is_no_curve_and_hides_none():
    found, steps, values = table("run,step,loss\na,1,0.7\na,2,0.6\nb,1,0.5\nc,1,0.5\n")
    read, left = curves(found, steps, [values], (0,))
    assert [one.words for one in read] == ["a"]
    assert str(left) == "2 curves of a single row are left out."
    with pytest.raises(Refusal, match="needs at least 2 rows"):
        curves(*table("run,step,loss\na,1,0.7\nb,1,0.5\n")[:2], [2], (0,))
