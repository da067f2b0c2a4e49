"""One scene of a lecture as a form."""

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

import streamlit as st
from pydantic import ValidationError

from rnnviz.lectures.model import (
    MOST_BYTES,
    MOST_LAGS,
    MOST_LETTERS,
    MOST_OPTION,
    MOST_OPTIONS,
    MOST_WORD,
    Question,
    Scene,
    explain_lecture,
)
from rnnviz.text.language import N_, _, labels
from rnnviz.text.message import Refusal
from rnnviz.text.numerals import MOST_LETTERS as MOST_DIGITS
from rnnviz.text.numerals import single
from rnnviz.text.written import narrow
from rnnviz.ui.components.html import notice
from rnnviz.ui.session.section_table import SECTIONS

KINDS = {
    "none": N_("no question"),
    "choose": N_("pick one"),
    "number": N_("a number"),
    "sketch": N_("a sketch"),
}


def form(name: str, scene: Scene) -> Scene | None:
    """Fields for all that a scene has; returns the scene as it was changed when that is sent off, None
    before. The form says what is wrong, and everything stays as it was typed."""
    # as long as the scene stays the same the fields keep what was typed, and never longer
    key = f"{name} {hashlib.sha256(scene.model_dump_json().encode()).hexdigest()[:8]} "
    with st.form(key + "form"):
        typed = _scene_fields(key, scene) | _question_fields(key, scene.question)
        typed |= _curve_fields(key, scene.question)
        if not st.form_submit_button(_("Save"), type="primary"):
            return None
        try:
            return read_scene(scene.page, typed)
        except ValidationError as error:
            for message in explain_lecture(error):
                notice(str(message))
        except ValueError as problem:
            notice(str(problem))
    return None


def read_scene(page: str, typed: Mapping[str, Any]) -> Scene:
    """The scene of a page that was typed, by the names of the fields; raises Refusal, or pydantic's
    ValidationError."""
    read: dict[str, Any] = {"page": page} | {name: typed[name] for name in ("section", "look", "notes")}
    read["settings"] = dict(
        parse_qsl(typed["settings"].strip().removeprefix("?"), keep_blank_values=True)
    )
    kind = typed["kind"]
    if kind == "none":
        return Scene.model_validate(read)
    question: dict[str, Any] = {name: typed[name] for name in ("text", "kind", "unit")}
    if kind == "choose":
        question["options"] = [line.strip() for line in typed["options"].splitlines() if line.strip()]
        question["right"] = _number(typed["right"], 1)
    else:
        question |= {name: typed[name] for name in ("low", "high", "log")}
        question["right"] = _number(typed["right"], 0)
    if kind == "sketch":
        question |= {name: typed[name] for name in ("last", "at", "across")}
        question["truth"] = _numbers(typed["truth"])
    return Scene.model_validate(read | {"question": question})


def _scene_fields(key: str, scene: Scene) -> dict[str, Any]:
    """The fields that every scene has; what was typed by their names."""
    look = st.text_area(
        _("What to look at, shown to the class"),
        scene.look,
        key=key + "look",
        max_chars=MOST_LETTERS,
        height=80,
    )
    notes = st.text_area(
        _("Notes, for the lecturer only"),
        scene.notes,
        key=key + "notes",
        max_chars=MOST_LETTERS,
        height=80,
    )
    settings = st.text_input(
        _("Settings, as the page’s address has them"),
        urlencode(scene.settings),
        key=key + "settings",
        max_chars=MOST_BYTES,
        help=_("Open the page, set it as you like, and copy what stands behind the “?”."),
    )
    titles = {"": N_("the whole page")} | {one.word: one.title for one in SECTIONS[scene.page]}
    section = st.selectbox(
        _("What of the page is shown"),
        list(titles),
        list(titles).index(scene.section),
        key=key + "section",
        format_func=labels(titles),
    )
    return {"look": look, "notes": notes, "settings": settings, "section": section}


def _question_fields(key: str, asked: Question | None) -> dict[str, Any]:
    """The fields of a question of any kind; what was typed by their names."""
    typed: dict[str, Any] = {}
    st.session_state.setdefault(key + "kind", asked.kind if asked else "none")
    typed["kind"] = st.segmented_control(
        _("Question"),
        tuple(KINDS),
        key=key + "kind",
        required=True,
        format_func=lambda kind: _(KINDS[kind]),
    )
    typed["text"] = st.text_input(
        _("What is asked"), asked.text if asked else "", key=key + "text", max_chars=MOST_LETTERS
    )
    left, right = st.columns(2)
    with left:
        typed["options"] = st.text_area(
            _("Answers to pick from, one a line"),
            "\n".join(asked.options if asked else ()),
            key=key + "options",
            max_chars=MOST_OPTIONS * (MOST_OPTION + 1),
            height=120,
        )
        typed["right"] = st.text_input(
            _("Right answer: its line (from 1), or the number; may be empty"),
            _right(asked),
            key=key + "right",
            max_chars=MOST_DIGITS,
        )
    with right:
        typed["low"] = st.number_input(
            _("Least number"), value=asked.low if asked else 0.0, key=key + "low", format="%g"
        )
        typed["high"] = st.number_input(
            _("Largest number"), value=asked.high if asked else 1.0, key=key + "high", format="%g"
        )
        typed["unit"] = st.text_input(
            _("Unit of measure"), asked.unit if asked else "", key=key + "unit", max_chars=MOST_WORD
        )
        typed["log"] = st.checkbox(
            _("Logarithmic scale"), asked.log if asked else False, key=key + "log"
        )
    return typed


def _curve_fields(key: str, asked: Question | None) -> dict[str, Any]:
    """The fields that only a curve has; what was typed by their names."""
    sketch = asked if asked and asked.kind == "sketch" else None
    with st.expander(_("For a sketch"), expanded=sketch is not None):
        columns = st.columns(3, vertical_alignment="bottom")
        last = columns[0].number_input(
            _("Last lag"), 1, MOST_LAGS, sketch.last if sketch else 20, key=key + "last"
        )
        at = columns[1].number_input(
            _("Lag that is asked about"), 0, MOST_LAGS, sketch.at if sketch else 8, key=key + "at"
        )
        across = columns[2].text_input(
            _("Word for lag"), sketch.across if sketch else "", key=key + "across", max_chars=MOST_WORD
        )
        truth = st.text_input(
            _("True curve: its numbers from lag 0 on; may be empty"),
            " ".join(f"{value}" for value in sketch.truth) if sketch else "",
            key=key + "truth",
            max_chars=MOST_LETTERS,
        )
    return {"last": last, "at": at, "across": across, "truth": truth}


def _right(asked: Question | None) -> str:
    if asked is None or asked.right is None:
        return ""
    return f"{asked.right + (asked.kind == 'choose'):g}"


def _number(typed: str, first: int) -> float | None:
    """The right answer as it is stored; raises Refusal if it is no number."""
    if not typed.strip():
        return None
    if (found := single(typed)) is None:
        raise Refusal(
            "The right answer is “{typed}”; allowed are numbers, or nothing.", typed=typed[:60]
        )
    return found - first


def _numbers(typed: str) -> tuple[float, ...]:
    """The true curve as it was typed, with blanks between; raises Refusal if it is none."""
    found = []
    for word in narrow(typed).replace(";", " ").split():
        if (value := single(word.strip(","))) is None:
            raise Refusal(
                "The true curve holds “{word}”; allowed are numbers with blanks between them.",
                word=word[:60],
            )
        found.append(value)
    return tuple(found)
