"""What networks do with a sequence of their task, of every task."""

import numpy as np
import pytest
import torch
from support.every_task import TASKS as NAMES

from rnnviz.exports.report_states import STEPS, hidden_states, sequence_of
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import TASKS, StreamTask
from rnnviz.training.experiment import Experiment


def experiment(name):
    task = TASKS[name]()
    cut = Truncation.windows(5) if isinstance(task, StreamTask) else Truncation.full()
    return Experiment(task=task, runs=(Run(hidden=5, batch=2, truncation=cut),), samples=100)


@pytest.mark.parametrize("name", NAMES)
def test_every_task_has_a_sequence_or_none_at_all(name):
    made = experiment(name)
    found = sequence_of(made)
    if name == "caption":  # a picture is no sequence
        assert found is None
        return
    assert 2 <= len(found.inputs) <= STEPS
    assert len(found.pieces) in (0, len(found.inputs))
    states = hidden_states(made.task.start(made.runs[0], 0), found)
    assert states.shape == (len(found.inputs), 5) and np.isfinite(states).all()


def test_the_states_are_those_of_pytorch():
    made = experiment("words")
    net = made.task.start(made.runs[0], 0).astype("float64")
    sequence = sequence_of(made)
    inputs = torch.nn.functional.one_hot(
        torch.tensor(sequence.inputs.astype(np.int64)), net.inputs
    ).double()
    rnn = torch.nn.RNN(net.inputs, net.hidden).double()
    rnn.load_state_dict(
        {
            name.removeprefix("rnn."): torch.tensor(array)
            for name, array in net.parameters.items()
            if name.startswith("rnn.")
        }
    )
    states, _last = rnn(inputs[:, None])
    np.testing.assert_allclose(hidden_states(net, sequence), states[:, 0].detach().numpy(), atol=1e-10)
