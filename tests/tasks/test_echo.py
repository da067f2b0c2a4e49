"""Echo's floors by an enumeration of all its bits and by figures of others, its data by counting."""

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import entr
from scipy.stats import chisquare
from support.echoes import echoes, subsets

from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Echo

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "echo.json").read_text())["echo_baselines"]

few = settings(deadline=None, max_examples=100, derandomize=True)


def enumerated(task: Echo, known) -> float:
    """The floor by all bits: for what is seen of them, the mean of P(Y = 1) over what is not."""
    chances = {}
    for bits in product((0, 1), repeat=len(task.lags)):
        by_lag = dict(zip(task.lags, bits, strict=True))
        seen = tuple(by_lag[lag] for lag in known)
        chance = task.base + sum(task.lags[lag] * bit for lag, bit in by_lag.items())
        chances.setdefault(seen, []).append(chance)
    p = np.clip([np.mean(found) for found in chances.values()], 0.0, 1.0)
    return float(np.mean(entr(p) + entr(1.0 - p)))


# -- floors ------------------------------------------------------------------------------------------


def test_floors_are_those_of_the_golden_file():
    expected = {
        "nothing": GOLDEN["none"],
        "lag 3": GOLDEN["lag3"],
        "lag 8": GOLDEN["lag8_only"],
        "all lags": GOLDEN["both"],
    }
    assert Echo().floors() == pytest.approx(expected, abs=1e-12, rel=0)
    rounded = {name: round(floor, 4) for name, floor in Echo().floors().items()}
    assert rounded == {"nothing": 0.6616, "lag 3": 0.5192, "lag 8": 0.6277, "all lags": 0.4545}


@few
@given(echoes())
def test_floors_equal_an_enumeration_over_all_bits(task):
    expected = [enumerated(task, known) for known in subsets(task.lags)]
    assert list(task.floors().values()) == pytest.approx(expected, abs=1e-12, rel=0)


@few
@given(echoes())
def test_to_know_more_never_costs_more(task):
    for known in subsets(task.lags):
        for lag in task.lags:
            assert task.floor({*known, lag}) <= task.floor(known) + 1e-12


def test_floors_are_named_from_nothing_to_all_by_what_is_known():
    task = Echo(lags={7: 0.1, 2: 0.2, 5: -0.1})
    assert list(task.floors()) == [
        "nothing",
        "lag 2",
        "lag 5",
        "lag 7",
        "lags 2, 5",
        "lags 2, 7",
        "lags 5, 7",
        "all lags",
    ]
    assert list(Echo(lags={4: 0.5}).floors()) == ["nothing", "all lags"]
    assert Echo(lags={}).floors() == {"nothing": pytest.approx(np.log(2))}


def test_a_floor_asks_for_lags_in_any_order_and_number():
    task = Echo()
    assert task.floor([8, 3, 8]) == task.floor((3, 8)) == task.floors()["all lags"]
    with pytest.raises(KeyError):
        task.floor([4])


def test_what_is_certain_costs_nothing():
    assert Echo(lags={3: 1.0}, base=0.0).floor([3]) == 0.0
    assert Echo(lags={3: 1.0}, base=0.0).floor([]) == pytest.approx(np.log(2))
    # in binary these add up to a hair more than 1
    assert Echo(lags={1: 0.1, 2: 0.2, 3: 0.7}, base=0.0).floors()["all lags"] >= 0.0


@pytest.mark.parametrize(
    ("window", "nothing", "lag3", "both", "floor"),
    # in how many places of a window so much is visible
    [(5, 3, 2, 0, 0.6046), (10, 3, 5, 2, 0.5489), (20, 3, 5, 12, 0.5017)],
)
def test_floors_where_the_state_is_reset(window, nothing, lag3, both, floor):
    expected = nothing * GOLDEN["none"] + lag3 * GOLDEN["lag3"] + both * GOLDEN["both"]
    assert Echo().reset_floor(window) == pytest.approx(expected / window, abs=1e-12, rel=0)
    assert round(Echo().reset_floor(window), 4) == floor


