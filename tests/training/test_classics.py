"""The classic runs, trained by the engine, print what the originals print."""

import json
from pathlib import Path

import numpy as np
import pytest

from rnnviz.experiments.checkpoint import log, pack, unpack
from rnnviz.nn.losses import losses
from rnnviz.nn.propagation import State, forward
from rnnviz.tasks import Echo, characters
from rnnviz.training import classics
from rnnviz.training.experiment import Experiment
from rnnviz.training.network_learner import GeneralLearner
from rnnviz.training.race import learners, train
from rnnviz.training.window_learner import StreamLearner


def golden(name):
    return json.loads((Path(__file__).parents[1] / "golden" / f"{name}.json").read_text())


def trained(experiment):
    """The learner of the one run at its end."""
    (learner,) = learners(experiment)
    learner.advance(learner.total)
    return learner


def test_addition_prints_the_log_of_the_original_digit_for_digit():
    wanted = golden("addition")["log"]
    last = None
    for frame in train(classics.addition(), every=0.5):
        last = frame
    lines = last.runs[0].log
    assert [line["update"] for line in lines] == [line["update"] for line in wanted]
    for line, due in zip(lines, wanted, strict=True):
        assert round(line["error"], 8) == pytest.approx(due["error"], abs=1.1e-8)
        assert (line["first"], line["second"]) == (due["a"], due["b"])
        assert line["sum"] == due["predicted"]
        assert len(line["predicted"]) == len(line["true"]) == 8
        assert int("".join(map(str, line["predicted"])), 2) == due["predicted"]
        assert int("".join(map(str, line["true"])), 2) == due["a"] + due["b"]


def test_the_last_500_sums_of_the_addition_are_all_right():
    (learner,) = learners(classics.addition())
    task, seen = learner.task, []
    learner.advance(9_500)
    while learner.position < learner.total:
        batch = learner.data.at(learner.position)
        first, second = (int(np.dot(batch.inputs[:, n, 0], 1 << np.arange(8))) for n in range(2))
        seen.append(task.answer(learner.engine.network(), first, second, bits=7).right)
        learner.update()
    assert len(seen) == 500
    assert all(seen)


def test_the_sentence_prints_the_perplexities_of_the_original():
    learner = trained(classics.sentence())
    found = [float(np.exp(line["mean"])) for line in learner.log.lines]
    np.testing.assert_allclose(found, golden("words")["perplexity"], rtol=0, atol=0.0051)
    assert isinstance(learner, GeneralLearner)
    assert not learner.net.parameters["rnn.bias_hh_l0"].any()
    assert learner.net.parameters["rnn.bias_ih_l0"].any()


def test_the_character_network_prints_the_losses_of_the_original_digit_for_digit():
    wanted = golden("characters")
    learner = trained(classics.characters(characters.REFERENCE_TEXT, hidden=10, updates=2001))
    assert isinstance(learner, StreamLearner)
    lines = {line["update"]: line for line in learner.log.lines}
    assert list(lines) == list(range(0, 2001, 100))
    for due in wanted["log"]:
        line = lines[due["update"]]
        assert (line["loss"], line["smooth"]) == pytest.approx((due["loss"], due["smooth"]), rel=1e-10)
        assert len(line["sample"]) == 200
        assert set(line["sample"]) <= set(characters.REFERENCE_TEXT)


def test_the_first_gradient_of_the_character_network():
    (learner,) = learners(classics.characters(characters.REFERENCE_TEXT, hidden=10))
    learner.update()
    found = learner.named(learner.gradients["all"])
    names = {
        "input": "rnn.weight_ih_l0",
        "recurrent": "rnn.weight_hh_l0",
        "output": "readout.weight",
        "hidden_bias": "rnn.bias_ih_l0",
        "output_bias": "readout.bias",
    }
    sums = {name: abs(found[theirs]).sum() for name, theirs in names.items()}
    assert sums == pytest.approx(golden("characters")["first_update"]["abs_gradient_sums"], abs=1e-12)
    assert not found["rnn.bias_hh_l0"].any()


