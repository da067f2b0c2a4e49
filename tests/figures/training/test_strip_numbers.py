"""Tables of the strips over typed bits."""

import numpy as np

from rnnviz.analysis.typed_bits import typed_run
from rnnviz.figures.base.exact_numbers import without_exact
from rnnviz.figures.base.plotly import figure
from rnnviz.figures.training.strip_frame import Strip
from rnnviz.figures.training.strip_numbers import with_gradients, with_states, with_steps
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks.echo import Echo

BITS = "01101"


def strip():
    run = Run(hidden=2, truncation=Truncation.windows(2))
    net = Network.random("tanh", 2, 2, 2, seed=1)
    return Strip("one", 0, run, typed_run(net, Echo(), run, BITS))


def lines(made):
    (sheet,) = without_exact(made)[1].numbers.make()
    return list(zip(*sheet.columns, strict=True))


def test_each_number_stands_at_its_bit():
    one, empty = strip(), figure([], "", False, 100)
    states = lines(with_states(empty, [one]))
    assert np.array_equal([line[4] for line in states], one.typed.hidden.ravel())
    assert [line[2] for line in states[::2]] == [int(bit) for bit in BITS]
    steps = lines(with_steps(empty, [one], ("true", "p"), lambda s: (s.typed.true, s.typed.chance)))
    assert [line[4] for line in steps] == one.typed.chance.tolist()
    for _name, t, bit, k, _other, norm, through in lines(with_gradients(empty, [one])):
        assert norm == one.typed.norms[t - 1, k - 1]
        assert through == one.typed.reached[t - 1, k - 1]
        assert bit == int(BITS[t - 1])
