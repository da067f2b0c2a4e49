"""Values, panels and tasks as an address writes them, there and back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.sweeps.presets import PRESETS
from rnnviz.sweeps.swept_settings import WORDS
from rnnviz.tasks import TASKS, Echo
from rnnviz.text.message import Refusal
from rnnviz.ui.sweeps.sweep_notation import (
    read_base_task,
    read_panels,
    read_values,
    write_base_task,
    write_panels,
    write_values,
)


@pytest.mark.parametrize(
    ("setting", "text", "values"),
    [
        ("lag", "1-4", (1, 2, 3, 4)),
        ("lag", "1 – 3, 8", (1, 2, 3, 8)),
        ("lag", "2..4; 6", (2, 3, 4, 6)),
        ("rate", "0.01, 0.1 1", (0.01, 0.1, 1)),
        ("rate", "1e-3，２", (0.001, 2)),
        ("clip_norm", "none, 0.5", (None, 0.5)),
        ("cell", "tanh, lstm", ("tanh", "lstm")),
        ("style", "windows, windows 2n, even", ("windows", "windows 2n", "even")),
    ],
)
def test_values(setting, text, values):
    assert read_values(setting, text) == values
    assert read_values(setting, write_values(values)) == values


@pytest.mark.parametrize(
    ("setting", "text"),
    [("lag", ""), ("lag", "one"), ("cell", "rnn"), ("lag", "1-9999999"), ("lag", "4-1")],
)
def test_what_is_no_value_is_said(setting, text):
    with pytest.raises(Refusal, match="allowed are"):
        read_values(setting, text)


NUMBERS = st.one_of(st.integers(0, 10**6), st.floats(-1e6, 1e6))


@settings(deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=20))
def test_numbers_come_back_as_they_are(values):
    assert read_values("rate", write_values(values)) == tuple(values)


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(["rate", "gain"]), NUMBERS), min_size=1, max_size=4))
def test_panels_come_back_as_they_are(panels):
    assert read_panels(write_panels(panels)) == tuple(panels)


def test_words_in_panels():
    read = read_panels("style=windows 2n; cell = lstm, rate=0.03")
    assert read == ({"style": "windows 2n"}, {"cell": "lstm", "rate": 0.03})
    assert read_panels("") == ({},)
    for setting, known in WORDS.items():
        panels = tuple({setting: word} for word in known)
        assert read_panels(write_panels(panels)) == panels


@pytest.mark.parametrize("text", ["style", "=1", "style=", "rate=x"])
def test_what_is_no_panel_is_said(text):
    with pytest.raises(Refusal, match="allowed are"):
        read_panels(text)


@pytest.mark.parametrize("task", [cls() for cls in TASKS.values()], ids=lambda task: task.name)
def test_every_task_comes_back(task):
    assert read_base_task(write_base_task(task)) == task


def test_tasks_with_settings_of_their_own():
    for task in (
        Echo(lags={3: 0.5}, length=1000),
        Echo(lags={2: 0.25}, base=0.4),
        TASKS["addition"](bits=7),
    ):
        assert read_base_task(write_base_task(task)) == task
    assert write_base_task(Echo(lags={2: 0.25}, base=0.4)) == "2:0.25,base:0.4"


@pytest.mark.parametrize(
    "text",
    ["{", "[" * 50_000, "{" * 50_000, '{"name": 3}', '{"name": "addition", "digits": "x"}', "nothing"],
)
def test_what_is_no_task_is_said(text):
    with pytest.raises(ValueError, match=r"task|lags|digits"):
        read_base_task(text)


def test_presets_come_back():
    for preset in PRESETS.values():
        assert read_panels(write_panels(preset.sweep.panels)) == preset.sweep.panels
        for axis in (preset.sweep.x, preset.sweep.y):
            assert read_values(axis.setting, write_values(axis.values)) == axis.values
