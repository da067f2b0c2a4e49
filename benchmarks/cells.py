"""What an update takes with each kind of cell: the engine's passes forward and back, by turns."""

import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np

from rnnviz.nn.cells import CELLS
from rnnviz.nn.losses import one_hot
from rnnviz.nn.network import Network
from rnnviz.training.engine import Engine

SIZES = ((5, 4, 200, 2), (20, 16, 200, 2), (20, 64, 200, 2), (50, 128, 32, 55))  # T, H, B, V
ROUNDS = 5
SECONDS = 0.1  # of a cell in a round


def tables() -> Iterator[str]:
    """Microseconds of the processor for an update, medians, and that of the GRU with its reset before
    the product against the GRU's."""
    lines = [
        f"| T, H, batch, V | {' | '.join(CELLS)} | gru_before / gru |",
        f"|{'---|' * (len(CELLS) + 2)}",
    ]
    for size in SIZES:
        ways = {cell: _update(cell, *size) for cell in CELLS}
        rounds = [{cell: _seconds(way) for cell, way in ways.items()} for _ in range(ROUNDS)]
        times = [f"{1e6 * statistics.median(one[cell] for one in rounds):,.0f}" for cell in CELLS]
        ratio = statistics.median(one["gru_before"] / one["gru"] for one in rounds)
        lines.append(f"| {', '.join(map(str, size))} | {' | '.join(times)} | {ratio:.2f} |")
    yield "\n".join(lines)


def _update(cell: str, steps: int, hidden: int, batch: int, tokens: int) -> Callable[[], None]:
    rng = np.random.default_rng(0)
    net = Network.random(cell, tokens, hidden, tokens, dtype="float32")
    window = Engine(net).window(steps, steps, batch)
    inputs, targets = (
        one_hot(given, tokens, net.dtype) for given in rng.integers(0, tokens, (2, steps, batch))
    )
    state = [np.zeros((hidden, batch), net.dtype)]

    def update() -> None:
        window.forward(inputs, state, list(state))
        window.backward(targets)

    update()
    return update


def _seconds(way: Callable[[], None]) -> float:
    begun, count = time.process_time(), 0
    while (spent := time.process_time() - begun) < SECONDS:
        way()
        count += 1
    return spent / count
