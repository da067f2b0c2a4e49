"""The data of several runs side by side are those of each by itself."""

import numpy as np
import pytest

from rnnviz.data.delay import DelayedWindows
from rnnviz.data.side_by_side import side_by_side
from rnnviz.tasks import TASKS, Echo

BATCH = 3


def echoes(**settings):
    return lambda seed: Echo(**settings).stream(seed, BATCH)


SOURCES = {
    "bits": echoes(),
    "three lags": echoes(lags={0: 0.2, 3: 0.3, 300: -0.2}),
    "epochs": echoes(length=60),
    "late": lambda seed: DelayedWindows(Echo().stream(seed, BATCH), 7),
    "letters": lambda seed: TASKS["characters"]().stream(seed, BATCH),
    "late letters": lambda seed: DelayedWindows(TASKS["characters"]().stream(seed, BATCH), 7),
    "numbers": lambda seed: TASKS["forecast"]().stream(seed, BATCH),
}
# start, first, stop: within a chunk, over its end, over several, back again
WINDOWS = [(0, 0, 5), (0, 3, 5), (245, 245, 255), (200, 250, 260), (0, 900, 905), (995, 1000, 1005)]


@pytest.mark.parametrize("name", SOURCES)
def test_each_reads_what_it_reads_alone(name):
    seeds = 4, 5, 4
    together = side_by_side([SOURCES[name](seed) for seed in seeds])
    alone = [SOURCES[name](seed) for seed in seeds]
    for window in WINDOWS:
        if name == "numbers" and window[0] != window[1]:
            continue  # whose losses do not reach back behind their window
        inputs, targets = together.window(*window)
        for place, stream in enumerate(alone):
            wanted = stream.window(*window)
            np.testing.assert_array_equal(inputs[:, place], wanted[0])
            np.testing.assert_array_equal(targets[:, place], wanted[1])
        # one block for each row of all: what is done to it is done in one piece
        assert inputs.swapaxes(1, 2).flags.c_contiguous
        assert targets.swapaxes(1, 2).flags.c_contiguous
        assert targets.dtype == wanted[1].dtype


def test_rows_begin_again_where_each_begins_again():
    together = side_by_side([SOURCES["epochs"](seed) for seed in range(2)])
    assert [start for start in range(60) if together.begins(start)] == [0, 20, 40]
    assert not side_by_side([SOURCES["bits"](0)] * 2).begins(0)


def test_chunks_that_are_done_with_are_not_kept():
    together = side_by_side([SOURCES["bits"](seed) for seed in range(2)])
    for start in range(0, 5000, 100):
        together.window(start, start, start + 100)
    assert len(together.chunks) == 2
