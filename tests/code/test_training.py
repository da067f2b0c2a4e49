"""All settings on all tasks stand in `tests/pages/test_every_code.py`; here cells and cuts."""

import re

import pytest
from support.run_script import run_script
from support.trained_scripts import check, experiment_of, ours

from rnnviz import Run, Truncation, tasks
from rnnviz.code.cells import CELL_CODES
from rnnviz.code.training import training_code
from rnnviz.code.training_data import MOST_DRAWN

CUTS = [
    Truncation.windows(4),
    Truncation.even(4),
    Truncation.sliding(3),
    Truncation(every=3, reach=7),
    Truncation(every=3, reach=7, each=True),
    Truncation(every=5, reach=2, each=True),
]
ECHO = tasks.Echo()


@pytest.mark.parametrize("cell", CELL_CODES)
@pytest.mark.parametrize("cut", CUTS, ids=str)
def test_every_cell_with_every_cut(cell, cut):
    layers = 1 + (CUTS.index(cut) + len(cell)) % 2
    check(ECHO, Run(cell=cell, truncation=cut, layers=layers, batch=7, double=True))


def test_the_whole_sequence_at_once():
    check(ECHO, Run(cell="gru", truncation=Truncation.full(), batch=3, double=True), 60, 1)


def test_other_echoes():
    check(tasks.Echo(lags={2: 0.3, 5: 0.19}, base=0.37), Run(batch=9, double=True))
    check(tasks.Echo(length=400), Run(batch=10, double=True), updates=20)


@pytest.mark.parametrize("rows", ["ring", "pairs", "passes"])
def test_a_text_is_read_as_the_page_reads_it(rows):
    text = "hello world, how are you? " * 30
    task = tasks.TASKS["characters"]("own", text, rows=rows)
    check(task, Run(hidden=4, batch=3, double=True), 600)


def test_the_notebook_trains_cell_by_cell():
    check(ECHO, Run(cell="lstm", batch=9, double=True), notebook=True)


def test_a_long_training_begins_with_its_first_updates():
    code = training_code(experiment_of(ECHO, Run(batch=1), 100_000), 0)
    assert f"updates, every = {MOST_DRAWN}, 5" in code.script("numpy")
    assert "20000 updates" in code.script("numpy")


def test_it_says_what_the_page_s_first_losses_are():
    experiment = experiment_of(ECHO, Run(batch=9, double=True))
    code, (losses, _norms) = training_code(experiment, 0), ours(experiment, 3)
    assert code.prints.endswith(" · ".join(f"{loss:.4f}" for loss in losses) + ".")
    printed = run_script(code, "numpy", 3).printed.splitlines()
    assert [line.split()[1] for line in printed] == code.prints[:-1].split()[-5::2]


def test_what_would_take_long_only_for_a_sentence_is_left_out():
    long = experiment_of(ECHO, Run(truncation=Truncation.full()), 10_000_000)
    assert not re.search(r"\d", training_code(long, 0).prints)
