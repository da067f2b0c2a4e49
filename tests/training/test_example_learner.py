"""The fast way of sums by the squared error against any network on any task."""

import numpy as np
import pytest
import torch
from support.torch_oracle import together

from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Addition
from rnnviz.training.example_learner import ExampleLearner
from rnnviz.training.experiment import Experiment
from rnnviz.training.network_learner import GeneralLearner
from rnnviz.training.race import learners


@pytest.mark.parametrize("order", ["least", "most"])
@pytest.mark.parametrize(
    "kind",
    [
        {"start": "unit", "biases": 0, "cell": "sigmoid", "summed": True},
        {"biases": 1, "layers": 2},
        {"cell": "lstm", "optimizer": "adam", "clip_value": 0.01},
        {"cell": "gru", "summed": True, "rate": 0.01},
    ],
)
def test_it_learns_what_the_general_way_learns(kind, order):
    run = Run(
        **{"truncation": Truncation.full(), "batch": 5, "squared": True, "double": True, "log": 2}
        | kind
    )
    experiment = Experiment(task=Addition(bits=6, order=order), samples=200, runs=(run,))
    (fast,) = learners(experiment)
    assert isinstance(fast, ExampleLearner)
    slow = GeneralLearner(run, experiment, fast.data)
    for learner in (fast, slow):
        learner.advance(40)
    np.testing.assert_allclose(fast.losses, slow.losses, rtol=1e-9)
    np.testing.assert_allclose(fast.gradient_norms, slow.gradient_norms, rtol=1e-9)
    for name, array in slow.named(slow.parameters["all"]).items():
        np.testing.assert_allclose(fast.named(fast.parameters["all"])[name], array, atol=1e-10)
    for one, other in zip(fast.log.lines, slow.log.lines, strict=True):
        assert one["sum"] == other["sum"]
        assert one["error"] == pytest.approx(other["error"], rel=1e-9)


def test_what_learns_by_cross_entropy_is_trained_as_before():
    run = Run(**Addition.usual)
    (learner,) = learners(Experiment(task=Addition(), samples=100, runs=(run,)))
    assert isinstance(learner, GeneralLearner)
    both = Run(**{**Addition.usual, "squared": True, "bidirectional": True})
    (learner,) = learners(Experiment(task=Addition(), samples=100, runs=(both,)))
    assert isinstance(learner, GeneralLearner)


@pytest.mark.parametrize("summed", [True, False])
def test_the_gradient_is_that_of_autograd(summed):
    run = Run(truncation=Truncation.full(), batch=4, squared=True, summed=summed, double=True, hidden=6)
    (learner,) = learners(Experiment(task=Addition(bits=5), samples=4, runs=(run,)))
    net = learner.engine.network()
    rnn, readout, _ = net.to_torch()
    inputs, targets, _ = learner.data.at(0)
    read = torch.tensor(np.moveaxis(inputs, 1, 2), dtype=torch.float64)
    wanted = torch.tensor(np.moveaxis(targets, 1, 2), dtype=torch.float64)
    logits = readout(rnn(read)[0])
    cost = 0.5 * ((logits.sigmoid() - wanted) ** 2)
    (cost.sum() if summed else cost.mean()).backward()
    learner.update()
    found = learner.named(learner.gradients["all"])
    named = together(rnn, readout, None).named_parameters()
    theirs = {name: p.grad.numpy() for name, p in named}
    assert theirs.keys() == found.keys()
    for name, array in theirs.items():
        np.testing.assert_allclose(found[name], array, atol=1e-10)
    entropy = torch.nn.functional.binary_cross_entropy_with_logits(logits, wanted)
    assert learner.losses == [pytest.approx(entropy.item(), rel=1e-12)]
