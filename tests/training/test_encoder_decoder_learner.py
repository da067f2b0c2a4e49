"""Training on answers of another length, on one answer to a sequence, on numbers, in stages."""

from dataclasses import dataclass

import numpy as np
import pytest
import torch
from pydantic import ValidationError
from support.torch_oracle import modules, state_dict, together
from torch.nn import functional

from rnnviz.data.examples import BLOCK, Examples
from rnnviz.experiments.checkpoint import pack, unpack
from rnnviz.experiments.frame_writer import FrameWriter
from rnnviz.experiments.store import Store
from rnnviz.nn.decoding import END_TOKEN, greedy
from rnnviz.nn.encoder_decoder import END, START, EncoderDecoder, encode
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import AnswerTask, ExampleTask, PooledTask, StreamTask
from rnnviz.training.experiment import Experiment, explain
from rnnviz.training.memory import bytes_per_update
from rnnviz.training.race import Race, learners, train

WHOLE = Truncation.full()


@dataclass(frozen=True)
class Backwards(AnswerTask):
    """Letters, answered from the last to the first, in float64."""

    most: int = 5

    name = "backwards"
    shape = "N to M"
    curricula = ("rising",)

    @property
    def tokens(self):
        return tuple("abc")

    @property
    def answers(self):
        return (START, END, *"abc")

    def examples(self, rng, count):
        return self._of(rng, count, self.most)

    def staged(self, rng, count, curriculum, progress):
        assert curriculum == "rising"
        return self._of(rng, count, 1 + int(progress * (self.most - 1)))

    def _of(self, rng, count, most):
        lengths = rng.integers(1, most + 1, count)
        inputs = np.full((lengths.max(), count), -1)
        targets = np.full((lengths.max() + 1, count), -1)
        for row, length in enumerate(lengths):
            word = rng.integers(3, size=length)
            inputs[:length, row] = word
            targets[: length + 1, row] = [*(word[::-1] + 2), END_TOKEN]
        return Examples(inputs, targets, lengths)

    def start(self, run, seed):
        return super().start(run, seed).astype("float64")

    def measures(self, model):
        batch = self._of(np.random.default_rng(0), 20, 2)
        answers = greedy(model, encode(model, batch.inputs, batch.lengths), 4).tokens
        answers = np.pad(answers, ((0, 4 - len(answers)), (0, 0)), constant_values=-1)
        wanted = np.pad(batch.targets, ((0, 4 - len(batch.targets)), (0, 0)), constant_values=-1)
        return {"exact": float((answers == wanted).all(axis=0).mean())}


@dataclass(frozen=True)
class Most(PooledTask):
    """Is it more often the first token, or the second?"""

    name = "most"
    shape = "N to 1"

    @property
    def sizes(self):
        return 2, 2

    def examples(self, rng, count):
        lengths = rng.choice([1, 3, 5, 7], count)
        inputs = rng.integers(2, size=(7, count))
        inputs[np.arange(7)[:, None] >= lengths] = -1
        return Examples(
            inputs, ((inputs == 1).sum(0) > (inputs == 0).sum(0))[None].astype(int), lengths
        )


class Ramp:
    """An endless row of numbers."""

    steps = 10

    def __init__(self, batch):
        self.first = np.arange(batch)

    def window(self, start, first, stop):
        def at(steps):
            return np.sin(0.3 * (steps[:, None] + self.first))[:, None].astype(np.float32)

        return at(np.arange(start, stop)), at(np.arange(first + 1, stop + 1))


@dataclass(frozen=True)
class Wave(StreamTask):
    name = "wave"
    shape = "N to N"
    output = "linear"
    numbers = True

    @property
    def sizes(self):
        return 1, 1

    def stream(self, seed, batch):
        return Ramp(batch)


def make(task, *kinds, samples=100, seed=1):
    runs = [Run(**{"batch": 6, "truncation": WHOLE, "hidden": 4} | kind) for kind in kinds or ({},)]
    return Experiment(task=task, seed=seed, samples=samples, runs=runs)


