"""The strips in words."""

import numpy as np

from rnnviz.analysis.typed_bits import typed_run
from rnnviz.figures.training.strip_frame import Strip
from rnnviz.figures.training.strip_words import (
    gradients_in_words,
    losses_in_words,
    probabilities_in_words,
    states_in_words,
)
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks.echo import Echo

BITS = "010011010111"


def strip(bits=BITS, note="", spoil=0.0, **more):
    run = Run(truncation=Truncation.windows(4), **more)
    net = Network.random("tanh", 2, 3, 2, seed=1)
    net.parameters["readout.bias"][0] += spoil
    return Strip("run", 0, run, typed_run(net, Echo(), run, bits), note)


def test_states_are_said_by_where_they_move_most():
    one = strip(note="as it starts")
    moved = [
        np.linalg.norm(b - a) for a, b in zip(one.typed.hidden, one.typed.hidden[1:], strict=False)
    ]
    step = int(np.argmax(moved)) + 2
    assert states_in_words([one]) == (
        f"Hidden states of each run on the typed bits {BITS}, unit by unit. run (as it starts): its 3 "
        f"units move most at step {step}."
    )
    assert states_in_words([strip("1")]).endswith("run: one step.")


def test_answers_are_said_by_how_far_they_are_off():
    one = strip()
    off = abs(one.typed.chance - one.typed.true)
    at = int(off.argmax())
    assert probabilities_in_words([one]).endswith(
        f"run: off by {off.mean():.2f} on average, most at step {at + 1}: "
        f"{one.typed.chance[at]:.2f} in place of {one.typed.true[at]:.2f}."
    )


def test_losses_are_said_beside_the_least():
    one = strip()
    more = (one.typed.losses - one.typed.least).mean()
    assert losses_in_words([one]).endswith(
        f"run: {one.typed.losses.mean():.3f} on average, {more:.3f} above the least."
    )
    assert losses_in_words([strip("1", delay=3)]).endswith("run: –.")
    assert probabilities_in_words([strip("1", delay=3)]).endswith("run: –.")


def test_gradients_are_said_by_how_far_they_are_felt_and_how_far_the_cut_lets_them():
    assert gradients_in_words([strip()]).endswith("; the cut lets losses reach 3 back at most.")
