"""What its parts come to is held in `test_training.py`, run by run; here what each alone is for."""

import numpy as np
from support.run_script import run_source
from support.trained_scripts import experiment_of

from rnnviz import Run, Truncation, tasks
from rnnviz.code.training_data import FILE, MOST_UPDATES, data_of, updates_of
from rnnviz.training.memory import source


def test_the_bits_are_those_that_rnnviz_draws():
    run = Run(batch=5, truncation=Truncation.windows(7))
    experiment = experiment_of(tasks.Echo(lags={1: 0.3, 40: 0.21}, base=0.37), run)
    ran = run_source(["import numpy as np", data_of(run, experiment).part.code], {})
    x, y = ran["window"](240, 245, 275)  # over the seam of two chunks
    read, due = source(run, experiment).window(240, 245, 275)
    assert np.array_equal(x, read.argmax(axis=1))
    assert np.array_equal(y, due.argmax(axis=1))


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