@few
@given(echoes(longest=12), st.integers(1, 15))
def test_a_reset_hides_what_is_before_it(task, window):
    places = [enumerated(task, [lag for lag in task.lags if lag <= place]) for place in range(window)]
    assert task.reset_floor(window) == pytest.approx(np.mean(places), abs=1e-12, rel=0)


def _by_strings(task, window, delay):
    """The same over all strings of bits that a window can show."""
    total = 0.0
    longest = max(task.lags)
    for place in range(window):
        # the answer is to the step `delay` before `place`, and so are its bits, the newest first
        asked = [place - delay - lag for lag in range(longest + 1)]
        tables = {}
        for bits in product((0, 1), repeat=longest + 1):
            shown = tuple(bit for bit, at in zip(bits, asked, strict=True) if 0 <= at <= place)
            chance = task.base + sum(weight * bits[lag] for lag, weight in task.lags.items())
            tables.setdefault(shown, []).append(chance)
        coins = [np.mean(chances) for chances in tables.values()]
        total += np.mean([entr([p, 1.0 - p]).sum() for p in coins])
    return total / window


@pytest.mark.parametrize(
    ("lags", "window", "delay"),
    [
        ({3: 0.5, 8: -0.25}, 5, 0),
        ({3: 0.5, 8: -0.25}, 12, 0),
        ({0: 0.3, 2: 0.1, 5: -0.2}, 4, 0),
        ({1: 0.4, 4: 0.1}, 6, 2),
        ({1: 0.4, 4: 0.1}, 2, 3),
    ],
)
def test_the_floor_of_a_reset_over_all_strings_of_bits(lags, window, delay):
    task = Echo(lags=lags)
    expected = _by_strings(task, window, delay)
    assert task.reset_floor(window, delay) == pytest.approx(expected, abs=1e-12, rel=0)


def test_who_counts_what_a_window_shows_comes_down_to_that_floor():
    """Drawn data: for each place and each string shown there, how often the answer was 1."""
    task, window, count = Echo(), 10, 40_000
    rng = np.random.default_rng(0)
    bits = task.draw(rng, task.history + window, count)
    answers = task.answer(rng, bits)
    total = 0.0
    for place in range(window):
        shown = [bits[task.history + place - lag] for lag in task.lags if lag <= place]
        index = sum((bit.astype(int) << n for n, bit in enumerate(shown)), np.zeros(count, int))
        for value in np.unique(index):
            some = answers[place][index == value]
            total += len(some) / count * entr([some.mean(), 1.0 - some.mean()]).sum()
    assert total / window == pytest.approx(task.reset_floor(window), abs=0.003)


def test_runs_that_are_reset_have_floors_of_their_own():
    runs = [Run(truncation=Truncation.windows(n), carry=carry) for n, carry in [(5, True), (5, False)]]
    runs += [Run(truncation=Truncation.windows(5), carry=False, delay=2)]
    found = Echo().reset_floors([*runs, runs[1]])
    assert found == {(5, 0): Echo().reset_floor(5), (5, 2): Echo().reset_floor(5, 2)}
    assert Echo().reset_floors(runs[:1]) == {}


def test_floors_with_resets_go_from_nothing_to_all():
    task = Echo()
    assert task.reset_floor(3) == pytest.approx(GOLDEN["none"], abs=1e-12)
    assert task.reset_floor(5000) == pytest.approx(GOLDEN["both"], abs=1e-3)


@pytest.mark.parametrize("n", [1, 3, 5, 8, 9, 10, 20])
def test_reach_is_a_share_for_windows_and_all_or_nothing_otherwise(n):
    lags = {0: 0.1, 3: 0.2, 8: -0.1}
    task = Echo(lags=lags)
    windows = {lag: max(n - lag, 0) / n for lag in lags}
    assert task.reach(Truncation.windows(n)) == pytest.approx(windows, abs=1e-15)
    for cut in (Truncation.even(n), Truncation.sliding(n)):
        assert task.reach(cut) == {lag: float(lag < n) for lag in lags}
    assert task.reach(Truncation.full()) == dict.fromkeys(lags, 1.0)


