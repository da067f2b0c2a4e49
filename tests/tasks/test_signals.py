"""Signals against what their mathematics says, and streams of them in any order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate
from scipy import signal as scipy_signal

from rnnviz.data.stream import CHUNK, KEPT
from rnnviz.tasks import signals
from rnnviz.tasks.signals import Cycle, SignalStream

few = settings(deadline=None, max_examples=40, derandomize=True)
LONG = 3 * CHUNK + 50


def test_a_sine_is_that_of_numpy_half_a_step_on():
    angles = np.linspace(0.0, 2.0 * np.pi, 25, endpoint=False) + np.pi / 25
    np.testing.assert_allclose(signals.sine(25).values, np.sin(angles), atol=1e-12)


@pytest.mark.parametrize("period", [4, 10, 40])
def test_a_square_wave_is_that_of_scipy(period):
    angles = 2.0 * np.pi * np.arange(period) / period
    np.testing.assert_array_equal(signals.square(period).values, scipy_signal.square(angles + 1e-9))


def test_an_odd_square_wave_is_high_for_a_step_more():
    assert signals.square(5).values.tolist() == [1, 1, 1, -1, -1]


def test_a_sawtooth_rises_evenly_from_end_to_end():
    values = signals.sawtooth(7).values
    assert (values[0], values[-1]) == (-1.0, 1.0)
    np.testing.assert_allclose(np.diff(values), 2.0 / 6.0)


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("period", [5, 25, 100])
def test_a_sum_of_sines_varies_as_integrals_over_its_phases_say(count, period):
    """Each sine has a phase of its own, so that squares of the sum are sums of squares."""
    made = signals.sines(period, count)
    assert len(made.periods) == count

    def mean(of):
        return (
            sum(
                integrate.quad(of, 0.0, 2.0 * np.pi, args=(2.0 * np.pi / p,))[0] / (2.0 * np.pi)
                for p in made.periods
            )
            / count
        )

    assert made.mean == 0.0
    assert made.variance == pytest.approx(mean(lambda x, step: np.sin(x) ** 2), abs=1e-9)
    change = mean(lambda x, step: (np.sin(x + step) - np.sin(x)) ** 2)
    assert made.change == pytest.approx(change, abs=1e-9)
    for shorter in made.periods[1:]:  # of no two is one a simple multiple of the other
        ratios = np.arange(1, 13)[:, None] / np.arange(1, 13)
        assert abs(ratios - made.periods[0] / shorter).min() > 0.002


@few
@given(st.lists(st.floats(-5, 5), min_size=2, max_size=20))
def test_what_is_known_of_a_cycle_is_summed_over_one_period(values):
    cycle = Cycle(np.array(values))
    pairs = [(values[k], values[(k + 1) % len(values)]) for k in range(len(values))]
    assert cycle.change == pytest.approx(sum((b - a) ** 2 for a, b in pairs) / len(values))
    assert cycle.mean == pytest.approx(sum(values) / len(values))
    spread = sum((a - cycle.mean) ** 2 for a in values) / len(values)
    assert cycle.variance == pytest.approx(spread, abs=1e-12)


def test_every_row_of_a_cycle_reads_it_from_a_place_of_its_own(rng):
    cycle = Cycle(np.arange(10.0))
    entered = cycle.enter(rng, 200)
    assert set(entered) == set(range(10))
    rows = cycle.at(np.arange(7, 33), entered)
    np.testing.assert_array_equal(np.diff(rows, axis=0) % 10, 1)
    np.testing.assert_array_equal(rows[0], (entered + 7) % 10)
    assert Cycle(np.arange(10.0), spread=True).enter(rng, 5).tolist() == [0, 2, 4, 6, 8]


def test_a_sum_of_sines_is_the_sum_of_its_sines(rng):
    made = signals.sines(30, 3)
    entered = made.enter(rng, 4)
    places = np.arange(1000, 1040)
    for row in range(4):
        for t, place in enumerate(places):
            parts = [
                np.sin(2.0 * np.pi * place / period + phase)
                for period, phase in zip(made.periods, entered[:, row], strict=True)
            ]
            assert made.at(places, entered)[t, row] == pytest.approx(sum(parts) / 3**0.5)


# -- streams -----------------------------------------------------------------------------------------


def stream(noise=0.3, seed=1, batch=3):
    return SignalStream(signals.sines(20, 2), noise, seed, batch)


WHOLE = stream().values(0, LONG + 1)


@st.composite
def windows(draw):
    start = draw(st.integers(0, LONG - 1))
    stop = draw(st.integers(start + 1, min(LONG, start + 2 * CHUNK)))
    return start, draw(st.integers(start, stop - 1)), stop


@few
@given(st.lists(windows(), min_size=1, max_size=6), st.booleans())
def test_windows_are_parts_of_one_sequence_and_the_target_is_what_comes_next(asked, shared):
    made = stream()
    for start, first, stop in asked:
        if not shared:
            made = stream()
        inputs, targets = made.window(start, first, stop)
        np.testing.assert_array_equal(inputs[:, 0], WHOLE[start:stop])
        np.testing.assert_array_equal(targets[:, 0], WHOLE[first + 1 : stop + 1])
        assert inputs.dtype == targets.dtype == np.float32
        assert inputs.shape == (stop - start, 1, 3)


def test_what_was_forgotten_comes_back_the_same():
    made = stream()
    made.window(0, 0, (KEPT + 3) * CHUNK)
    assert len(made.chunks) <= KEPT
    np.testing.assert_array_equal(made.window(0, 0, 10)[0][:, 0], WHOLE[:10])


def test_noise_is_normal_and_new_in_every_chunk_row_batch_and_seed():
    steps = 4 * CHUNK
    places = np.arange(steps)

    def noise(made):
        clean = made.signal.at(places, made.entered)
        return made.values(0, steps) - clean

    one = noise(stream())
    assert one.mean() == pytest.approx(0.0, abs=5 * 0.3 / one.size**0.5)
    assert one.std() == pytest.approx(0.3, rel=0.06)
    assert (abs(one) > 0.6).mean() == pytest.approx(0.0455, abs=0.02)
    others = [one[:, 1], noise(stream(seed=2))[:, 0], noise(stream(batch=4))[:, 0]]
    for other in others:
        assert abs(np.corrcoef(one[:, 0], other)[0, 1]) < 5 / steps**0.5
    assert abs(np.corrcoef(one[:CHUNK, 0], one[CHUNK : 2 * CHUNK, 0])[0, 1]) < 5 / CHUNK**0.5
    assert (noise(stream(noise=0.0)) < 1e-6).all()
