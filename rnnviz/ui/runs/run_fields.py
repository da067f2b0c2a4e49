"""What can be set on the page Runs, in the words of its address."""

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote, unquote

import streamlit as st

from rnnviz.catalogue.choice import SORTS, Wish
from rnnviz.storage.database import StoreError
from rnnviz.text.message import Refusal
from rnnviz.ui.session import address_fields, recorded_races
from rnnviz.ui.session.address_fields import Field, always
from rnnviz.ui.session.history import Step
from rnnviz.ui.session.store import open_store

KEY = "list "  # what the keys of its controls begin with
MOST_DRAWN = 200  # lines on one chart
MOST_CONDITIONS = 40
MOST_LETTERS = 100  # of a search
MOST_NAME = 300  # letters of a condition, of the name of a setting
FITTING, SAMPLES, UPDATES = "fitting", "samples", "updates"
ORDERS = tuple(sign + name for name in SORTS for sign in ("-", ""))
WORD = re.compile(r"(?:run|race)\.[0-9a-f]{8}\.(?:[1-9]|1[0-6])|(?:loop|curve)\.[0-9a-f]{8}", re.ASCII)
RUN = re.compile(r"run\.([0-9a-f]{8})\.(\d{1,2})")


def read_word(text: str) -> str:
    """What a line is called; raises Refusal for anything else."""
    if not WORD.fullmatch(text):
        raise Refusal("runs as {example}", example="run.0123abcd.1")
    return text


def _read_base(text: str) -> str:
    return read_word(text) if text else ""


def read_condition(text: str) -> str:
    """A setting and a value, as `hidden=16`; in an address all other signs are written as %2C is."""
    name, sign, _value = (said := unquote(text)).partition("=")
    if not sign or not name or len(said) > MOST_NAME:
        raise Refusal("settings and values as {example}", example="hidden=16")
    return said


def _write_conditions(conditions: list[str]) -> str:
    return ",".join(quote(one, safe="=./") for one in conditions)


def _lasting(name: str) -> Any:
    """Runs by the settings of their trainings, which outlast them."""

    def write(words: Mapping[str, str]) -> str:
        return ",".join(_lasting_word(word) for word in words[name].split(","))

    return write


def _lasting_word(word: str) -> str:
    found = RUN.fullmatch(word)
    if found:
        with suppress(StoreError):
            known = recorded_races.by_id(found[1])
            digest = (known or open_store()).row(found[1]).experiment.digest
            return f"race.{digest[:8]}.{found[2]}"
    return word


FIELDS = (
    Field(
        "runs",
        always([]),
        address_fields.many(read_word, MOST_DRAWN),
        address_fields.join,
        key=KEY + "runs",
        lasting=_lasting("runs"),
    ),
    Field("base", always(""), _read_base, key=KEY + "base", lasting=_lasting("base")),
    Field(
        "search",
        always(""),
        address_fields.text(MOST_LETTERS),
        key=KEY + "search",
        step=Step.TYPED,
    ),
    Field(
        "where",
        always([]),
        address_fields.many(read_condition, MOST_CONDITIONS),
        _write_conditions,
        key=KEY + "where",
    ),
    Field("group", always(""), address_fields.text(MOST_NAME), key=KEY + "group"),
    Field("sort", always(ORDERS[0]), address_fields.choice(ORDERS), key=KEY + "sort"),
    Field(
        "across",
        always(FITTING),
        address_fields.choice((FITTING, SAMPLES, UPDATES)),
        key=KEY + "across",
    ),
    Field("axis", always("linear"), address_fields.choice(("linear", "log")), key=KEY + "axis"),
    address_fields.flag_field("bring", KEY + "bring"),
)


def get(name: str) -> Any:
    """What a field stands at."""
    return st.session_state[KEY + name]


def set_to(name: str, value: Any) -> None:
    """Bring a field to a value."""
    st.session_state[KEY + name] = value


def wish() -> Wish:
    """What the reader wants to see of the list."""
    where = tuple(_condition(one) for one in get("where"))
    sort = str(get("sort"))
    return Wish(
        search=str(get("search")),
        where=where,
        group=str(get("group") or ""),
        sort=sort.removeprefix("-"),
        falls=sort.startswith("-"),
    )


def _condition(text: str) -> tuple[str, str]:
    name, _sign, value = str(text).partition("=")
    return name, value


def linked_ids() -> tuple[str, ...]:
    """The ids of what the address names, which may be somebody else's."""
    words = [*get("runs"), get("base")]
    parts = [word.split(".") for word in words if word]
    return tuple(dict.fromkeys(of[1] for of in parts if of[0] in ("run", "curve")))
