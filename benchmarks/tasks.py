"""Training characters against the plain PyTorch loop, and how long the small tasks take.

Ours makes its data and records loss and gradient norm at every update; the peer trains on data that lie
ready and records nothing: `torch.nn.RNN` or `torch.nn.LSTM` on one-hot letters, `torch.nn.Linear`,
autograd and `torch.optim.Adam`, state carried and detached between windows. One thread each, float32,
interleaved, medians; letters a second of the processor's time.
"""

import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.engine import by_kernel
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Addition, Characters, Hello
from rnnviz.tasks.addition import reference
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import learners

# cell, hidden units H, rows B, window T
SIZES = (("tanh", 128, 32, 25), ("lstm", 128, 32, 50), ("gru", 128, 32, 50), ("lstm", 64, 1, 64))
SECONDS = 1.0  # for each measurement
REPEATS = 7
TASK = Characters("reference")
Measure = Callable[[], float]


def tables() -> Iterator[str]:
    """Letters a second at four sizes; then the seconds that Hello and Addition take."""
    yield from by_kernel("tasks", _peers, _small)


def _peers() -> str:
    lines = [
        f"| {TASK.title}, V={len(TASK.tokens)} | PyTorch, letters/s | rnnviz, letters/s | ratio |",
        "|---|---|---|---|",
    ]
    for cell, hidden, batch, steps in SIZES:
        measures = _torch(cell, hidden, batch, steps), _ours(cell, hidden, batch, steps)
        for measure in measures:
            measure()  # warm
        rounds = [[measure() for measure in measures] for _ in range(REPEATS)]
        theirs, mine = (statistics.median(column) for column in zip(*rounds, strict=True))
        ratio = statistics.median(ours / other for other, ours in rounds)
        lines.append(
            f"| {cell} H={hidden}, batch {batch}, windows {steps} | {theirs:,.0f} | {mine:,.0f} "
            f"| {ratio:.2f} |"
        )
    return "\n".join(lines)


def _small() -> str:
    lines = ["| task | seconds |", "|---|---|"]
    for name, work in (
        ("Hello, 15 updates, network and data made", _hello),
        ("Addition, the reference run: 10,000 updates", _reference),
        ("Addition, live: 10,000 updates of one sum each", _addition),
    ):
        lines.append(f"| {name} | {statistics.median(_seconds(work) for _ in range(3)):.3f} |")
    return "\n".join(lines)


def _seconds(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _hello() -> None:
    (learner,) = learners(Experiment(task=Hello(), samples=15, runs=(Run(**Hello.usual),)))
    learner.advance(15)


def _reference() -> None:
    for _ in reference():
        pass


def _addition() -> None:
    run = Run(**{**Addition.usual, "batch": 1})
    (learner,) = learners(Experiment(task=Addition(), samples=10_000, runs=(run,)))
    learner.advance(10_000)


def _for_a_while(update: Callable[[], object], letters: int) -> float:
    updates, begun = 0, time.process_time()
    while time.process_time() - begun < SECONDS:
        update()
        updates += 1
    return updates * letters / (time.process_time() - begun)


def _ours(cell: str, hidden: int, batch: int, steps: int) -> Measure:
    run = Run(
        cell=cell,
        hidden=hidden,
        batch=batch,
        truncation=Truncation.windows(steps),
        optimizer="adam",
        rate=0.002,
    )
    (learner,) = learners(Experiment(task=TASK, samples=10**10, runs=(run,)))
    return lambda: _for_a_while(learner.update, steps * batch)


def _torch(cell: str, hidden: int, batch: int, steps: int) -> Measure:
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(0)
    kind = {"tanh": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[cell]
    size = len(TASK.tokens)
    rnn, readout = kind(size, hidden), torch.nn.Linear(hidden, size)
    optimizer = torch.optim.Adam([*rnn.parameters(), *readout.parameters()], lr=0.002)
    starts = np.arange(batch) * len(TASK.coded) // batch
    places = (starts + np.arange(50 * steps + 1)[:, None]) % len(TASK.coded)
    letters = torch.from_numpy(TASK.coded[places])
    hot = torch.nn.functional.one_hot(letters, size).float()
    state = None
    updates = 0

    def update() -> None:
        nonlocal state, updates
        place = updates % 50 * steps
        states, state = rnn(hot[place : place + steps], state)
        state = tuple(part.detach() for part in state) if cell == "lstm" else state.detach()
        wanted = letters[place + 1 : place + steps + 1].reshape(-1)
        loss = torch.nn.functional.cross_entropy(readout(states).reshape(-1, size), wanted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        updates += 1

    return lambda: _for_a_while(update, steps * batch)
