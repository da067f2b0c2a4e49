"""What a control stands at is looked at before a page believes it."""

import pytest

from rnnviz.storage.database import StoreError
from rnnviz.ui.session import address_fields, forged
from rnnviz.ui.session.address_fields import Field, always

FIELDS = (
    Field("count", always(3), address_fields.whole(1, 9)),
    Field("kind", always("a"), address_fields.choice(("a", "b"))),
    Field(
        "units", always([1]), address_fields.many(address_fields.whole(1, 9), 6), address_fields.join
    ),
    Field(
        "step", always(None), address_fields.whole(1, 9), lambda step: "" if step is None else str(step)
    ),
    Field("gain", always(1.0), address_fields.real(0.0, 4.0), lambda gain: f"{gain:g}"),
)


@pytest.fixture
def state(monkeypatch):
    found = {}
    monkeypatch.setattr(forged.st, "session_state", found)
    return found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("count", 10**18),
        ("count", "x"),
        ("count", float("nan")),
        ("count", None),
        ("kind", "<b>"),
        ("kind", 7),
        ("units", "x"),
        ("units", None),
        ("units", ["\0"]),
        ("units", [10**18]),
        ("step", "x"),
        ("gain", "x"),
        ("gain", float("inf")),
    ],
)
def test_what_cannot_be_is_what_it_was(state, name, value):
    kept = {"count": 4, "kind": "b", "units": [2], "step": 2, "gain": 2.0}
    for before, wanted in ((kept, kept[name]), ({}, dict(_usual())[name])):
        state |= kept
        state[name] = value
        forged.mend(FIELDS, before)
        assert state[name] == wanted


def test_what_can_be_stays(state):
    asked = {"count": 9, "kind": "b", "units": [3, 4], "step": None, "gain": 0.5}
    state |= asked
    forged.mend(FIELDS, {})
    assert state == asked


def test_what_is_not_there_or_stands_as_before_is_not_looked_at(state):
    def never(_):
        raise AssertionError

    state["a"] = 1
    forged.mend((Field("a", never, never), Field("b", never, never)), {"a": 1})
    assert state == {"a": 1}


def test_a_network_that_has_gone_is_for_the_page_to_say(state):
    def gone(_):
        raise StoreError("gone")

    state["net"] = "run"
    forged.mend((Field("net", always("hello"), gone),), {})
    assert state["net"] == "hello"


def _usual():
    return ((field.name, field.default({})) for field in FIELDS)
