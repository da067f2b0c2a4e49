from itertools import product

import numpy as np
import pytest
import torch
from support.run_script import run_notebook, run_script
from torch import nn

import rnnviz
from rnnviz.code.watching import watch_code


def watched(kind, layers, both, dropout):
    torch.manual_seed(0)
    rnn = getattr(nn, kind)(3, 4, layers, bidirectional=both, dropout=dropout).double()
    readout = nn.Linear(4 * (1 + both), 2).double()
    watch = rnnviz.watch(nn.ModuleDict({"rnn": rnn, "readout": readout}), every=1, stored=False)
    out, last = rnn(torch.randn(6, 2, 3).double())
    ends = last if isinstance(last, tuple) else (last,)
    loss = readout(out).square().sum() + sum(0.3 * end.sum() for end in ends)
    loss.backward()
    frame = watch.frames[-1].layers["rnn"]
    watch.close()
    arrived = (frame.by_output, frame.by_hidden, frame.by_memory)
    first = (frame.initial, frame.initial_memory)
    return frame, watch_code(frame.network(), frame.inputs, first, arrived, frame.mask)


@pytest.mark.parametrize(
    "kind",
    [
        k
        for k in product(["LSTM", "GRU", "RNN"], [1, 2], [False, True], [0.0, 0.5])
        if k[1] > 1 or not k[3]
    ],
    ids=str,
)
def test_both_scripts_give_the_page_s_gradient(kind):
    frame, code = watched(*kind)
    for language in ("numpy", "pytorch"):
        assert np.allclose(run_script(code, language)("gradient"), frame.gradient, rtol=0, atol=1e-12)


def test_the_notebook_gives_it_cell_by_cell():
    frame, code = watched("LSTM", 2, True, 0.5)
    for ran in run_notebook(code):
        assert np.allclose(ran("gradient"), frame.gradient, rtol=0, atol=1e-12)
