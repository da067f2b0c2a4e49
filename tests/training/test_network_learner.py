"""Any network, trained on padded batches, beside PyTorch on packed sequences."""

import math
import tracemalloc
from functools import partial

import numpy as np
import pytest
import torch
from pydantic import ValidationError
from support.torch_oracle import modules, state_dict, together
from support.uneven_tasks import TOKENS, Numbers, Uneven, assert_same_examples
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from rnnviz.data.examples import BLOCK, joined
from rnnviz.experiments.checkpoint import pack, unpack
from rnnviz.experiments.frame_writer import FrameWriter
from rnnviz.experiments.store import Store
from rnnviz.experiments.worker import Worker
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Addition, Echo, Hello
from rnnviz.training.experiment import Experiment, explain, samples_per_update
from rnnviz.training.memory import bytes_per_update
from rnnviz.training.network_learner import GeneralLearner
from rnnviz.training.race import Race, learners, train
from rnnviz.training.window_learner import StreamLearner

WHOLE = Truncation.full()


def make(*kinds, task=None, samples=100, seed=1):
    runs = [Run(**{"batch": 6, "truncation": WHOLE, "hidden": 3} | kind) for kind in kinds or ({},)]
    return Experiment(task=task or Uneven(), seed=seed, samples=samples, runs=runs)


TORCH = {
    "sgd": torch.optim.SGD,
    "momentum": partial(torch.optim.SGD, momentum=0.9),
    "adagrad": torch.optim.Adagrad,
    "rmsprop": torch.optim.RMSprop,
    "adam": torch.optim.Adam,
}


def loop(learner, updates):
    """Losses, norms and last parameters of the loop as one writes it in PyTorch, on the same data."""
    run, net = learner.run, learner.net
    parts = modules(
        net.cell, net.inputs, net.hidden, net.outputs, net.layers, net.bidirectional, net.embedding
    )
    for name, array in state_dict(*parts).items():
        array[:] = net.parameters[name]
    rnn, readout, table = parts
    model = together(*parts)
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(run.moves(name))
    optimizer = TORCH[run.optimizer](model.parameters(), lr=run.rate)
    losses, norms = [], []
    for position in range(updates):
        inputs, targets, lengths = learner.data.at(position)
        if inputs.ndim == 3:
            x, wanted = torch.tensor(inputs).mT, torch.tensor(targets).mT
        else:
            tokens, wanted = torch.tensor(inputs).clamp(min=0), torch.tensor(targets)
            x = table(tokens) if table else functional.one_hot(tokens, TOKENS).double()
        packed = pack_padded_sequence(x, torch.tensor(lengths), enforce_sorted=False)
        logits = readout(pad_packed_sequence(rnn(packed)[0])[0])
        if inputs.ndim == 3:
            known = ~wanted[..., 0].isnan()
            loss = ((logits - wanted)[known] ** 2).sum() / 2 / known.sum()
        else:
            loss = functional.cross_entropy(logits.flatten(0, 1), wanted.flatten(), ignore_index=-1)
        optimizer.zero_grad()
        loss.backward()
        losses.append(loss.item())
        norms.append(torch.nn.utils.clip_grad_norm_(model.parameters(), math.inf).item())
        if run.clip_norm and norms[-1] > run.clip_norm:
            for parameter in model.parameters():  # PyTorch's own adds 1e-6 to the norm
                if parameter.grad is not None:
                    parameter.grad *= run.clip_norm / norms[-1]
        optimizer.step()
    return losses, norms, {name: p.detach().numpy() for name, p in model.named_parameters()}


KINDS = [
    {"cell": cell, "layers": layers, "bidirectional": both, "embedding": embedding}
    for cell in ("tanh", "gru", "lstm")
    for layers, both, embedding in ((1, False, None), (2, True, 4), (2, False, 4), (1, True, None))
]


def compare(experiment, updates=12):
    (learner,) = learners(experiment)
    assert isinstance(learner, GeneralLearner)
    losses, norms, parameters = loop(learner, updates)
    learner.advance(updates)
    np.testing.assert_allclose(learner.losses, losses, rtol=0, atol=1e-10)
    np.testing.assert_allclose(learner.gradient_norms, norms, rtol=0, atol=1e-10)
    assert learner.net.parameters.keys() == parameters.keys()
    for name, array in parameters.items():
        np.testing.assert_allclose(learner.net.parameters[name], array, rtol=0, atol=1e-8, err_msg=name)
    assert len({len(learner.data.at(position).inputs) for position in range(updates)}) > 1


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_trained_as_pytorch_trains_on_packed_sequences(kind):
    compare(make(kind))


@pytest.mark.parametrize("optimizer", TORCH)
def test_with_every_optimizer(optimizer):
    experiment = make({"optimizer": optimizer, "rate": 0.01, "bidirectional": True, "clip_norm": 0.2})
    compare(experiment)


