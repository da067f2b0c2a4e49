"""A stream is one endless sequence a row, whoever reads whichever part of it when."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.data.stream import CHUNK, KEPT, EpochRows, Stream
from rnnviz.tasks import Echo

few = settings(deadline=None, max_examples=60, derandomize=True)

LONG = 3 * CHUNK + 50
WHOLE = Stream(Echo(), seed=1, batch=3).window(0, 0, LONG)


def bits(stream, stop, start=0):
    """Inputs and targets as bits, `(T, B)`."""
    return tuple(part.argmax(axis=1) for part in stream.window(start, start, stop))


@st.composite
def windows(draw):
    start = draw(st.integers(0, LONG - 1))
    stop = draw(st.integers(start + 1, min(LONG, start + 2 * CHUNK)))
    return start, draw(st.integers(start, stop - 1)), stop


def test_inputs_and_targets_are_one_hot_in_signed_bytes():
    for part in WHOLE:
        assert part.shape == (LONG, 2, 3)
        assert part.dtype == np.int8
        np.testing.assert_array_equal(part.sum(axis=1), 1.0)
        assert set(np.unique(part)) == {0.0, 1.0}


@few
@given(st.lists(windows(), min_size=1, max_size=6), st.booleans())
def test_windows_are_parts_of_one_long_window_in_any_order(asked, shared):
    stream = Stream(Echo(), seed=1, batch=3)
    for start, first, stop in asked:
        if not shared:
            stream = Stream(Echo(), seed=1, batch=3)
        inputs, targets = stream.window(start, first, stop)
        np.testing.assert_array_equal(inputs, WHOLE[0][start:stop], strict=True)
        np.testing.assert_array_equal(targets, WHOLE[1][first:stop], strict=True)


@pytest.mark.parametrize("size", [1, 7, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_windows_laid_end_to_end_are_the_whole(size):
    stream = Stream(Echo(), seed=1, batch=3)
    parts = [stream.window(start, start, min(start + size, LONG)) for start in range(0, LONG, size)]
    for part, whole in zip(zip(*parts, strict=True), WHOLE, strict=True):
        np.testing.assert_array_equal(np.concatenate(part), whole)


def test_what_was_forgotten_comes_back_the_same():
    stream = Stream(Echo(), seed=1, batch=3)
    for start in range(0, (KEPT + 3) * CHUNK, CHUNK):
        stream.window(start, start, start + 10)
        assert len(stream.chunks) <= KEPT
    np.testing.assert_array_equal(stream.window(0, 0, 10)[1], WHOLE[1][:10])
    # more than is ever kept, at once
    inputs, targets = stream.window(5, 9, (KEPT + 2) * CHUNK)
    assert (len(inputs), len(targets)) == ((KEPT + 2) * CHUNK - 5, (KEPT + 2) * CHUNK - 9)
    np.testing.assert_array_equal(inputs[: LONG - 5], WHOLE[0][5:])


@pytest.mark.parametrize("lag", [0, 1, 3, CHUNK - 1, CHUNK, CHUNK + 1, 1000])
def test_answers_at_the_start_of_a_chunk_depend_on_the_chunk_before(lag):
    stream = Stream(Echo(lags={lag: 1.0}, base=0.0), seed=2, batch=4)  # Y is X, so many steps ago
    inputs, answers = bits(stream, 3 * stream.steps)
    np.testing.assert_array_equal(answers[lag:], inputs[: len(inputs) - lag])
    # before the first step there is a past that nobody has seen, and it is no constant
    if lag > 20:
        assert 0.3 < answers[:lag].mean() < 0.7


def test_the_past_before_the_first_step_is_a_fair_one():
    stream = Stream(Echo(lags={3: 1.0}, base=0.0), seed=2, batch=2000)
    inputs, answers = bits(stream, 6)
    assert abs(answers[:3].mean() - 0.5) < 5 * 0.5 / 6000**0.5
    for past in answers[:3]:
        for now in inputs:
            assert abs(np.mean(past == now) - 0.5) < 5 * 0.5 / 2000**0.5


def unlike(first, second):
    """Whether two arrays of fair bits agree about as often as chance has it."""
    return abs(np.mean(first == second) - 0.5) < 5 * 0.5 / first.size**0.5


def test_batches_seeds_rows_and_chunks_have_data_of_their_own():
    steps = 4 * CHUNK
    one = bits(Stream(Echo(), 1, 4), steps)[0]
    assert unlike(one, bits(Stream(Echo(), 2, 4), steps)[0])
    assert unlike(one, bits(Stream(Echo(), 1, 5), steps)[0][:, :4])
    assert unlike(one.ravel()[: steps * 2], bits(Stream(Echo(), 1, 2), steps)[0].ravel())
    for row in range(1, 4):
        assert unlike(one[:, 0], one[:, row])
    for chunk in range(1, 4):
        assert unlike(one[:CHUNK], one[chunk * CHUNK : (chunk + 1) * CHUNK])


def test_noise_is_new_in_every_chunk_and_not_the_inputs():
    inputs, answers = bits(Stream(Echo(lags={}), 1, 320), 2 * CHUNK)
    assert unlike(answers[:CHUNK], answers[CHUNK:])
    assert unlike(answers, inputs)
    # nor made of the same random numbers, 32 bits of which make one number in single precision
    bits_of_number = inputs[:CHUNK].reshape(-1, 32)
    for place in range(32):
        assert unlike(bits_of_number[:, place], answers.ravel()[: len(bits_of_number)])


def test_an_epoch_is_cut_into_whole_windows_and_begins_again():
    """Of 1,000 bits each of three rows has 333: 47 windows of 7, and 4 bits that are left out."""
    rows = EpochRows(Echo(), 1, 3, 1000, 7)
    assert rows.turn == 329
    assert [start for start in range(0, 3 * 329, 7) if rows.begins(start)] == [0, 329, 658]
    first, second = (bits(rows, start + 329, start)[0] for start in (0, 329))
    assert (first != second).any()  # drawn anew
    np.testing.assert_array_equal(first, bits(Stream(Echo(), seed=1, batch=3), 329)[0])
