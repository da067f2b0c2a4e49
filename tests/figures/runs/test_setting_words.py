"""Every setting and every value has words."""

import pytest

from rnnviz.catalogue.entry import Entry, EntryKind, settings_of
from rnnviz.catalogue.line import RunLine, written
from rnnviz.experiments.status import Status
from rnnviz.figures.runs.setting_words import (
    KINDS,
    NAMES,
    STATUSES,
    setting_name,
    setting_value,
    written_value,
)
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.training.experiment import Experiment
from rnnviz.watch.loop_store import LoopStatus


def test_every_setting_of_a_run_kind_and_status_has_a_name():
    assert set(Run.model_fields) <= set(NAMES)
    assert set(KINDS) == set(EntryKind)
    assert {*Status, *LoopStatus} <= set(STATUSES)
    assert setting_name("hidden") == "hidden units"
    assert setting_name("task.length") == "length"


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("truncation", Truncation.windows(5), "cut every 5"),
        ("carry", True, "switched on"),
        ("clip_norm", None, "none"),
        ("samples", 2_000_000, "2,000,000"),
        ("rate", 0.1, "0.1"),
        ("cell", "gru", "GRU"),
        ("task", "echo", "Echo"),
        ("status", "running", "trains"),
        ("kind", "loop", "watched loop"),
        ("task.lags", '{"3": 0.5, "8": -0.25}', "3: 0.5, 8: -0.25"),
        ("task.sizes", "[1, 2]", "1, 2"),
        ("task.text", "{no JSON", "{no JSON"),
        ("task.text", "x" * 100, "x" * 39 + "…"),
        ("tag", "<b>", "<b>"),
    ],
)
def test_a_value_is_written_as_it_is_read(name, value, text):
    assert setting_value(name, value) == text


def test_a_value_of_an_address_is_looked_up_among_the_lines():
    experiment = Experiment()
    entry = Entry(EntryKind.RUN, "0", "", 0.0, "finished", "", settings=settings_of(experiment, 0))
    text = written(experiment.runs[0].truncation)
    assert written_value("truncation", text, [RunLine((entry,))]) == "cut every 5"
    assert written_value("truncation", "9/9", [RunLine((entry,))]) == "9/9"
