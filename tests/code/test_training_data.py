"""What its parts come to is held in `test_training.py`, run by run; here what each alone is for."""

import numpy as np
import pytest
from support.run_script import run_source
from support.trained_scripts import experiment_of

from rnnviz import Run, Truncation, tasks
from rnnviz.code.training_data import FILE, MOST_UPDATES, data_of, updates_of
from rnnviz.tasks.text import ROWS
from rnnviz.training.memory import source

HEAD = "import numpy as np\n\nupdates, every = 45, 7"


@pytest.mark.parametrize(
    "echo", [{}, {"lags": {1: 0.3, 40: 0.21}, "base": 0.37}, {"lags": {270: 0.25}}], ids=str
)
@pytest.mark.parametrize("delay", [0, 2])
def test_the_bits_are_those_that_rnnviz_draws(echo, delay):
    run = Run(batch=5, truncation=Truncation.windows(7), delay=delay)
    experiment = experiment_of(tasks.Echo(**echo), run)
    ran = run_source([HEAD, data_of(run, experiment).part.code], {})
    read, due = source(run, experiment).window(0, 0, 315)  # over the seam of two chunks
    assert np.array_equal(ran("inputs")[:315], read.argmax(axis=1))
    assert np.array_equal(ran("answers")[:315], due.argmax(axis=1))


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize(
    "text", ['hello 你好, it\'s "me"\n\\ 👋 ' * 4, "the longer one, " * 60], ids=len
)
def test_a_text_is_read_as_rnnviz_reads_it(rows, text):
    run = Run(batch=3, truncation=Truncation.windows(7))
    experiment = experiment_of(tasks.TASKS["characters"]("own", text, rows=rows), run)
    made = data_of(run, experiment)
    ran = run_source([HEAD, made.part.code], made.files)
    assert "".join(ran["text"]) == text
    data = source(run, experiment)
    for update in range(45):
        read, due = data.as_tokens(7 * update, 7 * update, 7 * update + 7)
        window = slice(7 * update, 7 * update + 7)
        assert np.array_equal(ran("inputs")[window], read)
        assert np.array_equal(ran("answers")[window], due)


def test_what_is_not_drawn_by_the_script_lies_beside_it():
    run = Run(truncation=Truncation.full(), batch=4)
    experiment = experiment_of(tasks.TASKS["addition"](), run, 10_000)
    made = data_of(run, experiment)
    assert made.updates == MOST_UPDATES < updates_of(run, experiment)
    ran = run_source(["import numpy as np", made.part.code, "x, y, lengths = batch(3)"], made.files)
    wanted = source(run, experiment).at(3)
    assert set(made.files) == {FILE}
    assert np.array_equal(ran("x"), wanted.inputs.swapaxes(-1, -2))
    assert np.array_equal(ran("lengths"), wanted.lengths)