# -- what is refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "combination", "chance"),
    [
        ({"lags": {1: 0.5, 2: 0.25}}, "X[t−1] = 1, X[t−2] = 1", "1.25"),
        ({"lags": {9: -0.75, 4: 0.5}}, "X[t−4] = 0, X[t−9] = 1", "−0.25"),
        ({"lags": {3: 0.1}, "base": -0.2}, "X[t−3] = 0", "−0.2"),
        ({"lags": {}, "base": 1.5}, "no lag", "1.5"),
        ({"lags": {3: float("nan")}}, "X[t−3] = 0", "nan"),
    ],
)
def test_a_refusal_names_the_combination_and_its_probability(settings, combination, chance):
    with pytest.raises(ValueError, match="probability") as refused:
        Echo(**settings)
    assert str(refused.value) == (
        f"With {combination} the probability of a 1 would be {chance}; it must stay from 0 to 1."
    )


@pytest.mark.parametrize("settings", [{"lags": {3: float("inf")}}, {"base": float("nan")}])
def test_what_is_no_number_is_refused(settings):
    with pytest.raises(ValueError, match="must stay from 0 to 1"):
        Echo(**settings)


@pytest.mark.parametrize("lag", [-1, 1001, 2.0, 2.5, True])
def test_a_lag_is_a_whole_number_within_limits(lag):
    with pytest.raises(
        ValueError, match=rf"^A lag is {lag!r}; allowed are whole numbers from 0 to 1000"
    ):
        Echo(lags={lag: 0.1})


def test_no_more_than_eight_lags():
    Echo(lags=dict.fromkeys(range(8), 0.05))
    with pytest.raises(ValueError, match="There are 9 lags; allowed are up to 8"):
        Echo(lags=dict.fromkeys(range(9), 0.05))


def test_lags_are_kept_in_their_order():
    assert list(Echo(lags={8: -0.25, 3: 0.5}).lags) == [3, 8]
    assert Echo(lags={8: -0.25, 3: 0.5}) == Echo()


# -- data --------------------------------------------------------------------------------------------


def sample(task: Echo, steps: int = 5000, batch: int = 200):
    """Bits before and at every answer, and the answers."""
    rng = np.random.default_rng(0)
    inputs = task.draw(rng, task.history + steps, batch)
    return inputs, task.answer(rng, inputs)


