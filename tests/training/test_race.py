"""Experiments as JSON, refusals in sentences, runs in lockstep, checkpoints, divergence."""

import json
import math
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from rnnviz.data.stream import CHUNK
from rnnviz.nn.cells import CELLS
from rnnviz.nn.network import Network
from rnnviz.runs.optimizers import OPTIMIZERS
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Echo
from rnnviz.training.engine import Engine, Window
from rnnviz.training.experiment import Experiment, explain
from rnnviz.training.memory import memory
from rnnviz.training.race import learners, train

few = settings(deadline=None, max_examples=100, derandomize=True)

CUTS = [
    Truncation.windows(5),
    Truncation.even(4),
    Truncation.sliding(6),
    Truncation.full(),
    Truncation(every=3, reach=7),
    Truncation(every=5, reach=2, each=True),
]


def finite(low, high):
    return st.floats(low, high, exclude_min=True)


@st.composite
def truncations(draw):
    if draw(st.booleans()):
        return Truncation.full()
    every, each = draw(st.integers(1, 500)), draw(st.booleans())
    return Truncation(every, draw(st.integers(1 if each else every, 1000)), each)


@st.composite
def runs(draw):
    cut = draw(truncations())
    return Run(
        cell=draw(st.sampled_from(sorted(CELLS))),
        hidden=draw(st.integers(1, 1024)),
        layers=draw(st.integers(1, 4)),
        truncation=cut,
        optimizer=draw(st.sampled_from(sorted(OPTIMIZERS))),
        rate=draw(finite(0.0, 1000.0)),
        batch=draw(st.integers(1, 10_000)),
        carry=cut.before > 0 or draw(st.booleans()),
        clip_norm=draw(st.none() | finite(0.0, 1e300)),
        clip_value=draw(st.none() | finite(0.0, 1e300)),
    )


@st.composite
def experiments(draw):
    lags = draw(st.dictionaries(st.integers(0, 1000), st.floats(-0.05, 0.05), max_size=8))
    return Experiment(
        task=Echo(lags=lags, base=draw(st.floats(0.4, 0.6))),
        seed=draw(st.integers(0, 2**64)),
        samples=draw(st.integers(1, 10**10)),
        runs=draw(st.lists(runs(), min_size=1, max_size=16)),
    )


# -- what an experiment is ---------------------------------------------------------------------------


@few
@given(experiments())
def test_an_experiment_survives_its_json(experiment):
    text = experiment.to_json()
    back = Experiment.from_json(text)
    assert back == experiment
    assert back.to_json() == text
    assert list(back.task.lags.items()) == list(experiment.task.lags.items())


def test_json_says_what_it_means():
    run = Run(cell="gru", truncation=Truncation(every=3, reach=7), clip_norm=1.0)
    assert json.loads(Experiment(seed=7, samples=100, runs=(run,)).to_json()) == {
        "task": {"name": "echo", "lags": {"3": 0.5, "8": -0.25}, "base": 0.5},
        "seed": 7,
        "samples": 100,
        "runs": [
            {
                "cell": "gru",
                "hidden": 4,
                "layers": 1,
                "truncation": {"every": 3, "reach": 7, "each": False},
                "optimizer": "adagrad",
                "rate": 0.1,
                "batch": 200,
                "carry": True,
                "clip_norm": 1.0,
                "clip_value": None,
            }
        ],
    }


def test_what_is_left_out_is_as_usual():
    assert Experiment.from_json("{}") == Experiment()
    assert Experiment.from_json('{"task": {}, "runs": [{}]}') == Experiment()
    assert Experiment.from_json('{"task": {"lags": {}}}').task == Echo(lags={})


