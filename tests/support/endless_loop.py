"""A training loop of somebody's own that goes on until it is killed: `python endless_loop.py`."""

import time

import torch
from torch import nn

import rnnviz


def main():
    torch.manual_seed(0)
    torch.set_num_threads(1)
    rnn, readout = nn.LSTM(3, 8), nn.Linear(8, 1)
    optimizer = torch.optim.SGD([*rnn.parameters(), *readout.parameters()], 0.01)
    state, watch = None, rnnviz.watch(rnn, name="endless", every=5)
    while True:
        found, state = rnn(torch.randn(12, 4, 3), state)
        optimizer.zero_grad()
        readout(found[-1]).pow(2).sum().backward()
        optimizer.step()
        state = tuple(part.detach() for part in state)
        time.sleep(0.02)
        assert watch.layers


if __name__ == "__main__":
    main()
