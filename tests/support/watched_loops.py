"""The loops that people write in PyTorch, each watched: what they do with their windows is known."""

from itertools import pairwise

import torch
from torch import nn

import rnnviz

BATCH, READ, SIZE = 3, 2, 4


class Loop:
    """A layer, a readout, data without end, and one update after a loss."""

    def __init__(self, kind=nn.LSTM, wrap=None, **settings):
        torch.manual_seed(0)
        self.rnn = kind(READ, SIZE, dtype=torch.float64, **settings)
        self.readout = nn.Linear(SIZE, 1, dtype=torch.float64)
        self.model = nn.ModuleList([self.rnn if wrap is None else wrap(self.rnn), self.readout])
        self.data = torch.randn(1500, BATCH, READ, dtype=torch.float64)
        self.optimizer = torch.optim.SGD(self.model.parameters(), 0.05)
        self.watch = rnnviz.watch(self.model)

    def window(self, number, steps):
        """The steps of a window, time first."""
        return self.data[number * steps : (number + 1) * steps]

    def loss(self, output):
        return self.readout(output).square().mean()

    def update(self):
        self.optimizer.step()
        self.optimizer.zero_grad()

    def close(self):
        self.watch.close()
        return self.watch.truncation


def detached(state):
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()


def reset(windows=12, steps=5):
    loop = Loop()
    for number in range(windows):
        output, _ = loop.rnn(loop.window(number, steps))
        loop.loss(output).backward()
        loop.update()
    return loop.close()


def detach(windows=12, steps=5, forget=(), every=1, together=False, **settings):
    """State carried and cut, but at the windows to `forget`, before which nothing is updated: PyTorch
    would refuse to. With `together` one backward pass serves the losses of `every` windows."""
    loop = Loop(**settings)
    state, losses = None, 0.0
    for number in range(windows):
        if state is not None and number not in forget:
            state = detached(state)
        read = loop.window(number, steps)
        output, state = loop.rnn(read.transpose(0, 1) if loop.rnn.batch_first else read, state)
        losses = losses + loop.loss(output)
        if not together or number % every == every - 1:
            forgets = number + 1 in forget
            losses.backward(retain_graph=forgets)
            losses = 0.0
            if number % every == every - 1 and not forgets:
                loop.update()
    return loop.close()


def two_losses(windows=12, steps=5):
    """Two losses of each window, each with a backward pass of its own."""
    loop, state = Loop(), None
    for number in range(windows):
        state = None if state is None else detached(state)
        output, state = loop.rnn(loop.window(number, steps), state)
        loop.loss(output).backward(retain_graph=True)
        (0.1 * loop.loss(output[-1])).backward()
        loop.update()
    return loop.close()


def mixed_precision(windows=12, steps=5):
    loop, state = Loop(), None
    loop.model.float()
    for number in range(windows):
        state = None if state is None else detached(state)
        with torch.autocast("cpu", torch.bfloat16):
            output, state = loop.rnn(loop.window(number, steps).float(), state)
            loss = loop.loss(output)
        loss.backward()
        loop.update()
    return loop.close()


def evaluated(windows=12, steps=5, forget=7):
    """A pass without a graph after every window, and one cut that is forgotten."""
    loop, state = Loop(), None
    for number in range(windows):
        if state is not None and number != forget:
            state = detached(state)
        output, state = loop.rnn(loop.window(number, steps), state)
        loop.loss(output).backward(retain_graph=number + 1 == forget)
        if number + 1 != forget:
            loop.update()
        with torch.no_grad():
            loop.rnn(loop.data[:9])
    return loop.close()


def never_detached(windows=12, steps=5):
    loop, state = Loop(), None
    for number in range(windows):
        output, state = loop.rnn(loop.window(number, steps), state)
        loop.loss(output).backward(retain_graph=True)
    return loop.close()