def test_the_character_network_goes_through_a_longer_text_as_the_loop_does():
    text = "".join(chr(97 + number % 23) for number in range(180))
    (learner,) = learners(classics.characters(text, hidden=5, updates=30))
    place, began, read = 0, [], []
    for update in range(30):  # the lines of the original
        if place + 25 + 1 >= len(text) or update == 0:
            place = 0
            began.append(update)
        read.append(text[place : place + 25])
        place += 25
    alphabet = learner.task.tokens
    for update in range(30):
        start = 25 * update
        inputs, targets = learner.windows.window(start, start, start + 25)
        assert "".join(alphabet[n] for n in inputs[:, :, 0].argmax(axis=1)) == read[update]
        follows = "".join(alphabet[n] for n in targets[:, :, 0].argmax(axis=1))
        assert follows[:-1] == read[update][1:]
        assert learner.windows.begins(start) == (update in began)


def test_hello_prints_its_ids():
    lines = trained(classics.hello()).log.lines
    assert [line["update"] for line in lines] == list(range(15))
    assert lines[-1]["answer"] == "ohlol"
    assert lines[-1]["ids"] == [3, 1, 2, 3, 2]
    # the reference is one run of another start
    losses = np.array([line["loss"] for line in lines])
    assert (abs(np.log(losses / golden("hello")["loss"])) < np.log(4.0)).all()


def test_the_echo_pair_prints_a_loss_an_epoch_and_comes_down_to_its_floors():
    """The text that it is known from has 0.52 for 4 units on windows of 5, and 0.454 to be reached with
    16 on windows of 10."""
    experiment = classics.echo()
    floors = experiment.task.floors()
    short, long = learners(experiment)
    for learner, every in ((short, 1000), (long, 500)):
        learner.advance(learner.total)
        lines = learner.log.lines
        assert [line["update"] + 1 for line in lines] == list(range(every, 10 * every + 1, every))
    assert short.log.lines[-1]["mean"] == pytest.approx(0.515, abs=0.006)
    assert floors["all lags"] < long.log.lines[-1]["mean"] == pytest.approx(0.456, abs=0.004)


def test_an_echo_begins_each_epoch_with_a_state_of_zeros():
    experiment = classics.echo(2)
    experiment = experiment.model_copy(
        update={"task": Echo(length=4_000), "samples": 8_000, "runs": experiment.runs[:1]}
    )
    (learner,) = learners(experiment)
    for update in range(8):  # an epoch has 4 windows of 5 in each of 200 rows
        net, start = learner.network(learner.named(learner.parameters["all"])), learner.position
        before = None if update % 4 == 0 else State(np.stack(learner.hidden), None)
        inputs, targets = learner.windows.window(start, start, start + 5)
        done = forward(net, inputs.argmax(axis=1), before)
        learner.update()
        loss = losses(net.output, done.logits, targets.argmax(axis=1)).mean()
        assert learner.losses[-1] == pytest.approx(loss, rel=1e-5)
    assert np.abs(learner.hidden[0]).max() > 0.1


@pytest.mark.parametrize(
    "make",
    [
        classics.addition,
        classics.sentence,
        lambda: classics.characters("hello, world " * 9, 6),
        classics.pairs,
    ],
)
def test_a_classic_goes_on_from_a_checkpoint_as_if_never_left(make):
    experiment = make()
    (whole,), (first,), (second,) = (learners(experiment) for _ in range(3))
    steps = 150 * getattr(first, "every", 1)
    whole.advance(2 * steps)
    first.advance(steps)
    state = pack(first.checkpoint())
    second.restore(unpack(state))
    assert log(state) == first.log.lines
    second.advance(2 * steps)
    assert second.log.checkpoint() == whole.log.checkpoint()
    np.testing.assert_array_equal(second.parameters["all"], whole.parameters["all"])


@pytest.mark.parametrize(
    "make",
    [
        classics.addition,
        classics.sentence,
        classics.hello,
        lambda: classics.characters("ab " * 20),
        classics.pairs,
        classics.echo,
    ],
)
def test_a_classic_survives_its_json(make):
    experiment = make()
    assert Experiment.from_json(experiment.to_json()) == experiment