def test_the_readout_alone():
    compare(make({"train": "readout", "embedding": 4, "bidirectional": True, "clip_norm": 0.2}))


@pytest.mark.parametrize("both", [False, True])
def test_with_numbers(both):
    compare(make({"cell": "lstm", "bidirectional": both}, task=Numbers()))


@pytest.mark.parametrize("cell", ["tanh", "gru", "gru_before", "lstm"])
def test_an_embedded_stream_is_trained_as_the_engine_trains_its_product(cell):
    """x = E[token] in W x is the column W E of one-hot tokens: the same losses from frozen weights."""
    kind = {"cell": cell, "layers": 2, "batch": 4, "truncation": Truncation.windows(5), "rate": 1e-9}
    experiment = Experiment(task=Echo(), samples=400, runs=[Run(**kind), Run(embedding=3, **kind)])
    plain, embedded = learners(experiment)
    assert isinstance(plain, StreamLearner)
    assert isinstance(embedded, GeneralLearner)
    named = embedded.network(embedded.named(embedded.parameters["all"])).parameters
    product = {k: v for k, v in named.items() if k != "embedding.weight"}
    product["rnn.weight_ih_l0"] = named["rnn.weight_ih_l0"] @ named["embedding.weight"].T
    plain.engine.vector[:] = plain.vector_of(product)
    for learner in (plain, embedded):
        learner.advance(100)
        assert (learner.position, len(learner.losses), learner.status) == (100, 20, "finished")
    np.testing.assert_allclose(plain.losses, embedded.losses, rtol=0, atol=1e-6)
    for mine, theirs in zip(plain.states, embedded.states, strict=True):
        for one, other in zip(mine, theirs, strict=True):
            assert (one is None) == (other is None)
            if one is not None:
                assert abs(one).max() > 0.01
                np.testing.assert_allclose(one, other, rtol=0, atol=1e-6)


def test_a_sample_is_a_sequence_and_runs_see_the_same_ones():
    experiment = make({}, {"batch": 10, "cell": "gru"}, {"batch": 10}, samples=95)
    assert [samples_per_update(run, experiment) for run in experiment.runs] == [6, 10, 10]
    frame = list(train(experiment))[-1]
    assert [run.samples for run in frame.runs] == [96, 100, 100]
    assert [run.updates for run in frame.runs] == [16, 10, 10]
    assert frame.samples == 96
    assert [run.status for run in frame.runs] == ["finished"] * 3
    six, ten, same = learners(experiment)
    assert ten.data is same.data
    assert_same_examples(
        joined([six.data.at(position) for position in range(5)]),
        joined([ten.data.at(position) for position in range(3)]),
    )


def test_runs_are_never_further_apart_than_a_block():
    race = Race(make({}, {"batch": 50}, {"batch": 1}, samples=5000))
    while race.running:
        race.advance()
        seen = [learner.position * learner.run.batch for learner in race.learners]
        assert max(seen) - min(seen) <= BLOCK + 50
    assert min(seen) >= 5000


def test_numbers_do_not_depend_on_when_frames_are_taken_or_on_the_other_runs():
    kinds = [{}, {"cell": "lstm", "bidirectional": True}, {"batch": 11, "embedding": 2}]
    frames = list(train(make(*kinds), every=0))
    once = list(train(make(*kinds), every=100))
    assert len(frames) > len(once) == 1
    for place, kind in enumerate(kinds):
        (alone,) = list(train(make(kind), every=100))[-1].runs
        often = np.concatenate([frame.runs[place].update_losses for frame in frames])
        for losses in (once[-1].runs[place].update_losses, often):
            np.testing.assert_array_equal(losses, alone.update_losses)


RESTORED = [
    (Uneven(), {"cell": "lstm", "layers": 2, "bidirectional": True, "embedding": 3}),
    (Addition(bits=4), {"cell": "gru"}),
    (Echo(), {"cell": "lstm", "embedding": 3, "truncation": Truncation.windows(4)}),
    (Echo(), {"embedding": 3, "truncation": Truncation.windows(4), "carry": False}),
]


@pytest.mark.parametrize(("task", "kind"), RESTORED, ids=str)
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_a_restored_run_goes_on_exactly(task, kind, optimizer):
    experiment = make(kind | {"optimizer": optimizer, "rate": 0.01}, task=task, samples=10_000)
    (straight,) = learners(experiment)
    straight.advance(5 * straight.every)
    kept = unpack(pack(straight.checkpoint()))
    straight.frame()
    straight.advance(70 * straight.every)  # into the next block
    end = straight.frame()
    assert len(end.update_losses) == 65
    (fresh,) = learners(experiment)
    for learner in (fresh, straight):
        learner.restore(kept)
        assert learner.status == "running"
        learner.advance(70 * learner.every)
        again = learner.frame()
        np.testing.assert_array_equal(again.update_losses, end.update_losses)
        np.testing.assert_array_equal(again.update_norms, end.update_norms)
        for name, array in end.network.parameters.items():
            np.testing.assert_array_equal(again.network.parameters[name], array, strict=True)
        assert (again.samples, again.updates) == (end.samples, end.updates)


