"""How many bytes an update holds, beside what is allocated."""

import tracemalloc

import pytest
from support.effort import cpu_at_most
from support.small_races import make

from rnnviz.nn.cells import CELLS
from rnnviz.nn.cells.carried import at_hand
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import TASKS, Echo
from rnnviz.training import memory
from rnnviz.training.engine import Engine
from rnnviz.training.experiment import Experiment
from rnnviz.training.memory import bytes_per_update, bytes_to_train
from rnnviz.training.race import Race, learners
from rnnviz.training.stack import LearnerStack
from rnnviz.training.window import Window


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
    assert bytes_per_update(learner.run, experiment) == pytest.approx(peak, rel=0.4)


def allocated(window: Window) -> int:
    """Bytes of a window's arrays, of slopes as many as its cell makes, and of halved matrices."""
    arrays = [window.chances, window.total, *window.shares]
    arrays += [array for turned in window.turned if turned is not None for array in turned]
    if (two := window.of_two) is not None:
        arrays += [two.sign, two.ahead, two.powers, two.total, two.costs]
    for tape in window.tapes:
        kept = (tape.slab, tape.reset_slab, tape.whole, tape.memory, tape.squashed)
        arrays += [array for array in kept if array is not None]
        kept = window.kind.kept_at_hand
        made = at_hand(tape.steps, kept * tape.hidden[0].size) if kept else tape.steps
        arrays += [tape.hidden[:made]] * window.kind.slope_arrays
    if window.kind.has_memory:
        arrays += window.engine.joined
    return sum(array.nbytes for array in arrays)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("size", [3, 80])
@pytest.mark.parametrize("layers", [1, 2])
def test_the_memory_of_a_window_is_that_of_its_arrays(cell, size, layers):
    net = Network.random(cell=cell, inputs=2, outputs=2, hidden=size, layers=layers, dtype="float32")
    for count in (5, 129, 300):
        run = Run(cell=cell, hidden=size, layers=layers, truncation=Truncation.windows(count), batch=20)
        window = Window(Engine(net), count, count, 20)
        assert bytes_per_update(run, Experiment()) == allocated(window)


@pytest.mark.parametrize("every", [1, 3, 9])
@pytest.mark.parametrize("reach", [1, 4, 9])
def test_losses_cut_by_themselves_are_carried_over_so_many_steps(every, reach):
    cut = Truncation(every, reach, each=True)
    run = Run(hidden=3, truncation=cut, batch=20)
    steps = every + cut.before
    net = Network.random(inputs=2, outputs=2, hidden=3, dtype="float32")
    apart = bytes_per_update(run, Experiment()) - allocated(Window(Engine(net), steps, every, 20))
    pairs = sum(loss - reach < t <= loss for loss in range(cut.before, steps) for t in range(steps))
    assert apart == pairs * 3 * 20 * 4


LARGEST = {"hidden": 1024, "layers": 4, "cell": "lstm", "batch": 10_000}


@pytest.mark.parametrize(
    "cut", [Truncation.full(), Truncation.even(10**10), Truncation.sliding(10**10)]
)
def test_what_the_largest_would_hold_is_told_at_once(cut):
    with cpu_at_most(0.5):
        experiment = Experiment(samples=10**10, runs=[Run(**LARGEST, truncation=cut)] * 16)
        assert bytes_to_train(experiment) > 10**12


@pytest.mark.parametrize("name", TASKS)
def test_what_the_largest_would_hold_is_told_without_holding_it(name):
    """On every task: less than a hundredth of what its networks alone would take."""
    task = TASKS[name]()
    more = {"truncation": Truncation.full()} | (
        {} if task.numbers and name != "caption" else {"embedding": 1024}
    )
    experiment = Experiment(task=task, samples=10**10, runs=[Run(**LARGEST, **more)])
    bytes_to_train(experiment)  # what a task keeps for good
    tracemalloc.start()
    found = bytes_to_train(experiment)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found > 10**9
    assert peak < 50_000_000


@pytest.mark.parametrize("name", ["caption", "translate", "execute"])
@pytest.mark.parametrize("context", [False, True])
def test_an_encoder_and_a_decoder_are_as_large_as_they_are_made(name, context):
    run = Run(hidden=5, layers=2, embedding=3, truncation=Truncation.full(), context=context)
    model = TASKS[name]().start(run, 0)
    found = [dict(net.shapes()) for net in memory._networks(run, TASKS[name]())]
    assert found == [dict(model.encoder.shapes()), dict(model.decoder.shapes())]


@pytest.mark.parametrize(
    "settings",
    [
        {"task": Echo(), "runs": [Run(hidden=64, cell="lstm", truncation=Truncation.windows(50))]},
        {
            "task": TASKS["sentiment"](),
            "runs": [Run(hidden=64, truncation=Truncation.full(), batch=50)],
        },
        {
            "task": TASKS["translate"](),
            "runs": [Run(hidden=64, truncation=Truncation.full(), batch=50)],
        },
    ],
    ids=["engine", "network", "encoder and decoder"],
)
def test_to_train_takes_no_more_than_is_told(settings):
    experiment = Experiment(samples=10**6, **settings)
    race = Race(experiment)
    tracemalloc.start()
    race.step()
    race.frame(0.0)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < bytes_to_train(experiment) * 1.5


@pytest.mark.parametrize(
    "kind", [{}, {"cell": "lstm", "layers": 2}, {"truncation": Truncation.even(9)}]
)
def test_runs_in_a_stack_take_no_more_than_is_told_of_each(kind):
    experiments = [make(kind | {"hidden": 16}, seed=seed) for seed in range(8)]
    tracemalloc.start()
    stack = LearnerStack([one for made in experiments for one in learners(made)])
    stack.advance(stack.learners[0].every)
    for one in stack.learners:
        one.frame()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    chunks = 8 * 2 * 3 * 250 * 20 * 2  # what is drawn, bytes as bits, is not counted
    assert peak < sum(map(bytes_to_train, experiments)) * 1.5 + chunks


def test_every_seed_takes_what_one_does():
    experiment = Experiment(runs=(Run(hidden=20), Run(cell="lstm")))
    alone = bytes_to_train(experiment)
    assert bytes_to_train(experiment.model_copy(update={"seeds": 8})) == 8 * alone
