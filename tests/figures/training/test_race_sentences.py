import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.figures.training.race_sentences import (
    Seen,
    echo_seen,
    echo_task,
    floors_seen,
    learned_sentence,
)
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import TASKS
from rnnviz.tasks.echo import Echo

ECHO = Echo()
FIVE, TEN = Truncation.windows(5), Truncation.windows(10)


def seen(three, eight, cut=FIVE, diverged_at=None, loss=0.5, **run):
    made = Run(hidden=16, truncation=cut, **run)
    return Seen("cut every 5, 16 units", made, {3: three, 8: eight}, loss, diverged_at)


def test_the_task_says_what_x_and_y_are():
    assert echo_task(ECHO) == (
        "Read random bits X, guess Y: its chance of a 1 rises with the bit 3 steps back and falls with "
        "the bit 8 steps back."
    )
    both = echo_task(Echo(lags={0: 0.2, 1: 0.2}))
    assert both.endswith("rises with the bit at the same step and the bit 1 step back.")
    assert echo_task(Echo(lags={2: -0.2})).endswith("falls with the bit 2 steps back.")
    for nothing in ({}, {3: 0.0}):
        assert "depends on none of them" in echo_task(Echo(lags=nothing))


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (
            seen(1.0, 0.0),
            "it has learned the bit 3 steps back, and nothing of the bit 8 steps back, which no loss "
            "reaches.",
        ),
        (
            seen(0.97, 0.88),
            "it has learned the bit 3 steps back and 88 % of what the bit 8 steps back tells, "
            "although no loss reaches the bit 8 steps back: the state carries it.",
        ),
        (seen(1.0, 1.0, TEN), "it has learned both bits."),
        (
            seen(1.0, 1.0),
            "it has learned both bits, although no loss reaches the bit 8 steps back: the state "
            "carries it.",
        ),
        (
            seen(1.0, 0.01, TEN),
            "it has learned the bit 3 steps back, and nothing of the bit 8 steps back, "
            "although 20 % of its losses reach as far.",
        ),
        (
            seen(0.0, 0.0),
            "it has learned nothing of the bit 3 steps back and the bit 8 steps back, which no "
            "loss reaches.",
        ),
        (
            seen(0.4, 0.0, carry=False),
            "it has learned 40 % of what the bit 3 steps back tells, and nothing of "
            "the bit 8 steps back: its state begins anew every 5 steps, and with it the memory.",
        ),
        (seen(0.4, 0.0, diverged_at=1200), "its loss overflowed at update 1,200; it learns no more."),
        (
            seen(1.0, math.nan, Truncation.full()),
            "it has learned the bit 3 steps back, and nothing of the bit "
            "8 steps back, although 100 % of its losses reach as far.",
        ),
        (seen(1.0, 1.0, delay=9), "it has learned both bits."),
    ],
)
def test_what_a_run_has_learned_and_why_that_may_surprise(run, said):
    assert learned_sentence(run, ECHO) == f"Cut every 5, 16 units: {said}"


def test_a_task_without_lags_has_nothing_to_learn():
    empty = Seen("a", Run(), {}, 0.69)
    assert (
        learned_sentence(empty, Echo(lags={})) == "A: there is nothing to learn, and its loss is 0.690."
    )


def test_the_two_runs_that_tell_most_are_spoken_of_in_their_order():
    plain, carried, gone = seen(1.0, 1.0, TEN), seen(1.0, 0.9), seen(0.0, 0.0, diverged_at=3)
    assert echo_seen([plain, gone, plain, carried], ECHO) == [
        learned_sentence(gone, ECHO),
        learned_sentence(carried, ECHO),
    ]
    assert echo_seen([plain], ECHO) == [learned_sentence(plain, ECHO)]
    assert echo_seen([], ECHO) == []


@given(
    st.floats(0, 1),
    st.floats(0, 1),
    st.sampled_from(
        [Truncation.windows(n) for n in (1, 3, 4, 5, 9, 20)]
        + [Truncation.even(n) for n in (3, 8)]
        + [Truncation.sliding(2), Truncation.full()]
    ),
)
def test_no_state_is_said_to_carry_what_a_loss_reaches(three, eight, cut):
    run = seen(three, eight, cut)
    said = learned_sentence(run, ECHO)
    carried = [lag for lag, share in run.shares.items() if share >= 0.05 and not cut.share(lag)]
    assert ("the state carries it" in said) == bool(carried)
    assert ("nothing of" in said) == (min(three, eight) < 0.05)
    assert said.endswith(".")


