"""What an address may say of the list, and what outlasts its store."""

import pytest
from support.own_lists import small, trained

from rnnviz.text.message import Refusal
from rnnviz.ui.runs import run_fields
from rnnviz.ui.runs.run_fields import FIELDS, read_condition, read_word
from rnnviz.ui.session import address_fields

BY_NAME = {field.name: field for field in FIELDS}


@pytest.mark.parametrize(
    "text", ["run.01234567.1", "race.89abcdef.16", "loop.01234567", "curve.01234567"]
)
def test_words_of_lines_are_read(text):
    assert read_word(text) == text


@pytest.mark.parametrize(
    "text", ["", "run.01234567", "run.01234567.0", "run.01234567.17", "RUN.01234567.1", "map.01234567"]
)
def test_anything_else_is_refused(text):
    with pytest.raises(Refusal, match=r"run\.0123abcd\.1"):
        read_word(text)


@pytest.mark.parametrize("value", ["hidden=16", "tag=a, b & c=d", "task.text=“=”;\n中", "a="])
def test_conditions_come_back_from_the_address(value):
    field = BY_NAME["where"]
    both = [value, "cell=gru"]
    written = field.write(both)
    assert "," not in written.replace("%2C", "").split(",")[0]
    assert field.read(written) == both


@pytest.mark.parametrize("text", ["", "=", "=3", "x" * 400 + "=1", "nothing"])
def test_what_is_no_condition_is_refused(text):
    with pytest.raises(Refusal):
        read_condition(text)


def test_a_scene_names_runs_by_their_settings(opened, store):
    id = trained(store, small())
    said = {"runs": f"run.{id}.2,loop.01234567,run.00000000.1", "base": f"run.{id}.1"}
    digest = small().digest[:8]
    assert BY_NAME["runs"].lasting(said) == f"race.{digest}.2,loop.01234567,run.00000000.1"
    assert BY_NAME["base"].lasting(said) == f"race.{digest}.1"


def test_an_address_opens_as_it_was_written(opened, store):
    id = trained(store, small())
    asked = {
        "runs": f"run.{id}.1",
        "search": "cut",
        "where": "truncation=2/2",
        "group": "truncation",
        "sort": "loss",
        "axis": "log",
    }
    page = opened(**asked)
    assert page.address == asked
    assert not page.notices
    state = address_fields.settings(FIELDS, {})
    assert state["list sort"] == run_fields.ORDERS[0] == "-when"
