"""Answers that are asked later: the same answers, at other steps."""

import numpy as np
import pytest
from pydantic import ValidationError

from rnnviz.data.delay import DelayedWindows, delayed, late_logits
from rnnviz.data.examples import Examples
from rnnviz.nn.losses import losses
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import forward
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Addition, Characters, Echo
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import learners

TEXT = Characters(source="own", text="the cat sat on the mat and that was that")


def test_a_delayed_batch_asks_for_the_same_answers_later(rng):
    inputs, targets = rng.integers(4, size=(2, 6, 3))
    lengths = np.array([6, 2, 5])
    targets[np.arange(6)[:, None] >= lengths] = -1
    late = delayed(Examples(inputs, targets, lengths), 2)
    assert late.inputs.shape == late.targets.shape == (8, 3)
    np.testing.assert_array_equal(late.lengths, lengths + 2)
    np.testing.assert_array_equal(late.inputs[:6], inputs)
    assert (late.inputs[6:] == -1).all()
    assert (late.targets[:2] == -1).all()
    np.testing.assert_array_equal(late.targets[2:], targets)


def test_delayed_numbers_are_blank_where_nothing_is_read(rng):
    inputs, targets = rng.standard_normal((4, 2, 3)), rng.standard_normal((4, 1, 3))
    late = delayed(Examples(inputs, targets, np.full(3, 4)), 3)
    assert (late.inputs[4:] == 0.0).all()
    assert np.isnan(late.targets[:3]).all()
    np.testing.assert_array_equal(late.targets[3:], targets)


@pytest.mark.parametrize("task", [TEXT, Echo()], ids=["text", "echo"])
@pytest.mark.parametrize("delay", [1, 3])
def test_a_delayed_window_reads_ahead_of_what_it_is_asked(task, delay):
    plain, late = (task.stream(3, 4) for _ in range(2))
    late = DelayedWindows(late, delay)
    read, asked = plain.window(0, 0, 600)
    for start, first, stop in ((0, 0, 5), (2, 4, 9), (240, 245, 300)):
        inputs, targets = late.window(start, first, stop)
        np.testing.assert_array_equal(inputs, read[start + delay : stop + delay])
        np.testing.assert_array_equal(targets, asked[first:stop])


def test_runs_of_several_delays_are_asked_for_the_same_answers():
    runs = [
        Run(delay=delay, hidden=3, batch=5, truncation=Truncation.windows(4)) for delay in (0, 2, 2)
    ]
    now, late, same = learners(Experiment(task=Echo(), samples=100, runs=runs))
    assert late.stream is same.stream
    for learner in (now, late):
        learner.update()
    np.testing.assert_array_equal(now.stream.window(0, 0, 20)[1], late.stream.window(0, 0, 20)[1])
    assert now.losses != late.losses


def test_the_loss_of_a_delayed_run_is_that_of_its_late_answers():
    run = Run(delay=3, hidden=4, batch=6, truncation=Truncation.full())
    task = Addition(bits=5)
    (learner,) = learners(Experiment(task=task, samples=60, runs=[run]))
    net = task.start(run, 0)
    batch = task.stream(0, 6).at(0)
    mean = losses(net.output, late_logits(net, batch.inputs, 3), batch.targets).mean()
    learner.update()
    assert learner.losses[0] == pytest.approx(mean, rel=1e-5)


def test_late_answers_of_unequal_sequences_are_those_of_each_alone(rng):
    net = Network.random("gru", 4, 3, 4, bidirectional=True)
    lengths = np.array([5, 2, 4])
    inputs = rng.integers(4, size=(5, 3))
    inputs[np.arange(5)[:, None] >= lengths] = -1
    whole = late_logits(net, inputs, 2, lengths)
    for row, length in enumerate(lengths):
        blank = np.concatenate([inputs[:length, row, None], [[-1], [-1]]])
        alone = forward(net, blank).logits[2:]
        np.testing.assert_allclose(whole[:length, :, row], alone[..., 0], rtol=0, atol=1e-12)


def test_a_text_is_known_once_it_has_been_read():
    """The next letter, asked a step later, has been read by then: what is left to learn is a copy."""
    run = Run(
        cell="tanh",
        hidden=32,
        delay=1,
        truncation=Truncation.windows(10),
        optimizer="adam",
        rate=0.01,
        batch=10,
    )
    (learner,) = learners(Experiment(task=TEXT, samples=20_000, runs=[run]))
    learner.advance(2_000)
    assert np.mean(learner.losses[-20:]) < 0.05 < TEXT.floors()["trigram"]


@pytest.mark.parametrize("delay", [-1, 51, 0.5])
def test_a_delay_that_cannot_be_is_refused(delay):
    with pytest.raises(ValidationError):
        Run(delay=delay)


def test_a_run_without_a_delay_is_written_as_before():
    assert "delay" not in Run().model_dump_json()
    made = Experiment(runs=[Run(delay=2)])
    assert Experiment.from_json(made.to_json()) == made
