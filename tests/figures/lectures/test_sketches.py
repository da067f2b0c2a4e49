"""What a class has sketched: medians and counts as NumPy has them, and not too many lines."""

import json

import numpy as np
import pytest

from rnnviz.figures.lectures.answer_scale import edges
from rnnviz.figures.lectures.sketches import MOST, chosen, describe, reveal
from rnnviz.lectures.model import Question

NORM = Question(
    text="How does it fall?",
    kind="sketch",
    low=1e-4,
    high=1.0,
    log=True,
    last=10,
    at=4,
    right=0.66,
    truth=tuple(0.9**lag for lag in range(11)),
)
LOSS = Question(
    text="?", kind="sketch", low=-1.0, high=3.0, unit="nats", last=3, at=0, across="<layer>"
)
BOTH = pytest.mark.parametrize("question", [NORM, LOSS])


def sketches(question, count, rng):
    """So many, all over the scale."""
    shares = rng.uniform(0.0, 1.0, (count, question.last + 1))
    if question.log:
        values = question.low * (question.high / question.low) ** shares
    else:
        values = question.low + (question.high - question.low) * shares
    return [question.read(row) for row in np.clip(values, question.low, question.high).tolist()]


def named(figure, name):
    (trace,) = (trace for trace in figure["data"] if trace.get("name") == name)
    return trace


def drawn(question, values):
    return np.log10(values) if question.log else np.asarray(values)


@BOTH
@pytest.mark.parametrize("count", [1, 2, 59, 60, 61, 400])
def test_the_median_and_the_counts_are_of_all(question, count, rng):
    given = sketches(question, count, rng)
    figure = reveal(question, given, dark=False)
    middle = np.median(np.array(given), axis=0)
    assert named(figure, "median")["x"] == list(range(question.last + 1))
    np.testing.assert_allclose(named(figure, "median")["y"], drawn(question, middle))
    bars = figure["data"][-1]
    values = [one[question.at] for one in given]
    assert bars["x"] == np.histogram(values, edges(question))[0].tolist()
    assert sum(bars["x"]) == count
    np.testing.assert_allclose(np.diff(bars["y"]), np.ptp(drawn(question, edges(question))) / 20)


@BOTH
def test_of_many_sketches_some_are_drawn_and_this_is_said(question, rng):
    given = sketches(question, 400, rng)
    figure = reveal(question, given, dark=True)
    (lines,) = (trace for trace in figure["data"] if trace.get("hoverinfo") == "skip")
    assert lines["y"].count(None) == lines["x"].count(None) == MOST
    rows = np.array([y for y in lines["y"] if y is not None]).reshape(MOST, -1)
    np.testing.assert_allclose(rows, drawn(question, np.array(given)[chosen(400)]))
    assert "400 of you" in figure["layout"]["title"]["text"]
    assert "60 of the curves" in figure["layout"]["title"]["text"]
    assert "60" not in reveal(question, given[:50], dark=True)["layout"]["title"]["text"]


@pytest.mark.parametrize("count", [1, 7, 60, 61, 400, 9999])
def test_those_drawn_lie_evenly_among_all(count):
    places = chosen(count)
    assert len(places) == min(count, MOST)
    assert (places[0], places[-1]) == (0, count - 1)
    assert np.ptp(np.diff(places)) <= 1 if count > 1 else True


def test_what_is_right_is_marked_and_named_in_words():
    figure = reveal(NORM, [NORM.truth], dark=False)
    np.testing.assert_allclose(named(figure, "true curve")["y"], np.log10(NORM.truth))
    assert named(figure, "true curve")["line"]["dash"] == "dash"
    asked, right = figure["layout"]["shapes"]
    assert (asked["x0"], asked["x1"]) == (4, 4)
    assert right["y0"] == right["y1"] == pytest.approx(np.log10(0.66))
    said = [note["text"] for note in figure["layout"]["annotations"]]
    assert {"median", "true curve", "lag 4", "right: 0.66"} == set(said)
    assert not any("right" in note["text"] for note in reveal(LOSS, [], True)["layout"]["annotations"])


def test_both_halves_share_one_axis_and_words_are_shown_as_typed():
    figure = reveal(LOSS, [(0.0, 1.0, 2.0, 3.0)], dark=False)
    assert all(trace.get("yaxis", "y") == "y" for trace in figure["data"])
    layout = figure["layout"]
    assert layout["xaxis"]["domain"][1] < layout["xaxis2"]["domain"][0]
    assert layout["xaxis"]["title"]["text"] == "&lt;layer&gt;"
    assert layout["xaxis2"]["title"]["text"] == "answers at &lt;layer&gt; = 0"
    assert "<layer>" not in json.dumps(figure)


@BOTH
@pytest.mark.parametrize("dark", [False, True])
def test_nobody_has_answered(question, dark):
    figure = reveal(question, [], dark)
    assert "Nobody" in figure["layout"]["title"]["text"]
    assert sum(figure["data"][-1]["x"]) == 0
    assert describe(question, []).startswith("0 sketches")
    json.dumps(figure)


def test_it_is_said_in_words():
    assert describe(LOSS, [(0.5, 1.0, 1.0, 3.0)]) == (
        "1 sketch. At <layer> = 0 half of them are below 0.50 nats; their median goes from 0.50 nats "
        "to 3.00 nats"
    )
    assert describe(NORM, [NORM.truth] * 3).endswith("goes from 1.00 to 0.35. Right: 0.66")


def test_sixty_lines_of_ten_thousand_stay_light(rng):
    assert len(json.dumps(reveal(NORM, sketches(NORM, 10_000, rng), dark=False))) < 40_000
