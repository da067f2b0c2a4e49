"""What became of the chosen row, in words."""

import numpy as np
import pytest
from support.looks import looked

from rnnviz.figures.gradients.matrix_sentences import cut_sentence, describe, reach_sentence, title
from rnnviz.pretrained import registry
from rnnviz.runs.truncation import Truncation


@pytest.fixture
def hello():
    return registry.load("hello")


def test_titles_tell_what_became_of_the_row(hello):
    assert "shrinks to 0.47 of its size" in title(looked(hello, "hello"))
    grown = np.tri(5) * 10.0 ** -np.arange(5)
    look = looked(hello, "hello", values=grown)
    assert title(look) == "From step 4 to step 1, the gradient grows to 1,000 times its size"
    assert "about keeps its size" in title(looked(hello, "hello", values=np.tri(5)))
    assert title(looked(hello, "hello", values=np.zeros((5, 5)))) == (
        "Nothing of step 4 reaches any step"
    )
    assert title(looked(hello, "h", "hh")) == "One step: there is nothing to reach back to"


def test_a_cut_that_stops_the_gradient_is_named(hello):
    look = looked(hello, "hellohell", cut=Truncation.sliding(3))
    assert title(look) == "With a sliding cut of 3 steps the backward pass from step 8 stops at step 6"


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        (3, "The numbers overflowed at step 3: there is no gradient to follow"),
        (0, "The numbers overflowed going back from step 4: there is no gradient to follow"),
    ],
)
def test_without_numbers_there_is_nothing_to_follow(hello, lost, words):
    assert title(looked(hello, "hello", values=np.full((5, 5), np.inf), lost=lost)) == words


def test_the_picture_in_words_names_every_step_that_is_reached(hello):
    said = describe(looked(hello, "hello"))
    assert said.startswith("Matrix of the norms of ∂Lₜ/∂hₖ over 5 steps. From step 4")
    assert all(f"step {step} “{piece}”" in said for step, piece in enumerate("hell", 1))
    assert "and 12 earlier steps" in describe(looked(hello, "hellohellohellohellohello"))


def test_the_reach_of_the_chosen_row_is_counted(hello):
    values = np.tri(5) * [1.0, 0.04, 0.05, 4.0, 9.0]
    assert reach_sentence(looked(hello, "hello", values=values)) == (
        "The loss of step 4 depends most on step 4 (4.00), and on 4 of 5 steps at least 1 % as much."
    )
    values[:, 1] = 0.0399
    assert "on 3 of 5 steps" in reach_sentence(looked(hello, "hello", values=values))
    states = looked(hello, "hello", "hh", row=2, values=values)
    assert reach_sentence(states).startswith("The state of step 3 depends most on step 1 (1.00), ")


def test_what_a_cut_leaves_of_them_is_counted(hello):
    values = np.tri(5) * [1.0, 0.04, 0.05, 4.0, 9.0]
    look = looked(hello, "hello", values=values, cut=Truncation.windows(2))
    assert cut_sentence(look) == "With a cut every 2 steps only 2 of these 4 are reached."
    assert look.reached[3].tolist() == [False, False, True, True, True]
    assert cut_sentence(looked(hello, "hello", values=values)) == ""
    near = np.tri(5) * [0.0, 0.0, 1.0, 4.0, 9.0]
    assert cut_sentence(looked(hello, "hello", values=near, cut=Truncation.windows(2))) == ""


def test_without_a_gradient_there_is_no_reach(hello):
    assert reach_sentence(looked(hello, "hello", values=np.zeros((5, 5)))) == ""  # nothing is due
    for lost in (np.inf, np.nan):
        assert reach_sentence(looked(hello, "hello", values=np.full((5, 5), lost))) == ""
    one = reach_sentence(looked(hello, "h", "hh", values=np.ones((1, 1))))
    assert one.startswith("The state of step 1 depends most on step 1 (1.00), and on 1 of 1 ")
