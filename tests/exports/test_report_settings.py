"""What a report says of the settings."""

import html
import re

from support.exported import MADE

from rnnviz.exports.report_settings import ROWS, settings_table, what_was_trained
from rnnviz.runs.run import Run
from rnnviz.training.experiment import Experiment


def rows(experiment):
    found = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', settings_table(experiment))
    return {html.unescape(name): re.findall(r"<td[^>]*>(.*?)</td>", cells) for name, cells in found}


def test_each_run_is_a_column():
    found = rows(MADE["echo"]())
    assert found["Cell"] == ["tanh", "LSTM"]
    assert found["Hidden units"] == ["3", "4"]
    assert "Cut" in found and "Trained" not in found


def test_what_is_otherwise_than_usual_is_a_row():
    runs = (Run(), Run(train="readout", clip_norm=0.5))
    found = rows(Experiment(runs=runs))
    assert found["Trained"] == ["all weights", "the readout only"]
    assert found["Clip the gradient's norm at"] == ["no limit", "0.5"]


def test_examples_are_not_cut():
    assert "Cut" not in rows(MADE["addition"]())


def test_every_row_can_be_told_of_every_run():
    for experiment in (made() for name, made in MADE.items() if name != "own data"):
        for _name, value in ROWS:
            assert all(isinstance(value(run), str) for run in experiment.runs)


def test_seeds_are_counted():
    (_task, one), (_same, many) = (
        what_was_trained(MADE[name]()) for name in ("echo", "echo with seeds")
    )
    assert one == "Each run sees 4,000 samples, drawn with seed 0."
    assert many == "Each run sees 2,000 samples with each of 3 seeds, from seed 0 on."