# -- pairs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["tanh", "gru", "lstm"])
def test_an_answer_run_does_what_the_loop_one_writes_in_pytorch_does(cell):
    kind = {"cell": cell, "optimizer": "sgd", "rate": 0.5, "embedding": 3, "layers": 2}
    experiment = make(Backwards(), kind)
    (learner,) = learners(experiment)
    model = experiment.task.start(experiment.runs[0], experiment.seed)
    parts = {}
    for part in ("encoder", "decoder"):
        net = getattr(model, part)
        parts[part] = modules(cell, net.inputs, 4, net.outputs, 2, False, 3, readout=net.readout)
        for name, array in state_dict(*parts[part]).items():
            array[:] = net.parameters[name]
    every = [p for of in parts.values() for p in together(*of).parameters()]
    optimizer = torch.optim.SGD(every, lr=0.5)
    for update in range(5):
        batch = learner.data.at(update)
        total, count = 0.0, 0
        for row, length in enumerate(batch.lengths):
            rnn, _, table = parts["encoder"]
            _, state = rnn(table(torch.tensor(batch.inputs[:length, row])))
            wanted = torch.tensor(batch.targets[batch.targets[:, row] >= 0, row])
            rnn, readout, table = parts["decoder"]
            fed = torch.cat([torch.tensor([0]), wanted[:-1]])
            logits = readout(rnn(table(fed), state)[0])
            total = total + functional.cross_entropy(logits, wanted, reduction="sum")
            count += len(wanted)
        mean = total / count
        optimizer.zero_grad()
        mean.backward()
        optimizer.step()
        learner.update()
        assert learner.losses[-1] == pytest.approx(mean.item(), abs=1e-10)
    for part, of in parts.items():
        for name, array in state_dict(*of).items():
            mine = learner.named(learner.parameters["all"])[f"{part}.{name}"]
            np.testing.assert_allclose(mine, array, rtol=0, atol=1e-10)


def test_it_learns_to_answer_and_its_measures_come_with_every_frame():
    kind = {"cell": "gru", "hidden": 24, "optimizer": "adam", "rate": 0.02, "batch": 32}
    frames = list(train(make(Backwards(most=2), kind, samples=12_000), every=0.0))
    first, last = frames[0].runs[0], frames[-1].runs[0]
    assert isinstance(last.network, EncoderDecoder)
    assert frames[-2].runs[0].loss < 0.05 < first.loss  # after which there was no further update
    assert first.measures["exact"] < 0.8
    assert last.measures == {"exact": 1.0}


@pytest.mark.parametrize("forcing", [1.0, 0.5, 0.0])
def test_a_resumed_run_goes_on_as_if_it_had_never_stopped(forcing):
    experiment = make(Backwards(), {"cell": "lstm", "optimizer": "adam", "forcing": forcing})
    (straight,) = learners(experiment)
    straight.advance(9)
    (first,) = learners(experiment)
    first.advance(4)
    (second,) = learners(experiment)
    second.restore(unpack(pack(first.checkpoint())))
    second.advance(9)
    assert straight.losses[4:] == second.losses
    np.testing.assert_array_equal(straight.parameters["all"], second.parameters["all"])


def test_forcing_changes_what_is_trained_on():
    forced, free = learners(make(Backwards(), {}, {"forcing": 0.0}, samples=60))
    for learner in (forced, free):
        learner.advance(10)
    assert forced.losses != free.losses
    assert Run().model_dump_json() == Run(forcing=1.0).model_dump_json()


@pytest.mark.parametrize("forcing", [1.0, 0.5])
def test_with_c_at_every_step_it_learns_and_goes_on_from_a_checkpoint(forcing):
    settings = {"cell": "gru", "optimizer": "adam", "context": True, "forcing": forcing}
    experiment = make(Backwards(), settings)
    (straight,) = learners(experiment)
    straight.advance(9)
    (first,) = learners(experiment)
    first.advance(4)
    (second,) = learners(experiment)
    second.restore(unpack(pack(first.checkpoint())))
    second.advance(9)
    assert straight.losses[4:] == second.losses
    assert second.network(second.checkpoint()["parameters"]).decoder.context == straight.run.hidden
    (plain,) = learners(make(Backwards(), settings | {"context": False}))
    plain.advance(1)
    assert plain.losses[0] != straight.losses[0]
    # what was stored before there was such a thing is found by its JSON again
    assert Run().model_dump_json() == Run(context=False).model_dump_json()
    assert "context" in Run(context=True).model_dump_json()