REFUSED = [  # what is given, and what the sentence says: field, value, what is allowed
    ({"seed": -1}, "seed is -1: ", "greater than or equal to 0"),
    ({"seed": 1.5}, "seed is 1.5: ", "integer"),
    ({"samples": 0}, "samples is 0: ", "greater than or equal to 1"),
    ({"samples": 10**11}, "samples is 100000000000: ", "less than or equal to 10000000000"),
    ({"runs": []}, "runs: ", "at least 1 item"),
    ({"runs": [{}] * 17}, "runs: ", "at most 16 items"),
    ({"task": {"name": "nope"}}, "task: ", "name is 'nope'; allowed are echo"),
    ({"task": {"lags": {"1": 0.5, "2": 0.25}}}, "task: ", "X[t−1] = 1, X[t−2] = 1"),
    ({"task": {"lags": {"-1": 0.1}}}, "task: ", "lag is -1; allowed are whole numbers from 0 to 1000"),
    ({"task": {"name": []}}, "task: ", "name is []; allowed are echo"),
    ({"task": {"lag": {"3": 0.1}}}, "task: ", "echo has no 'lag'; allowed are lags, base"),
    ({"task": {"lags": {"a": 0.1}}}, "task: ", "lag is 'a'; allowed are whole numbers from 0"),
    ({"task": {"lags": {"3.5": 0.1}}}, "task: ", "lag is '3.5'; allowed are whole numbers from 0"),
    ({"task": {"lags": [3]}}, "task: ", "lags are [3]; allowed are steps with a weight each"),
    ({"task": {"lags": {"3": None}}}, "task: ", "weight of lag 3 is None; allowed are numbers"),
    ({"task": {"base": "0.5"}}, "task: ", "base is '0.5'; allowed are numbers"),
    ({"task": 5}, "task is 5: ", "input should be"),
    (
        {"colour": "red"},
        "colour is 'red': ",
        "there is no such field; there are task, seed, samples, runs",
    ),
]
REFUSED_RUNS = [
    ({"cell": "rnn"}, ".cell is 'rnn': ", "allowed are tanh, relu, sigmoid, identity, gru, lstm"),
    ({"hidden": 0}, ".hidden is 0: ", "greater than or equal to 1"),
    ({"hidden": 1025}, ".hidden is 1025: ", "less than or equal to 1024"),
    ({"layers": 0}, ".layers is 0: ", "greater than or equal to 1"),
    ({"layers": 5}, ".layers is 5: ", "less than or equal to 4"),
    ({"optimizer": "x"}, ".optimizer is 'x': ", "allowed are sgd, momentum, adagrad, rmsprop, adam"),
    ({"rate": 0.0}, ".rate is 0.0: ", "greater than 0"),
    ({"rate": 1001.0}, ".rate is 1001.0: ", "less than or equal to 1000"),
    ({"rate": math.nan}, ".rate is nan: ", "finite number"),
    ({"rate": None}, ".rate is None: ", "number"),
    ({"batch": 0}, ".batch is 0: ", "greater than or equal to 1"),
    ({"batch": 10_001}, ".batch is 10001: ", "less than or equal to 10000"),
    ({"carry": "maybe"}, ".carry is 'maybe': ", "boolean"),
    ({"clip_norm": 0.0}, ".clip_norm is 0.0: ", "greater than 0"),
    ({"clip_norm": math.inf}, ".clip_norm is inf: ", "finite number"),
    ({"clip_value": -1.0}, ".clip_value is -1.0: ", "greater than 0"),
    ({"clip_value": math.nan}, ".clip_value is nan: ", "finite number"),
    ({"truncation": {"every": 0, "reach": 5}}, ".truncation: every is 0; ", "whole numbers from 1"),
    ({"truncation": {"every": 5, "reach": 4}}, ".truncation: reach is 4 ", "must be at least every"),
    ({"truncation": {"every": 5}}, ".truncation: ", "both None for the whole sequence"),
    ({"truncation": {"every": "x"}}, ".truncation.every is 'x': ", "integer"),
    ({"truncation": {"k1": 5}}, ".truncation.k1 is 5: ", "unexpected"),
    ({"carry": False, "truncation": {"every": 1, "reach": 5}}, ": ", "not with sliding(5)"),
    ({"hiden": 4}, ".hiden is 4: ", "there is no such field; there are cell, hidden, layers"),
]


def refusal(given):
    """The sentences by which an experiment is refused, the same from Python and from JSON."""
    with pytest.raises(ValidationError) as refused:
        Experiment(**given)
    with pytest.raises(ValidationError) as from_text:
        Experiment.from_json(json.dumps(given))
    # to JSON an object is what a dictionary or an instance is to Python
    both = [sentence.partition(":")[0] for sentence in explain(refused.value)]
    assert both == [sentence.partition(":")[0] for sentence in explain(from_text.value)]
    return explain(refused.value)


@pytest.mark.parametrize(("given", "start", "allowed"), REFUSED, ids=str)
def test_what_is_refused_is_explained(given, start, allowed):
    (sentence,) = refusal(given)
    assert sentence.startswith(start)
    assert allowed in sentence
    assert sentence.endswith(".")
    assert not sentence.endswith("..")


