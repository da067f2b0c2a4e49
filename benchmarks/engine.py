"""Training Echo: our live path against the plain PyTorch loop, side by side in one run.

The peer is `torch.nn.RNN`, autograd and `torch.optim.Adagrad`, state carried and detached between
windows, on data that lie ready. Ours makes its data, records loss and gradient norm at every update and
takes frames by the clock. One thread each, interleaved, medians; updates a second.
"""

import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np

from rnnviz.experiment import Experiment, Run
from rnnviz.training import learners
from rnnviz.truncation import Truncation

SHAPES = ((5, 4), (10, 16), (20, 16), (20, 64))  # window T, hidden units H
BATCH = 200
SECONDS = 1.0  # for each measurement
REPEATS = 5


def tables() -> Iterator[str]:
    """Updates a second at four sizes, and how many times the peer's that is."""
    lines = [
        "| window T, hidden H | PyTorch (updates a second) | rnnviz (updates a second) | ratio |",
        "|---|---|---|---|",
    ]
    for steps, hidden in SHAPES:
        peer, ours = _torch(steps, hidden), _ours(steps, hidden)
        pairs = [(peer(), ours()) for _ in range(REPEATS)]
        theirs, mine = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(b / a for a, b in pairs)
        lines.append(f"| T={steps}, H={hidden} | {theirs:,.0f} | {mine:,.0f} | {ratio:.1f} |")
    yield "\n".join(lines)


def _ours(steps: int, hidden: int) -> Callable[[], float]:
    run = Run(hidden=hidden, truncation=Truncation.windows(steps), batch=BATCH)
    experiment = Experiment(samples=10**10, runs=(run,))
    (learner,) = learners(experiment)

    def measure() -> float:
        updates, begun, last = learner.optimizer.updates, time.perf_counter(), 0.0
        while (now := time.perf_counter() - begun) < SECONDS:
            learner.advance(learner.position + learner.stream.steps)
            if now - last > 0.1:
                last = now
                learner.frame()
        return (learner.optimizer.updates - updates) / (time.perf_counter() - begun)

    return measure


def _torch(steps: int, hidden: int) -> Callable[[], float]:
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(0)
    rnn, readout = torch.nn.RNN(2, hidden), torch.nn.Linear(hidden, 2)
    optimizer = torch.optim.Adagrad([*rnn.parameters(), *readout.parameters()], lr=0.1)
    rng = np.random.default_rng(0)
    bits = torch.from_numpy(rng.integers(0, 2, (50, steps, BATCH)))
    inputs = torch.nn.functional.one_hot(bits, 2).float()
    state = torch.zeros(1, BATCH, hidden)

    def measure() -> float:
        nonlocal state
        updates, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < SECONDS:
            place = updates % 50
            states, state = rnn(inputs[place], state.detach())
            logits = readout(states).reshape(-1, 2)
            loss = torch.nn.functional.cross_entropy(logits, bits[place].reshape(-1))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            updates += 1
        return updates / (time.perf_counter() - begun)

    return measure
