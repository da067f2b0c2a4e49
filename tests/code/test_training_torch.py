"""What its parts come to is held in `test_training.py`, run by run; here what each alone is for."""

import pytest
from support.trained_scripts import experiment_of

from rnnviz import Run, tasks
from rnnviz.code.training import training_code


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"cell": "lstm"}, "nn.LSTM(2, 4)"),
        ({"cell": "gru", "layers": 2}, "nn.GRU(2, 4, num_layers=2)"),
        ({"cell": "relu"}, 'nonlinearity="relu"'),
        ({"cell": "sigmoid"}, "class Recurrent(nn.Module)"),
        ({"optimizer": "adam", "rate": 0.01}, "torch.optim.Adam(trained, lr=0.01)"),
    ],
    ids=str,
)
def test_it_is_written_as_one_writes_it(settings, line):
    code = training_code(experiment_of(tasks.Echo(), Run(**settings)), 0)
    assert line in code.script("pytorch")