@pytest.mark.parametrize(("given", "start", "allowed"), REFUSED_RUNS, ids=str)
def test_what_is_refused_of_a_run_names_the_run(given, start, allowed):
    (sentence,) = refusal({"runs": [given]})
    assert sentence.startswith(f"runs.1{start}")
    (sentence,) = refusal({"runs": [{}, given]})
    assert sentence.startswith(f"runs.2{start}")
    assert allowed in sentence
    assert sentence.endswith(".")
    with pytest.raises(ValidationError):
        Run(**given)


def test_every_mistake_has_its_sentence():
    found = refusal({"seed": -1, "samples": 0, "runs": [{"rate": 0.0, "cell": "x"}, {"hidden": 0}]})
    for start in (
        "seed is -1",
        "samples is 0",
        "runs.1.rate is 0.0",
        "runs.1.cell is 'x'",
        "runs.2.hidden is 0",
    ):
        assert sum(sentence.startswith(f"{start}: ") for sentence in found) == 1


@pytest.mark.parametrize("text", ["", "no JSON", "[]", "5"])
def test_what_is_no_experiment_at_all_is_refused_too(text):
    with pytest.raises(ValidationError) as refused:
        Experiment.from_json(text)
    assert explain(refused.value)[0].startswith("experiment")


@pytest.mark.parametrize("lag", [3.7, True])
def test_a_lag_is_not_rounded(lag):
    with pytest.raises(ValidationError, match="lag is"):
        Experiment(task={"lags": {lag: 0.1}})


def test_experiments_and_runs_are_frozen():
    experiment = Experiment()
    for thing, field in ((experiment, "seed"), (experiment.runs[0], "hidden")):
        with pytest.raises(ValidationError, match="frozen"):
            setattr(thing, field, 5)
    assert isinstance(Experiment(runs=[Run()]).runs, tuple)


# -- training ----------------------------------------------------------------------------------------


def make(*kinds, samples=20_000, **settings):
    kinds = [{"batch": 20} | kind for kind in kinds or ({},)]
    return Experiment(samples=samples, runs=[Run(**kind) for kind in kinds], **settings)


def trained(experiment, every=math.inf):
    """Losses, gradient norms and last frame of every run."""
    frames = list(train(experiment, every))
    return [
        (
            np.concatenate([frame.runs[k].losses for frame in frames]),
            np.concatenate([frame.runs[k].gradient_norms for frame in frames]),
            frames[-1].runs[k],
        )
        for k in range(len(experiment.runs))
    ]


def assert_same(first, second):
    for mine, theirs in zip(first[:2], second[:2], strict=True):
        np.testing.assert_array_equal(mine, theirs)
    (*_, one), (*_, other) = first, second
    assert (one.samples, one.updates, one.status) == (other.samples, other.updates, other.status)
    for name, array in one.network.parameters.items():
        np.testing.assert_array_equal(other.network.parameters[name], array, strict=True)


def test_a_run_starts_as_pytorch_starts():
    (learner,) = learners(make({"cell": "gru", "layers": 2, "hidden": 5}, seed=4))
    expected = Network.random("gru", 2, 5, 2, 2, seed=4, dtype="float32")
    for name, array in learner.engine.network().parameters.items():
        np.testing.assert_array_equal(array, expected.parameters[name], strict=True)


def test_numbers_do_not_depend_on_when_frames_are_taken():
    kinds = [{"truncation": cut, "hidden": 3} for cut in CUTS if cut.every]
    experiment = make(*kinds, {"cell": "lstm", "optimizer": "adam", "rate": 0.01})
    assert len(list(train(experiment, every=0))) > 3
    assert len(list(train(experiment, every=10))) == 1
    for often, seldom in zip(trained(experiment, 0), trained(experiment, 10), strict=True):
        assert_same(often, seldom)


def test_the_same_json_gives_the_same_numbers_and_another_seed_others():
    experiment = make({"truncation": Truncation.even(3)}, {"cell": "gru"})
    again = Experiment.from_json(experiment.to_json())
    other = experiment.model_copy(update={"seed": 1})
    for one, same, not_same in zip(*map(trained, (experiment, again, other)), strict=True):
        assert_same(one, same)
        assert (one[0] != not_same[0]).mean() > 0.9


