"""One scene of a lecture as a form."""

import hashlib
from typing import Any
from urllib.parse import parse_qsl, urlencode

import streamlit as st
from pydantic import ValidationError

from rnnviz.lectures.model import MOST_LAGS, MOST_LETTERS, Question, Scene, explain_lecture
from rnnviz.text.language import N_, _
from rnnviz.text.message import Refusal
from rnnviz.ui.components.html import notice

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
    asked = scene.question
    with st.form(key + "form"):
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
        words = st.text_input(
            _("Settings, as the page’s address has them"),
            urlencode(scene.settings),
            key=key + "settings",
            help=_("Open the page, set it as you like, and copy what stands behind the “?”."),
        )
        st.session_state.setdefault(key + "kind", asked.kind if asked else "none")
        kind = st.segmented_control(
            _("Question"),
            tuple(KINDS),
            key=key + "kind",
            required=True,
            format_func=lambda kind: _(KINDS[kind]),
        )
        text = st.text_input(
            _("What is asked"), asked.text if asked else "", key=key + "text", max_chars=MOST_LETTERS
        )
        left, right_side = st.columns(2)
        with left:
            options = st.text_area(
                _("Answers to pick from, one a line"),
                "\n".join(asked.options if asked else ()),
                key=key + "options",
                height=120,
            )
            right = st.text_input(
                _("Right answer: its line (from 1), or the number; may be empty"),
                _right(asked),
                key=key + "right",
            )
        with right_side:
            low = st.number_input(
                _("Least number"), value=asked.low if asked else 0.0, key=key + "low", format="%g"
            )
            high = st.number_input(
                _("Largest number"), value=asked.high if asked else 1.0, key=key + "high", format="%g"
            )
            unit = st.text_input(_("Unit"), asked.unit if asked else "", key=key + "unit", max_chars=40)
            log = st.checkbox(_("Logarithmic scale"), asked.log if asked else False, key=key + "log")
        curve = _curve_fields(key, asked)
        if not st.form_submit_button(_("Save"), type="primary"):
            return None
        try:
            typed: dict[str, Any] = {"text": text, "kind": kind, "unit": unit}
            if kind == "choose":
                lines = [line.strip() for line in options.splitlines() if line.strip()]
                typed |= {"options": lines, "right": _number(right, 1)}
            else:
                typed |= {"low": low, "high": high, "log": log, "right": _number(right, 0)}
            if kind == "sketch":
                typed |= curve | {"truth": _numbers(curve["truth"])}
            return Scene.model_validate(
                {
                    "page": scene.page,
                    "look": look,
                    "notes": notes,
                    "settings": _settings(words),
                    "question": None if kind == "none" else typed,
                }
            )
        except ValidationError as error:
            for message in explain_lecture(error):
                notice(str(message))
        except ValueError as problem:
            notice(str(problem))
    return None


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
            _("Word for lag"), sketch.across if sketch else "", key=key + "across", max_chars=40
        )
        truth = st.text_input(
            _("True curve: its numbers from lag 0 on; may be empty"),
            " ".join(f"{value}" for value in sketch.truth) if sketch else "",
            key=key + "truth",
        )
    return {"last": last, "at": at, "across": across, "truth": truth}


def _settings(words: str) -> dict[str, str]:
    return dict(parse_qsl(words.strip().removeprefix("?"), keep_blank_values=True))


def _right(asked: Question | None) -> str:
    if asked is None or asked.right is None:
        return ""
    return f"{asked.right + (asked.kind == 'choose'):g}"


def _number(typed: str, first: int) -> float | None:
    """The right answer as it is stored; raises Refusal if it is no number."""
    if not typed.strip():
        return None
    try:
        return float(typed.replace(",", ".")) - first
    except ValueError:
        raise Refusal(
            "The right answer is “{typed}”; allowed are numbers, or nothing.", typed=typed[:60]
        ) from None


def _numbers(typed: str) -> tuple[float, ...]:
    """The true curve as it was typed, with blanks between; raises ValueError, a sentence."""
    found = []
    for word in typed.replace(";", " ").split():
        try:
            found.append(float(word.strip(",").replace(",", ".").replace("−", "-")))
        except ValueError:
            raise Refusal(
                "The true curve holds “{word}”; allowed are numbers with blanks between them.",
                word=word[:60],
            ) from None
    return tuple(found)
