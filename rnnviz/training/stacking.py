"""Which learners are trained in the calls of one, and whether that pays."""

import time
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from rnnviz.runs.run import Run
from rnnviz.training.engine import Engine
from rnnviz.training.learner import Learner, optimizer_of
from rnnviz.training.stack import LearnerStack
from rnnviz.training.window_learner import StreamLearner

SIZES = (4, 8, 16, 32)  # runs in one stack that are tried
STEPS = 20  # of a window that is measured, at most: a longer one takes as many times longer
ROUNDS, MOST_ROUNDS = 5, 20  # of which the fastest counts; more of those that take no time
MOMENT = 0.1  # seconds that a size is tried for, if ROUNDS take no longer
LARGE = 0.004  # seconds that such an update takes whose products leave nothing to be saved
GAIN = 0.98  # of the time that it took before, at which a larger stack is worth its memory

# the best size of a stack, by shape and by how many there are; as found in this process
_sizes: dict[tuple[object, ...], int] = {}


def stacked(
    learners: Sequence[Learner], size: Callable[[StreamLearner, int], int] | None = None
) -> list[Learner | LearnerStack]:
    """What is to be advanced, so that all of the learners are, each in one place: in stacks as large as
    is fastest, be it of one; or as `size` says, which is handed one of them and how many there are.

    How large that is, is measured and so may differ from time to time. What is trained does not: the
    products of a stack are the same ones whatever its size. They are not always those of a learner by
    itself, whose sums may be rounded otherwise, so none that could be in a stack is ever left out of
    one, and none that has a faster way of its own is ever in one.
    """
    found: list[Learner | LearnerStack] = []
    for alike in _alike(learners):
        able = [one for one in alike if isinstance(one, StreamLearner) and one.can_be_stacked]
        if not able:
            found += alike
            continue
        parts = -(-len(able) // (size or best_size)(able[0], len(able)))  # as equal as can be
        bounds = [len(able) * part // parts for part in range(parts + 1)]
        found += [LearnerStack(able[start:stop]) for start, stop in pairwise(bounds)]
    return found


def _alike(learners: Sequence[Learner]) -> list[list[Learner]]:
    """The learners in groups that could be one stack each, in the order of each group's first."""
    groups: list[list[Learner]] = []
    for learner in learners:
        mine = next((group for group in groups if alike(group[0], learner)), None)
        if mine is None:
            groups.append([learner])
        else:
            mine.append(learner)
    return groups


def alike(one: Learner, other: Learner) -> bool:
    """Whether two runs differ in nothing but seed, rate, length, and what an endless sequence is of."""
    return (
        isinstance(one, StreamLearner)
        and isinstance(other, StreamLearner)
        and _but_rate(one.run) == _but_rate(other.run)
        and one.every == other.every
        and _like_tasks(one, other)
    )


def _like_tasks(one: StreamLearner, other: StreamLearner) -> bool:
    """Whether two runs' networks are of one shape and the windows of their data begin alike: each reads
    its own."""
    if one.task == other.task:
        return True
    windowed = one.task.windowed or other.task.windowed
    return (
        type(one.task) is type(other.task)
        and not windowed
        and one.engine.settings == other.engine.settings
    )


def _but_rate(run: Run) -> Run:
    return run.model_copy(update={"rate": 1.0})


def best_size(learner: StreamLearner, count: int) -> int:
    """How many of so many runs of that shape are best trained in one stack, 1 if each has its own.

    Measured once in a process: the time of an update on the processor, larger stacks for as long as
    each makes it shorter.
    """
    net = learner.engine.net
    key = (_but_rate(learner.run).model_dump_json(), net.inputs, net.outputs, net.output, count)
    if key not in _sizes:
        _sizes[key] = _measured(learner, count)
    return _sizes[key]


def likely_size(learner: StreamLearner, count: int) -> int:
    """About the same, without a try of larger ones: all, unless an update takes long by itself."""
    return 1 if seconds(update_of(learner, 1)) > LARGE else count


def _measured(learner: StreamLearner, count: int) -> int:
    best, alone = 1, update_of(learner, 1)
    best_seconds = seconds(alone)
    if best_seconds > LARGE:
        return best
    for size in sorted({min(size, count) for size in SIZES if count > 1}):
        together = update_of(learner, size)
        # by turns, so that what else the machine does slows down both
        rounds = min(max(ROUNDS, int(MOMENT / (size * best_seconds + 1e-9))), MOST_ROUNDS)
        by_turns = [(seconds(alone), seconds(together) / size) for _ in range(rounds)]
        _, found = (min(column) for column in zip(*by_turns, strict=True))
        best_seconds = min(best_seconds, *(lone for lone, _ in by_turns)) if best == 1 else best_seconds
        if found > GAIN * best_seconds:
            break
        best, best_seconds = size, found
    return best


def seconds(update: Callable[[], object]) -> float:
    """How long the processor takes for it."""
    begun = time.thread_time()
    update()
    return time.thread_time() - begun


def update_of(learner: StreamLearner, size: int) -> Callable[[], None]:
    """An update as that learner makes them, on data of no meaning, of a stack of that size. It has been
    made once."""
    run, net = learner.run, learner.engine.net
    cut = run.truncation
    engine = Engine([net] * size, cut.reach, cut.each, run.summed, moves=run.moves)
    every = min(learner.every, STEPS)
    steps = every + min(learner.before, STEPS)
    window = engine.window(steps, every, run.batch)
    optimizer = optimizer_of(run)
    inputs, targets = (
        np.zeros((count, rows, size, run.batch), np.float32).swapaxes(1, -2)
        for count, rows in ((steps, net.inputs), (every, net.outputs))
    )
    inputs[..., 0, :] = targets[..., 0, :] = 1.0
    hidden = [np.zeros((size, run.hidden, run.batch), net.dtype)] * run.layers
    memory = [of if net.kind.has_memory else None for of in hidden]

    def update() -> None:
        with np.errstate(all="ignore"):
            window.forward(inputs, hidden, memory)
            window.backward(targets)
            optimizer.update({"all": engine.vector}, {"all": engine.gradient})

    update()
    return update