def test_frames_with_measures_are_kept_and_come_back(tmp_path):
    store = Store(tmp_path / "store.sqlite")
    experiment = make(Backwards(), {}, {"cell": "gru"})
    # a task of the tests is none that a file may name, so the row is that of another experiment
    id = store.add(Experiment(runs=[Run(), Run()]))
    race, pen = Race(experiment), FrameWriter(store, id, "me")
    with store.transaction() as run:
        run("UPDATE experiments SET worker = 'me'")
    pen.open(2)
    measured = []
    for _ in range(3):
        race.advance()
        frame = race.frame(1.0)
        measured.append([dict(one.measures) for one in frame.runs])
        pen.write(pen.pack(frame, race.learners), "running")
    found = store.measures(id)
    assert [[one for _, one in of] for of in found] == [list(of) for of in zip(*measured, strict=True)]
    last = store.last_frame(id)
    assert last.runs[1].measures == measured[-1][1]
    again = experiment.task.model(experiment.runs[1], last.runs[1].parameters)
    assert experiment.task.measures(again) == measured[-1][1]
    store.close()


def test_memory_grows_with_what_is_held():
    small, large = (make(Backwards(), {"hidden": size}) for size in (4, 64))
    assert 0 < bytes_per_update(small.runs[0], small) < bytes_per_update(large.runs[0], large)


# -- stages ------------------------------------------------------------------------------------------


def test_a_curriculum_goes_from_its_first_stage_to_its_last():
    samples = 4 * BLOCK
    rising, plain = learners(
        make(Backwards(), {"curriculum": "rising", "batch": BLOCK}, {"batch": BLOCK}, samples=samples)
    )
    longest = [rising.data.at(position).lengths.max() for position in range(6)]
    assert longest == [1, 2, 3, 4, 5, 5]
    assert plain.data.at(0).lengths.max() == 5


# -- one answer --------------------------------------------------------------------------------------


@pytest.mark.parametrize("pool", ["last", "mean"])
def test_one_answer_to_a_sequence_is_learned(pool):
    kind = {
        "cell": "gru",
        "hidden": 8,
        "optimizer": "adam",
        "rate": 0.02,
        "batch": 32,
        "pool": pool,
        "bidirectional": True,
    }
    (learner,) = learners(make(Most(), kind, samples=20_000))
    learner.advance(600)
    assert np.mean(learner.losses[-50:]) < 0.15 < np.mean(learner.losses[:5])
    net = learner.network(learner.named(learner.parameters["all"]))
    assert net.pool == pool


# -- numbers -----------------------------------------------------------------------------------------


def test_an_endless_row_of_numbers_is_learned():
    kind = {
        "cell": "tanh",
        "hidden": 8,
        "optimizer": "adam",
        "rate": 0.02,
        "truncation": Truncation.windows(5),
    }
    (learner,) = learners(make(Wave(), kind, samples=20_000))
    learner.advance(3_000)
    assert np.mean(learner.losses[-50:]) < 0.005 < np.mean(learner.losses[:5])


# -- what cannot be ----------------------------------------------------------------------------------


class Plain(ExampleTask):
    name = "plain"
    shape = "N to N"
    sizes = (2, 2)


@pytest.mark.parametrize(
    ("task", "kind", "words"),
    [
        (Backwards(), {"delay": 1}, "run 1 has a delay, which is for N to N; backwards is N to M"),
        (Backwards(), {"bidirectional": True}, "an encoder hands on the state that it ends in"),
        (Backwards(), {"curriculum": "falling"}, "has the curriculum 'falling'; allowed are rising"),
        (Backwards(), {"pool": "mean"}, "pools, which is for N to 1"),
        (Plain(), {"curriculum": "rising"}, "it has none"),
        (Plain(), {"forcing": 0.5}, "teacher forcing, which is for decoders; plain is N to N"),
        (Wave(), {"truncation": Truncation.even(5)}, "allowed are windows and full"),
        (Wave(), {"truncation": WHOLE, "embedding": 3}, "wave reads numbers"),
    ],
)
def test_a_run_that_does_not_fit_its_task_is_refused_in_a_sentence(task, kind, words):
    with pytest.raises(ValidationError) as refused:
        make(task, kind)
    assert words in " ".join(explain(refused.value))


@pytest.mark.parametrize(
    ("field", "value"), [("forcing", 1.5), ("forcing", -0.1), ("pool", "max"), ("delay", -1)]
)
def test_settings_out_of_range_are_refused(field, value):
    with pytest.raises(ValidationError):
        Run(**{field: value})