def test_runs_do_not_know_of_each_other():
    kinds = [
        {},
        {},
        {"truncation": Truncation.sliding(3)},
        {"batch": 7},
        {"cell": "lstm", "layers": 2},
        {"cell": "identity", "rate": 1000.0, "optimizer": "sgd"},
    ]
    together = trained(make(*kinds))
    assert_same(together[0], together[1])
    for kind, found in zip(kinds, together, strict=True):
        assert_same(found, trained(make(kind))[0])


def test_runs_of_one_batch_read_the_same_data():
    racing = learners(make({}, {"cell": "gru", "truncation": Truncation.sliding(3)}, {"batch": 10}))
    assert racing[0].stream is racing[1].stream
    assert racing[0].stream is not racing[2].stream
    windows = [racing[0].stream.window(0, 0, 40)[1].copy()]
    for learner in racing:
        learner.advance(40)
    windows.append(racing[0].stream.window(0, 0, 40)[1])
    np.testing.assert_array_equal(*windows)  # and leave it as it was


def test_runs_are_never_further_apart_than_a_chunk_and_a_window():
    kinds = [{}, {"truncation": Truncation.windows(70)}, {"batch": 7}, {"batch": 50}]
    for frame in train(make(*kinds, samples=60_000), every=0):
        seen = [run.samples for run in frame.runs]
        assert max(seen) - min(seen) <= CHUNK * 50 + 70 * 50
        assert frame.samples == min(seen)


@pytest.mark.parametrize("cut", CUTS, ids=str)
@pytest.mark.parametrize(("samples", "batch"), [(1, 1), (997, 20), (1000, 20), (3, 20)])
def test_as_many_samples_as_asked_for_up_to_the_next_update(cut, samples, batch):
    (found,) = trained(make({"truncation": cut, "batch": batch}, samples=samples))
    losses, norms, last = found
    every = cut.every or math.ceil(samples / batch)
    assert last.updates == len(losses) == len(norms) == math.ceil(samples / (every * batch))
    assert last.samples == last.updates * every * batch
    assert last.status == "finished"
    assert last.diverged_at is None


def test_a_frame_says_what_happened_since_the_last_one():
    (learner,) = learners(make())
    learner.advance(50)
    first = learner.frame()
    learner.advance(80)
    second = learner.frame()
    nothing = learner.frame()
    assert (first.samples, first.updates, first.status) == (1000, 10, "running")
    assert (second.samples, second.updates, len(second.losses)) == (1600, 16, 6)
    assert second.loss == pytest.approx(np.mean(second.losses))
    assert second.gradient_norm == second.gradient_norms[-1]
    assert math.isnan(nothing.loss)
    assert math.isnan(nothing.gradient_norm)
    assert len(nothing.losses) == 0
    for name, array in learner.engine.network().parameters.items():
        np.testing.assert_array_equal(second.network.parameters[name], array)
    assert any((first.network.parameters[k] != v).any() for k, v in second.network.parameters.items())


def test_the_norm_is_that_before_clipping():
    free, clipped = trained(make({"clip_norm": 1e-3, "optimizer": "sgd"}, {"optimizer": "sgd"}))
    assert free[1][0] == clipped[1][0] > 1e-3
    assert (free[1] != clipped[1]).any()


def test_a_state_is_carried_unless_it_is_reset():
    carried, reset = learners(make({"cell": "lstm"}, {"cell": "lstm", "carry": False}))
    for learner in (carried, reset):
        learner.advance(50)
    assert all(abs(part[0]).min() > 0 for part in (carried.hidden, carried.memory))
    assert not any(part[0].any() for part in (reset.hidden, reset.memory))


# -- checkpoints -------------------------------------------------------------------------------------


def goes_on(learner, steps):
    learner.advance(steps)
    return learner.frame()


@pytest.mark.parametrize("cell", ["tanh", "gru", "lstm"])
@pytest.mark.parametrize("cut", [cut for cut in CUTS if cut.every], ids=str)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_restored_run_goes_on_exactly(cell, cut, optimizer):
    experiment = make(
        {"cell": cell, "truncation": cut, "optimizer": optimizer, "layers": 2, "batch": 3}
    )
    (straight,) = learners(experiment)
    straight.advance(31)
    kept = straight.checkpoint()
    straight.frame()
    end = goes_on(straight, 90)
    (fresh,) = learners(Experiment.from_json(experiment.to_json()))
    for learner in (fresh, straight):  # another one, and the same one sent back
        learner.restore(kept)
        again = goes_on(learner, 90)
        assert_same((end.losses, end.gradient_norms, end), (again.losses, again.gradient_norms, again))
        for mine, theirs in zip(learner.hidden, straight.hidden, strict=True):
            np.testing.assert_array_equal(mine, theirs)