def test_a_frame_holds_a_copy_of_the_network():
    (learner,) = learners(make())
    learner.advance(1)
    first = learner.frame().network
    before = {name: array.copy() for name, array in first.parameters.items()}
    learner.advance(5)
    for name, array in before.items():
        np.testing.assert_array_equal(first.parameters[name], array)
        assert (learner.frame().network.parameters[name] != array).any()


def test_a_run_that_diverges_stops_with_its_last_good_state():
    wild = {"cell": "identity", "optimizer": "sgd", "rate": 1000.0}
    (learner,) = learners(make(wild, samples=1000))
    while learner.status == "running":
        learner.advance(learner.position + 1)
        frame = learner.frame()
    assert frame.status == "diverged"
    assert frame.diverged_at == frame.updates + 1 > 1
    assert all(np.isfinite(array).all() for array in learner.last_good["parameters"].values())
    assert learner.last_good["updates"] == frame.updates


def test_a_worker_trains_stores_and_goes_on(tmp_path):
    experiment = Experiment(
        task=Hello(), samples=40, runs=[Run(**Hello.usual), Run(**{**Hello.usual, "cell": "lstm"})]
    )
    (whole,) = list(train(experiment, every=math.inf))
    with_store = Store(tmp_path / "store.db")
    id = with_store.add(experiment)
    for ends in (12, None):  # the second worker takes over from the first
        with_store.rows("UPDATE experiments SET worker = 'w', status = 'queued' WHERE id = ?", id)
        worker = Worker(with_store, id, "w")
        worker.open()
        if ends:
            for _ in range(ends):
                worker.race.step()
            worker._write()
        else:
            assert worker.race.learners[0].optimizer.updates == 12
            while worker.turn():
                pass
        worker.quiet()
    last = with_store.last_frame(id)
    assert with_store.row(id).experiment == experiment
    assert [run.updates for run in last.runs] == [40, 40]
    for run, straight in zip(last.runs, whole.runs, strict=True):
        for name, array in straight.network.parameters.items():
            np.testing.assert_array_equal(run.parameters[name], array)
    curves = with_store.curves(id)
    assert [len(curve.loss) for curve in curves] == [40, 40]
    assert isinstance(worker.writer, FrameWriter)
    with_store.close()


@pytest.mark.parametrize("task", [Addition(bits=5), Hello(), Hello("abc", "bca")], ids=str)
def test_an_experiment_survives_its_json(task):
    run = Run(**{**task.usual, "bidirectional": True})
    experiment = Experiment(task=task, runs=[run, Run(**task.usual)])
    text = experiment.to_json()
    assert Experiment.from_json(text) == experiment
    assert Experiment.from_json(text).to_json() == text
    assert type(Experiment.from_json(text).task) is type(task)
    assert f'"name":"{task.name}"' in text


REFUSED = [
    ({"task": {"name": "hello"}}, "run 1 has a cut every 5 steps; hello is made of short sequences"),
    (
        {
            "task": {"name": "addition"},
            "runs": [{"truncation": {}}, {"truncation": {}, "embedding": 3}],
        },
        "run 2 has an embedding, which is for tokens; addition reads numbers",
    ),
    ({"runs": [{"bidirectional": True}]}, "run 1 has both directions; echo is an endless sequence"),
    (
        {"runs": [{"embedding": 3, "truncation": {"every": 1, "reach": 5}}]},
        "run 1 has an embedding, which goes with windows or full, not with a sliding cut of 5 steps",
    ),
    (
        {"runs": [{"embedding": 3, "truncation": {"every": 5, "reach": 5, "each": True}}]},
        "not with an even cut of 5 steps",
    ),
    ({"task": {"name": "addition", "bits": 0}}, "bits is 0; allowed are whole numbers from 1 to 16"),
    ({"task": {"name": "hello", "letters": 3}}, "hello has no 'letters'; allowed are word, target"),
]


@pytest.mark.parametrize(("given", "words"), REFUSED, ids=str)
def test_runs_that_do_not_fit_their_task_are_refused_in_a_sentence(given, words):
    with pytest.raises(ValidationError) as refused:
        Experiment(**given)
    (sentence,) = explain(refused.value)
    assert words in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    "kind", [{}, {"cell": "lstm", "bidirectional": True, "layers": 2}, {"embedding": 8}], ids=str
)
def test_an_update_holds_about_what_it_allocates(kind):
    experiment = make(kind | {"hidden": 48, "batch": 60}, task=Hello("hello" * 12, "ohlol" * 12))
    (learner,) = learners(experiment)
    learner.advance(1)
    tracemalloc.start()
    learner.advance(2)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert bytes_per_update(learner.run, experiment) == pytest.approx(peak, rel=0.5)
