"""What is said about the part of a text that is held out."""

import numpy as np

from rnnviz.figures.training.held_out import (
    held_out_floors,
    held_out_seen,
    held_out_sentences,
)
from rnnviz.figures.training.losses import losses
from rnnviz.figures.training.run_losses import RunLosses
from rnnviz.tasks import Characters, Echo, Words

TEXT = "the cat sat on the mat, the dog sat on the log. " * 40
TASK = Characters("own", TEXT, held_out=True)
SAMPLES = np.array([100.0, 200.0])


def run(trained, held):
    means = np.array([2.0, trained])
    return RunLosses("one", SAMPLES, means, SAMPLES, means, "", SAMPLES, np.array([2.5, held]))


def test_the_split_is_said_and_both_losses_beside_bigrams():
    said = held_out_sentences(TASK, [run(0.734, 0.1)])
    assert f"The last 192 of {len(TEXT):,} characters are held out" in said
    pairs = f"{TASK.counted['bigram']:.2f}"
    assert "one: 0.73 nats on the text it is trained on, 0.10 on the part" in said
    assert (
        f"Bigrams counted in the same text come to {pairs} there: it knows more than they do." in said
    )
    assert "it knows no more than they do" in held_out_sentences(TASK, [run(0.734, 4.0)])


def test_what_was_just_seen_is_told_of_the_part_that_is_held_out():
    assert (
        held_out_seen(TASK, [run(0.7, 1.9), run(0.6, 2.4)])
        == (held_out_sentences(TASK, [run(0.7, 1.9)]).split("trained on them. ")[1])
    )
    heart = "It came to 2.50 there at 100 samples: since then it learns the text by heart."
    assert held_out_seen(TASK, [run(0.1, 3.6)]).endswith(heart)
    assert heart not in held_out_seen(TASK, [run(0.1, 2.6)])  # within what it scatters
    none = RunLosses("one", SAMPLES, SAMPLES, SAMPLES, SAMPLES)
    assert held_out_seen(TASK, [none]) == held_out_seen(TASK, []) == ""
    assert held_out_seen(Characters("own", TEXT), [run(0.7, 1.9)]) == ""


def test_before_it_is_measured_only_the_split_is_said():
    none = RunLosses("one", SAMPLES, SAMPLES, SAMPLES, SAMPLES)
    assert held_out_sentences(TASK, [none]).endswith("no run is trained on them.")
    assert np.isnan(none.held_out)


def test_of_a_short_text_it_is_said_that_nothing_is_held_out():
    said = held_out_sentences(Words(held_out=True), [])
    assert "The text has 21 words: too few to hold a part back" in said
    assert "From 500 on" in said
    assert held_out_sentences(Words(), []) == said
    whole = Characters("own", TEXT)  # as runs of before were trained
    assert held_out_sentences(whole, []) == "All of the text is trained on: nothing is held out."


def test_floors_of_the_part_that_is_held_out_say_so():
    floors = held_out_floors(TASK)
    assert len(floors) == 3
    assert all(name.endswith(", held out") for name in floors)
    assert held_out_floors(Echo()) == {}


def test_a_chart_tells_both_losses_by_words_and_dash():
    figure = losses([run(0.7, 1.9)], TASK.floors(), 200, False, others=held_out_floors(TASK))
    held, _single, trained = figure["data"]
    assert (held["name"], trained["name"]) == ("one, held out", "one, training")
    assert held["line"]["color"] == trained["line"]["color"]
    assert held["line"]["dash"] != trained["line"].get("dash")
    np.testing.assert_array_equal(held["y"], [2.5, 1.9])
    low, high = figure["layout"]["yaxis"]["range"]
    assert low < 0.7
    assert high > 2.5
    texts = " ".join(note["text"].replace("<br>", " ") for note in figure["layout"]["annotations"])
    assert "one, held out 1.900" in texts