def test_a_checkpoint_keeps_a_changed_rate():
    (learner,) = learners(make())
    learner.optimizer.rate = 0.025
    (other,) = learners(make())
    other.restore(learner.checkpoint())
    assert other.optimizer.rate == 0.025


# -- divergence --------------------------------------------------------------------------------------

WILD = [
    {"cell": cell, "hidden": 16, "optimizer": optimizer, "rate": 1000.0, "truncation": cut}
    for cell in ("relu", "identity")
    for optimizer in ("sgd", "momentum")
    for cut in (Truncation.windows(5), Truncation.even(3))
]


def numbers(checkpoint):
    """Every array of a checkpoint."""
    memory = [array for kept in checkpoint["optimizer"].values() for array in kept.values()]
    states = [*checkpoint["hidden"], *checkpoint["memory"]]
    found = (*checkpoint["parameters"].values(), *states, *memory)
    return [array for array in found if array is not None]


@pytest.mark.parametrize("wild", WILD, ids=str)
def test_a_run_that_diverges_stops_and_the_others_go_on(wild):
    tame, lost, gru = trained(make({}, wild, {"cell": "gru"}), every=0)
    losses, norms, last = lost
    assert last.status == "diverged"
    assert last.diverged_at == len(losses) == last.updates + 1
    healthy = np.isfinite(losses) & np.isfinite(norms)
    assert healthy[:-1].all()
    assert not healthy[-1]
    assert last.samples == last.updates * wild["truncation"].every * 20 < 20_000
    for other in (tame, gru):
        assert (other[2].status, other[2].samples) == ("finished", 20_000)


@pytest.mark.parametrize("wild", WILD, ids=str)
def test_what_is_kept_of_a_run_that_diverges_is_its_last_good_state(wild):
    (learner,) = learners(make(wild))
    last = learner.frame()
    while learner.status == "running":
        learner.advance(learner.position + 1)  # one update a frame
        last = learner.frame()
    assert last.diverged_at == learner.diverged_at
    assert all(np.isfinite(array).all() for array in numbers(learner.kept))
    assert learner.kept["updates"] == learner.diverged_at - 1
    at = learner.diverged_at
    learner.restore(learner.kept)
    assert learner.status == "running"
    learner.advance(learner.position + 1)
    assert learner.diverged_at == at


def test_a_gradient_whose_squares_overflow_is_clipped_and_has_not_diverged():
    (learner,) = learners(make({"cell": "identity", "optimizer": "sgd", "clip_norm": 1.0}))
    learner.engine.joined[-1][-2:] *= 1e22
    learner.advance(1)
    assert learner.status == "running"
    assert 1e19 < learner.gradient_norms[0] < math.inf
    assert np.isfinite(learner.engine.vector).all()


def test_a_frame_counts_only_runs_that_have_not_diverged():
    *_, last = train(make({}, WILD[0]), every=math.inf)
    assert last.samples == last.runs[0].samples > last.runs[1].samples
    *_, last = train(make(WILD[0]), every=math.inf)
    assert last.samples == 0


@pytest.mark.parametrize(
    "kind", [{}, {"cell": "lstm", "layers": 2}, {"truncation": Truncation.even(9)}]
)
def test_an_update_holds_about_what_it_allocates(kind):
    experiment = make(kind | {"hidden": 32})
    learner = learners(experiment)[0]
    learner.stream.window(0, 0, 1)
    tracemalloc.start()
    learner.update()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert memory(learner.run, experiment) == pytest.approx(peak, rel=0.4)


def test_the_memory_of_a_long_window_is_counted_without_laying_it_out():
    net = Network.random(inputs=2, outputs=2, hidden=4, dtype="float32")
    for count in (5, 129, 1000):
        run = Run(truncation=Truncation.windows(count), batch=20)
        assert memory(run, Experiment()) == Window(Engine(net), count, count, 20).nbytes
    whole = Run(truncation=Truncation.full(), hidden=512)
    assert memory(whole, Experiment(samples=10**10)) > 10**12
