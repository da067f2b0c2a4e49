"""What is said of runs whose state is reset."""

from rnnviz.figures.training.resets import reset_sentences
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Echo

FIVE = Truncation.windows(5)


def test_it_is_said_which_lags_a_window_shows_and_what_can_be_lost_at_least():
    runs = [Run(truncation=FIVE), Run(truncation=FIVE, carry=False)]
    said = reset_sentences(Echo(), ["carried", "reset"], runs)
    # 3 of 5 places see no lag, 2 see lag 3, none lag 8
    assert said == (
        "reset: a window of 5 steps shows lag 3 from 40 %, lag 8 from 0 % of its places, so no such "
        "run can lose less than 0.605 nats."
    )


def test_late_answers_see_less():
    runs = [Run(truncation=FIVE, carry=False, delay=1)]
    assert "lag 3 from 20 %" in reset_sentences(Echo(), ["late"], runs)


def test_nothing_is_said_where_nothing_is_reset_or_asked():
    assert reset_sentences(Echo(), ["carried"], [Run()]) == ""
    assert reset_sentences(Echo(lags={}), ["reset"], [Run(truncation=FIVE, carry=False)]) == ""