def by_hand(calls=90, k1=3, k2=7):
    """One step a call, each from a leaf; the gradient is handed on from call to call, k2 steps far."""
    loop = Loop()
    zeros = torch.zeros(1, BATCH, SIZE, dtype=torch.float64)
    states = [(None, (zeros, zeros))]
    for step in range(calls):
        start = tuple(part.detach().requires_grad_() for part in states[-1][1])
        output, made = loop.rnn(loop.data[step : step + 1], start)
        states = [*states, (start, made)][-k2:]
        if step % k1 == k1 - 1:
            loop.loss(output).backward(retain_graph=True)
            for (_, earlier), (leaf, _) in reversed(
                [pair for pair in pairwise(states) if pair[0][0] is not None]
            ):
                torch.autograd.backward(earlier, [part.grad for part in leaf], retain_graph=True)
            for weight in loop.model.parameters():  # past the graph, which still needs the old ones
                weight.data.sub_(0.05 * weight.grad)
                weight.grad = None
    return loop.close()


def overlapping(windows=12, k1=5, k2=20):
    """Windows of k2 steps, of which the last k1 have losses; each begins k1 after the one before."""
    loop = Loop()
    zeros = torch.zeros(1, BATCH, SIZE, dtype=torch.float64)
    state = (zeros, zeros)
    for number in range(windows):
        begin = number * k1
        output, _ = loop.rnn(loop.data[begin : begin + k2], state)
        loop.loss(output[-k1:]).backward()
        loop.update()
        with torch.no_grad():
            _, state = loop.rnn(loop.data[begin : begin + k1], state)
    return loop.close()


def chunks(windows=24, steps=5, cut=4):
    """A loss after every window, whose graph begins with every fourth one."""
    loop, state = Loop(), None
    for number in range(windows):
        if state is not None and number % cut == 0:
            state = detached(state)
        output, state = loop.rnn(loop.window(number, steps), state)
        loop.loss(output).backward(retain_graph=number % cut < cut - 1)
        if number % cut == cut - 1:
            loop.update()
    return loop.close()


def packed(windows=12):
    loop = Loop()
    for number in range(windows):
        lengths = torch.tensor([7 + number % 5, 2, 4])
        read = nn.utils.rnn.pack_padded_sequence(loop.data[:12], lengths, enforce_sorted=False)
        output, _ = loop.rnn(read)
        loop.loss(output.data).backward()
        loop.update()
    return loop.close()


class Wrapper(nn.Module):
    """Keeps the layer's state as a dictionary, cut off within."""

    def __init__(self, rnn):
        super().__init__()
        self.inner = rnn

    def forward(self, read, memo):
        state = tuple(memo[name].detach() for name in ("h", "c")) if memo else None
        output, (hidden, memory) = self.inner(read, state)
        return output, {"h": hidden, "c": memory}


def wrapped(windows=12, steps=5):
    loop, memo = Loop(wrap=Wrapper), {}
    for number in range(windows):
        output, memo = loop.model[0](loop.window(number, steps), memo)
        loop.loss(output).backward()
        loop.update()
    return loop.close()


def step_by_step(windows=8, steps=5, cell=False):
    """One step a call: of a layer, or of a cell."""
    loop = Loop(nn.LSTMCell if cell else nn.LSTM)
    state, losses = None, 0.0
    for step in range(windows * steps):
        read = loop.data[step]
        if cell:
            state = loop.rnn(read, state)
            output = state[0]
        else:
            output, state = loop.rnn(read[None], state)
        losses = losses + loop.loss(output)
        if step % steps == steps - 1:
            losses.backward()
            loop.update()
            state, losses = detached(state), 0.0
    return loop.close()


def epochs(count=4, windows=4, steps=5):
    """The state begins anew with every pass over the data; now and then there is a validation."""
    loop = Loop(nn.GRU)
    for _ in range(count):
        state = None
        for number in range(windows):
            output, state = loop.rnn(loop.window(number, steps), state)
            state = state.detach()
            loop.loss(output).backward()
            loop.update()
        with torch.no_grad():
            loop.rnn(loop.data[:40])
    return loop.close()
