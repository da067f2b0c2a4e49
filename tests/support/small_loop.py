"""A small model that is watched and trained, one update whenever one wants."""

import torch
from torch import nn

import rnnviz


class Trained:
    """A model, the watch on it, and one more update of it whenever one wants."""

    def __init__(self, **options):
        torch.manual_seed(0)
        self.model = nn.ModuleDict({"rnn": nn.LSTM(3, 4), "readout": nn.Linear(4, 2)})
        self.optimizer = torch.optim.SGD(self.model.parameters(), 0.1)
        self.watch = rnnviz.watch(self.model, name="mine", every=1, stored=False, **options)

    def update(self):
        self.optimizer.zero_grad()
        out, _ = self.model["rnn"](torch.randn(6, 2, 3))
        self.model["readout"](out[-1]).square().sum().backward()
        self.optimizer.step()
