"""A small loop of PyTorch's, watched into a store."""

import torch
from torch import nn

import rnnviz


class Model(nn.Module):
    """A recurrent layer with a readout."""

    def __init__(self, kind=nn.LSTM, layers=1, hidden=4, **more):
        super().__init__()
        self.rnn = kind(3, hidden, layers, **more)
        self.readout = nn.Linear(hidden * (1 + self.rnn.bidirectional), 2)

    def forward(self, x, state=None):
        found, state = self.rnn(x, state)
        return self.readout(found), state


class OwnLoop:
    """A loop that goes on as its test says; each update is a frame. A loss at the `last` step alone; a
    state that is `carried` is cut."""

    def __init__(
        self, kind=nn.LSTM, layers=1, name="mine", last=False, steps=6, hidden=4, carried=False, **more
    ):
        torch.manual_seed(0)
        self.model, self.last, self.steps = Model(kind, layers, hidden, **more), last, steps
        self.carried, self.state = carried, None
        self.optimizer = torch.optim.SGD(self.model.parameters(), 0.1)
        self.watch = rnnviz.watch(self.model, name=name, every=1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.watch.close()

    def advance(self, updates=1):
        for _ in range(updates):
            self.optimizer.zero_grad()
            logits, state = self.model(torch.randn(self.steps, 2, 3), self.state)
            if self.carried:
                self.state = tuple(part.detach() for part in state)
            (logits[-1] if self.last else logits).pow(2).sum().backward()
            self.optimizer.step()
            written(self.watch)


def train(updates=3, **settings):
    """Train for so many updates, each a frame, and end."""
    with OwnLoop(**settings) as loop:
        loop.advance(updates)
    return loop.watch


def written(watch):
    """Wait until the newest frame is in the store: the loop of a test is faster than any other."""
    writer = watch._writer
    writer.idle.wait(20.0)
