"""What `rnnviz.watch` costs a loop at one frame in a hundred steps.

An LSTM of so many units in float32, a batch of 32, on one thread: trained plainly, plainly once more,
and watched with one frame in a hundred steps. They take turns of ten steps, in another order each time,
and each has a hundred in a round, whose sums are compared: so each round has its frame, and all that
comes rarely. What the two plain ones differ by says how far the medians are to be trusted. Processor
time; to store a frame is another thread's work, measured by itself, and counts as if the loop did it.
"""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from rnnviz.text.message import NOTHING
from rnnviz.watch.brief_calls import BriefCall
from rnnviz.watch.calls import Call, Kept
from rnnviz.watch.kept_frames import FramePace
from rnnviz.watch.layer_frame import WatchedFrame
from rnnviz.watch.loop import watch
from rnnviz.watch.loop_store import LoopFrame, LoopHead, LoopStore
from rnnviz.watch.loop_writer import MOST_BYTES
from rnnviz.watch.packed_frame import pack

SIZES = ((64, False, 10), (64, True, 10), (128, True, 6), (256, True, 3))  # H, carried, rounds
STEPS, BATCH, EVERY = 100, 32, 100
TURN = 10  # steps in a row of one loop
FRAMES, WRITES = 15, 9


class Holder:
    """Asks for every call, and counts the bytes that are held for the newest."""

    held = 0

    def wants(self, call: Call) -> bool:
        """All."""
        return True

    def spares(self, layer: str) -> int:
        """None."""
        return 0

    def on_brief(self, layer: str, calls: list[BriefCall], passes: int) -> None:
        """There are none."""

    def on_call(self, call: Call, kept: Kept | None) -> None:
        """The newest one."""
        self.kept = kept

    def on_backward(self, reached: tuple[Call, ...]) -> None:
        """The pass is over: now everything is held that is held at once."""
        assert self.kept is not None
        arrays = [one for one in vars(self.kept).values() if isinstance(one, np.ndarray)]
        self.held = sum(one.nbytes for one in arrays)

    def on_step(self, layer: str, number: int) -> None:
        """Nothing to do."""


def tables() -> Iterator[str]:
    """Milliseconds and bytes for each size."""
    lines = [
        "| LSTM | a step | plain twice | watched | with storing | a frame | stored | held "
        "| its activations |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for size, carried, rounds in SIZES:
        plain, twice, watched = _measure(size, carried, rounds)
        frame, newest = _frame(size, carried)
        written = _stored(newest)
        stored = watched + written / EVERY / plain
        lines.append(
            f"| {size} units, state {'carried' if carried else 'reset'} | {1e3 * plain:.2f} ms "
            f"| {100 * twice:+.2f} % | {100 * watched:+.2f} % | {100 * stored:+.2f} % "
            f"| {1e3 * frame:.2f} ms | {1e3 * written:.2f} ms "
            f"| {_held(size) / 1e3:.0f} kB | {6 * 4 * size * STEPS / 1e3:.0f} kB |"
        )
    yield "A watched loop, one frame in a hundred steps:\n\n" + "\n".join(lines)


def _measure(size: int, carried: bool, rounds: int) -> tuple[float, float, float]:
    """Seconds of a plain step, and by what share another plain loop and the watched one are slower."""
    ways = [_loop(size, carried, every) for every in (None, None, EVERY)]
    watching = ways[-1][1]
    watching._recorder.pace = FramePace(10**9)
    for step, _ in ways:
        _turn(step, TURN)
    rows = []
    for _ in range(rounds):
        seconds = [0.0, 0.0, 0.0]
        for _ in range(EVERY // TURN):
            for place in random.sample(range(3), 3):
                seconds[place] += _turn(ways[place][0], TURN)
        rows.append(seconds)
    assert watching.frames[-1].step == rounds * EVERY
    assert all(frame.exact for frame in watching.frames)
    watching.close()
    _, twice, watched = (median(row[place] / row[0] for row in rows) - 1 for place in range(3))
    return median(row[0] for row in rows) / EVERY, twice, watched


def _frame(size: int, carried: bool) -> tuple[float, WatchedFrame]:
    """Seconds that a frame adds to a step, and one."""
    (plain, _), (framed, busy) = _loop(size, carried, None), _loop(size, carried, 1)
    busy._recorder.pace = FramePace(10**9)
    added = [_turn(framed, 1) - _turn(plain, 1) for _ in range(FRAMES)]
    newest = busy.frames[-1]
    busy.close()
    return median(added), newest


def _loop(size: int, carried: bool, every: int | None) -> tuple[Callable[[], None], Any]:
    """One step of training, and who watches it."""
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(0)
    lstm = torch.nn.LSTM(size, size)
    readout = torch.nn.Linear(size, size)
    optimizer = torch.optim.SGD([*lstm.parameters(), *readout.parameters()], lr=0.01)
    inputs = torch.randn(STEPS, BATCH, size)
    watched = None if every is None else watch(lstm, every=every, stored=False)
    states: list[Any] = [None]

    def step() -> None:
        optimizer.zero_grad()
        out, last = lstm(inputs, states[0])
        readout(out).square().mean().backward()
        optimizer.step()
        if carried:
            states[0] = tuple(part.detach() for part in last)

    return step, watched


def _held(size: int) -> int:
    """Bytes that are held of a call until its backward pass is over."""
    step, watched = _loop(size, False, 10**9)
    holder = Holder()
    watched._recorder.observers.append(holder)
    step()
    return holder.held


def _stored(frame: WatchedFrame) -> float:
    """Seconds that a frame takes to be packed and written into a store, by a thread of its own."""
    with tempfile.TemporaryDirectory(prefix="rnnviz-") as folder:
        store = LoopStore(Path(folder) / "store.db")
        id = store.begin("benchmark", 0)

        def write(number: int) -> None:
            head = LoopHead(number, number, 0.0)
            store.write(id, LoopFrame(head, {}, pack(frame)), NOTHING, MOST_BYTES)

        found = median(_turn(partial(write, number), 1) for number in range(WRITES))
        store.close()
    return found


def _turn(step: Callable[[], None], times: int) -> float:
    """Seconds of so many steps."""
    begun = time.process_time()
    for _ in range(times):
        step()
    return time.process_time() - begun
