"""What is said of runs whose state is reset."""

from math import log

import pytest

from rnnviz.figures.training.resets import reset_floors, reset_sentences, task_reset_sentences
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Addition, Echo
from rnnviz.tasks.characters import Characters
from rnnviz.tasks.forecast import Forecast

FIVE = Truncation.windows(5)


def test_it_is_said_which_lags_a_window_shows_and_what_can_be_lost_at_least():
    runs = [Run(truncation=FIVE), Run(truncation=FIVE, carry=False)]
    said = reset_sentences(Echo(), ["carried", "reset"], runs)
    # 3 of 5 places see no lag, 2 see lag 3, none lag 8
    assert said == (
        "reset: a window of 5 steps shows lag 3 from 40 %, lag 8 from 0 % of its places, so no such "
        "run can lose less than 0.605 nats. At best 67.5 % of its answers are right."
    )


def test_late_answers_see_less():
    runs = [Run(truncation=FIVE, carry=False, delay=1)]
    assert "lag 3 from 20 %" in reset_sentences(Echo(), ["late"], runs)


def test_nothing_is_said_where_nothing_is_reset_or_asked():
    assert reset_sentences(Echo(), ["carried"], [Run()]) == ""
    assert reset_sentences(Echo(lags={}), ["reset"], [Run(truncation=FIVE, carry=False)]) == ""


# -- on the page Tasks

TWO = Truncation.windows(2)
RUNS = [Run(truncation=TWO, batch=1), Run(truncation=TWO, batch=1, carry=False)]


def test_a_text_in_windows_has_its_floor_if_another_is_out_of_reach():
    text = Characters("own", "aabba")
    # read round and round, only aa is followed by one as often as by the other
    assert text.floors()["trigram"] == pytest.approx(0.4 * log(2))
    found = reset_floors(text, RUNS)
    assert list(found) == ["state reset every 2 steps"]
    (floor,) = found.values()
    assert floor > text.floors()["trigram"]
    said = task_reset_sentences(text, ["carried", "reset"], RUNS)
    assert said == (
        "reset: its windows of 2 steps begin without memory, so no such run can lose less than "
        f"{floor:.3f} nats on this text, and that of knowing the last two is out of its reach."
    )


def test_of_long_windows_nothing_is_said():
    text = Characters("own", "aabba")
    runs = [Run(truncation=Truncation.windows(50), batch=1, carry=False)]
    assert reset_floors(text, runs) == {}
    assert task_reset_sentences(text, ["reset"], runs) == ""


def test_of_a_signal_it_is_said_what_one_value_cannot_tell():
    said = task_reset_sentences(Forecast(), ["carried", "reset"], RUNS)
    assert said.startswith("reset: the first step of each window of 2 steps shows one value alone")
    assert "knowing all but the noise" in said
    assert reset_floors(Forecast(), RUNS) == {}
    # without noise one value of a sawtooth tells all that comes
    assert task_reset_sentences(Forecast("sawtooth", noise=0.0), ["carried", "reset"], RUNS) == ""
    assert task_reset_sentences(Addition(), ["reset"], [Run(carry=False)]) == ""