def test_bits_are_fair_and_independent(rng):
    steps, batch = 20_000, 50
    bits = Echo().draw(rng, steps, batch)
    assert bits.shape == (steps, batch)
    assert set(np.unique(bits)) == {0, 1}
    signs = bits * 2.0 - 1.0
    error = (steps * batch) ** -0.5
    assert abs(signs.mean()) < 5 * error
    for lag in range(1, 25):
        assert abs((signs[lag:] * signs[:-lag]).mean()) < 5 * error
    for shift in range(1, 25):
        assert abs((signs * np.roll(signs, shift, axis=1)).mean()) < 5 * error
    words = np.packbits(bits[: steps // 8 * 8].reshape(-1, 8, batch), axis=1)
    assert chisquare(np.bincount(words.ravel(), minlength=256)).pvalue > 1e-6


@pytest.mark.parametrize(("steps", "batch"), [(1, 1), (3, 3), (7, 5), (8, 1)])
def test_as_many_bits_as_asked_for(rng, steps, batch):
    assert Echo().draw(rng, steps, batch).shape == (steps, batch)


@pytest.mark.parametrize(
    "task",
    [
        Echo(),
        Echo(lags={0: 0.25, 1: 0.125, 5: -0.5}, base=0.6),
        Echo(lags={2: 0.3, 3: -0.2, 4: 0.1, 11: 0.05}, base=0.4),
        Echo(lags={}, base=0.3),
        Echo(lags={0: 0.5}, base=0.25),
    ],
    ids=lambda task: str(task.lags),
)
def test_answers_follow_the_lagged_bits(task):
    inputs, answers = sample(task)
    seen = {lag: inputs[task.history - lag : len(inputs) - lag] for lag in task.lags}
    for bits in product((0, 1), repeat=len(task.lags)):
        chance = task.base + sum(w * bit for w, bit in zip(task.lags.values(), bits, strict=True))
        here = np.ones(answers.shape, bool)
        for lag, bit in zip(task.lags, bits, strict=True):
            here &= seen[lag] == bit
        error = (chance * (1.0 - chance) / here.sum()) ** 0.5
        assert abs(answers[here].mean() - chance) <= 5 * error
        # and nothing else: the noise of one answer says nothing about the next
        noise = np.where(here, answers - chance, 0.0)
        pairs = here[1:] & here[:-1]
        if 0.0 < chance < 1.0 and pairs.any():
            together = (noise[1:] * noise[:-1])[pairs].mean() / (chance * (1.0 - chance))
            assert abs(together) < 5 * pairs.sum() ** -0.5


@pytest.mark.parametrize("other", [0, 1, 2, 4, 7, 9])
def test_answers_do_not_follow_any_other_bit(other):
    task = Echo()
    inputs, answers = sample(task, steps=6000)
    answers = answers[2:]  # so that there is a bit before the longest lag
    history = len(inputs) - len(answers)
    bits = inputs[history - other : len(inputs) - other]
    difference = answers[bits == 1].mean() - answers[bits == 0].mean()
    assert abs(difference) < 5 * answers.size**-0.5


@pytest.mark.parametrize("lag", [0, 1, 7])
def test_a_certain_answer_is_the_bit_itself(rng, lag):
    for weight, base, flip in ((1.0, 0.0, 0), (-1.0, 1.0, 1)):
        task = Echo(lags={lag: weight}, base=base)
        inputs = task.draw(rng, lag + 100, 3)
        np.testing.assert_array_equal(task.answer(rng, inputs), inputs[:100] ^ flip)


@few
@given(echoes())
def test_the_table_lists_every_combination_with_the_first_lag_as_the_lowest_bit(task):
    backwards = [bits[::-1] for bits in product((0, 1), repeat=len(task.lags))]
    expected = [task.base + np.dot(bits, list(task.lags.values())) for bits in backwards]
    np.testing.assert_allclose(task.table(), expected, rtol=0, atol=1e-12)


def test_history_is_the_longest_lag():
    assert Echo().history == 8
    assert Echo(lags={}).history == Echo(lags={0: 0.5}).history == 0


@pytest.mark.parametrize("base", [0.5 + 1 / 512, 1 / 300, 1 - 1 / 700, 0.3])
def test_a_probability_between_two_bytes_is_met_as_well(base):
    answers = Echo(lags={}, base=base).answer(
        np.random.default_rng(1), np.zeros((2000, 2000), np.uint8)
    )
    spread = (base * (1 - base) / answers.size) ** 0.5  # of a mean of coins
    assert answers.mean() == pytest.approx(base, abs=4 * spread)
    assert spread < 1 / 2560  # so that the next byte's probability would have been noticed


@pytest.mark.parametrize("base", [0.0, 1.0])
def test_what_is_certain_always_happens(base):
    answers = Echo(lags={}, base=base).answer(
        np.random.default_rng(1), np.zeros((1000, 1000), np.uint8)
    )
    assert (answers == base).all()


# -- epochs --------------------------------------------------------------------------------------------


def test_epochs_are_written_only_where_there_are_some():
    assert "length" not in Echo().to_words()
    assert Echo(length=1000).to_words()["length"] == 1000
    assert (Echo().epoch, Echo(length=1000).epoch) == (None, 1000)


@pytest.mark.parametrize(
    ("length", "run", "words"),
    [
        (1000, {"truncation": Truncation.even(5)}, "bits in epochs go with windows and no delay"),
        (1000, {"truncation": Truncation.full()}, "bits in epochs go with windows"),
        (1000, {"delay": 2}, "a delay of 2"),
        (1000, {"batch": 201}, "an epoch of 1,000 bits each of 201 rows has 4"),
        (-1, {}, "length is -1; allowed are whole numbers from 0"),
        (True, {}, "length is True"),
    ],
)
def test_epochs_that_cannot_be(length, run, words):
    with pytest.raises(ValueError, match=words):
        Echo(length=length).check(Run(**run))
    Echo(length=1000).check(Run(batch=200))
