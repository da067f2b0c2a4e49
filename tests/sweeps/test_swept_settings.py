"""A run and its task with a setting of a sweep."""

import math

import pytest
from pydantic import ValidationError
from support.refusals.sweeps import ONE, of

from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.sweeps.swept_settings import NAMES, known, style_of, value_of
from rnnviz.tasks import Characters, Echo

WINDOWS = Run(truncation=Truncation.windows(4))


@pytest.mark.parametrize(
    ("settings", "cut"),
    [
        ({"truncation": 7}, Truncation(7, 7)),
        ({"style": "even"}, Truncation(4, 4, each=True)),
        ({"style": "windows 2n"}, Truncation(8, 8)),
        ({"style": "sliding", "truncation": 3}, Truncation(1, 3)),
        ({"style": "windows 2n", "truncation": 3}, Truncation(6, 6)),
        ({"style": "even", "truncation": 3}, Truncation(3, 3, each=True)),
        ({"style": "full"}, Truncation()),
    ],
)
def test_style_and_steps_make_a_truncation(settings, cut):
    run, task = of(WINDOWS, **settings)
    assert run == WINDOWS.model_copy(update={"truncation": cut})
    assert task is ONE


@pytest.mark.parametrize("base", [Truncation.windows(4), Truncation.even(4), Truncation.sliding(4)])
def test_steps_alone_keep_the_style_of_the_run(base):
    run, _ = of(Run(truncation=base), truncation=9)
    assert style_of(run.truncation) == style_of(base)
    assert run.truncation.reach == 9


def test_a_truncation_of_its_own_has_no_style():
    assert style_of(Truncation(3, 7)) is None
    assert style_of(Truncation.full()) == "full"


@pytest.mark.parametrize(
    "settings",
    [
        {"hidden": 9},
        {"layers": 2},
        {"batch": 3},
        {"rate": 0.5},
        {"gain": 1.5},
        {"clip_norm": 2.0},
        {"clip_norm": None},
        {"cell": "lstm"},
        {"optimizer": "sgd"},
        {"train": "readout"},
        {"start": "orthogonal"},
    ],
    ids=str,
)
def test_all_else_of_the_run_is_set_by_its_name_and_nothing_but_that(settings):
    base = WINDOWS.model_copy(update={"clip_norm": 7.0})
    run, task = of(base, **settings)
    assert run == base.model_copy(update=settings)
    assert task is ONE


def test_what_a_run_cannot_be_is_refused():
    with pytest.raises(ValidationError, match="hidden"):
        of(hidden=5000)


def test_the_only_lag_moves_and_keeps_its_weight():
    assert of(lag=12)[1] == Echo(lags={12: 0.5})


def test_of_several_lags_the_first_stay():
    task = Echo(lags={1: 0.125, 2: -0.125, 5: 0.25})
    assert of(task=task, lags=2)[1] == Echo(lags={1: 0.125, 2: -0.125})
    assert of(task=task, lags=0)[1] == Echo(lags={})


def test_numbers_of_the_task_are_set_by_name():
    _, task = of(**{"task_base": 0.25}, task=Echo(lags={3: 0.5}))
    assert task == Echo(lags={3: 0.5}, base=0.25)
    _, task = of(task=Characters(), **{"task_most": 3.0})
    assert (task.most, type(task.most)) == (3, int)


@pytest.mark.parametrize(
    ("setting", "value", "read"),
    [("hidden", 8.0, 8), ("rate", 1, 1.0), ("clip_norm", None, None), ("cell", "gru", "gru")],
)
def test_values_are_of_the_kind_of_their_setting(setting, value, read):
    found = value_of(setting, value)
    assert (found, type(found)) == (read, type(read))


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("rate", True),
        ("rate", None),
        ("rate", math.nan),
        ("hidden", math.inf),
        ("hidden", "8"),
        ("cell", 3),
        ("cell", ["gru"]),
        ("task.base", "x"),
        ("task.base", []),
    ],
)
def test_a_value_of_another_kind_is_refused_in_a_sentence(setting, value):
    with pytest.raises(ValueError, match=f"{setting} is .*allowed are"):
        value_of(setting, value)


def test_every_name_is_known():
    assert [known(name) for name in NAMES] == list(NAMES)
    assert known("task.most") == "task.most"
    with pytest.raises(ValueError, match=r"there is no setting 'task\.'"):
        known("task.")
