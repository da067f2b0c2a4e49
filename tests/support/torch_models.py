"""Models of PyTorch as people write them, and what they answer: an oracle for files of theirs."""

from itertools import product

import numpy as np
import pytest
import torch
from torch import nn

CELLS = {"tanh": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
TOKENS = np.array([0, 3, 1, 6, 2, 2, 5])
VOCABULARY = tuple("abcdefg")

stacks = pytest.mark.parametrize(
    ("cell", "layers", "both"), list(product(CELLS, (1, 2), (False, True))), ids=str
)


class Reader(nn.Module):
    """An embedding, a recurrent module and a readout, in float64."""

    def __init__(self, cell="lstm", layers=1, both=False, hidden=4, seed=0):
        super().__init__()
        torch.manual_seed(seed)
        double = {"dtype": torch.float64}
        self.embed = nn.Embedding(len(VOCABULARY), 3, **double)
        self.rnn = CELLS[cell](3, hidden, layers, bidirectional=both, batch_first=True, **double)
        self.fc = nn.Linear(hidden * (1 + both), len(VOCABULARY), **double)

    def forward(self, tokens):
        return self.fc(self.rnn(self.embed(tokens))[0])


def answers(model):
    """What a model answers to TOKENS, (T, V)."""
    with torch.no_grad():
        return model(torch.tensor(TOKENS)[None])[0].numpy()


def assert_answers(net, model, most=1e-12):
    """That a network answers as a model does, computed by ours."""
    from rnnviz.nn.trace import unroll

    np.testing.assert_allclose(unroll(net, TOKENS).logits, answers(model), rtol=most, atol=most)


class Code:
    """A pickle that would write a file when it is read."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return open, (self.path, "w")