FLOORS = {"nothing": 0.7, "the two bits": 0.5, "the carry too": 0.0}


ALONE = Run(train="readout", hidden=16)
READOUT = Seen("readout only, 16 units", ALONE, {3: 0.9, 8: 0.0}, 0.53, None, 0.5)


def test_how_far_a_readout_alone_comes_is_said_beside_all_others():
    named = [
        ("cut every 5, 16 units, rate 0.1", 0.4546),
        ("cut at every step, 16 units, rate 0.1", 0.7),
    ]
    whole = [replace(seen(1.0, 0.9, loss=loss), name=name) for name, loss in named]
    nothing, all_lags = 0.6616, 0.4545
    shares = [round(100 * (nothing - loss) / (nothing - all_lags)) for loss in (0.53, 0.5)]
    first = (
        f"Of all there is to learn, a readout of 16 random units has learned {shares[0]} % (0.530 "
        f"nats; the best one: {shares[1]} %, 0.500 nats), without any gradient through time. "
    )
    assert echo_seen([READOUT, *whole], ECHO) == [
        first + "Cut every 5: > 99 %; cut at every step: 0 %."
    ]
    assert echo_seen([READOUT, whole[0]], ECHO) == [first + "Cut every 5, 16 units, rate 0.1: > 99 %."]
    gone = seen(0.0, 0.0, diverged_at=3)
    assert echo_seen([READOUT, gone, whole[0]], ECHO)[1:] == [learned_sentence(gone, ECHO)]
    assert echo_seen([READOUT], ECHO) == [learned_sentence(READOUT, ECHO)]
    assert echo_seen([READOUT, whole[0]], Echo(lags={}))[0] == learned_sentence(READOUT, Echo(lags={}))


def test_of_more_than_two_bits_all_are_a_word_and_some_are_named():
    task, name = Echo(lags={1: 0.1, 2: 0.1, 3: 0.1}), "Run"
    made = Run(hidden=16, truncation=Truncation.windows(10))
    said = [
        learned_sentence(Seen(name, made, {1: 1.0, 2: last, 3: last}, 0.5), task) for last in (1.0, 0.0)
    ]
    assert said[0] == "Run: it has learned all 3 bits."
    assert said[1].startswith("Run: it has learned the bit 1 step back, and nothing of the bit 2 steps")


def test_no_gradient_is_said_to_have_taught_a_readout_that_is_trained_alone():
    assert learned_sentence(READOUT, ECHO) == (
        "Readout only, 16 units: it has learned 90 % of what the bit 3 steps back tells, and nothing "
        "of the bit 8 steps back; its readout alone is trained."
    )


@pytest.mark.parametrize(
    ("losses", "said"),
    [
        ([0.9], "A: its loss, 0.900 nats, is still above that of knowing nothing, 0.700."),
        ([0.7], "A: its loss, 0.700 nats, is that of knowing nothing."),
        ([0.62, math.nan], "A: its loss, 0.620 nats, is below that of knowing nothing, 0.700."),
        (
            [0.9, 0.3],
            "B: its loss, 0.300 nats, is below that of knowing the two bits of this column, 0.500.",
        ),
        ([0.0], "A: its loss, 0.000 nats, is that of knowing the carry, too."),
        ([math.nan], ""),
        ([math.inf], ""),
        ([], ""),
    ],
)
def test_the_lowest_loss_stands_among_the_floors(losses, said):
    assert floors_seen(list(zip("ab", losses, strict=False)), FLOORS) == said


def test_without_floors_the_loss_is_all_that_is_said():
    assert floors_seen([("a", 0.25)], {}, "nats") == "A: its loss is 0.250 nats."


@given(st.floats(0, 5))
def test_a_floor_is_named_on_its_right_side(loss):
    said = floors_seen([("a", loss)], FLOORS)
    if "still above" in said:
        assert loss > max(FLOORS.values())
    elif "is below that of" in said:
        named = float(said.split(", ")[-1].rstrip("."))
        assert loss < named


@pytest.mark.parametrize("name", ["addition", "hello", "forecast"])
def test_every_task_has_a_sentence(name):
    task = TASKS[name]()
    assert floors_seen([("a", 0.1)], task.floors(), task.unit).startswith("A: its loss")
