"""How many bytes an update holds, beside what is allocated."""

import tracemalloc

import pytest
from support.small_races import make

from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.training.engine import Engine, Window
from rnnviz.training.experiment import Experiment
from rnnviz.training.memory import bytes_per_update
from rnnviz.training.race import learners


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


def test_the_memory_of_a_long_window_is_counted_without_laying_it_out():
    net = Network.random(inputs=2, outputs=2, hidden=4, dtype="float32")
    for count in (5, 129, 1000):
        run = Run(truncation=Truncation.windows(count), batch=20)
        assert bytes_per_update(run, Experiment()) == Window(Engine(net), count, count, 20).nbytes
    whole = Run(truncation=Truncation.full(), hidden=512)
    assert bytes_per_update(whole, Experiment(samples=10**10)) > 10**12
