"""One scene of a lecture as a form."""

import hashlib
from typing import Any
from urllib.parse import parse_qsl, urlencode

import streamlit as st
from pydantic import ValidationError

from rnnviz.language import N_, _
from rnnviz.lecture import MOST_LETTERS, Question, Scene, explain_lecture
from rnnviz.ui.page import notice

KINDS = {"none": N_("no question"), "choose": N_("pick one"), "number": N_("a number")}


def form(name: str, scene: Scene) -> Scene | None:
    """Fields for all that a scene has; returns the scene as it was changed when that is sent off, None
    before. What cannot be is said, and stays as it was typed."""
    # as long as the scene stays the same the fields keep what was typed, and never longer
    key = f"{name} {hashlib.sha256(scene.model_dump_json().encode()).hexdigest()[:8]} "
    asked = scene.question
    with st.form(key + "form"):
        look = st.text_area(
            _("What to look at, said to the class"),
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
        if not st.form_submit_button(_("Keep"), type="primary"):
            return None
        try:
            typed: dict[str, Any] = {"text": text, "kind": kind, "unit": unit}
            if kind == "choose":
                lines = [line.strip() for line in options.splitlines() if line.strip()]
                typed |= {"options": lines, "right": _number(right, 1)}
            else:
                typed |= {"low": low, "high": high, "log": log, "right": _number(right, 0)}
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
            for sentence in explain_lecture(error):
                notice(sentence)
        except ValueError as problem:
            notice(str(problem))
    return None


def _settings(words: str) -> dict[str, str]:
    return dict(parse_qsl(words.strip().removeprefix("?"), keep_blank_values=True))


def _right(asked: Question | None) -> str:
    if asked is None or asked.right is None:
        return ""
    return f"{asked.right + (asked.kind == 'choose'):g}"


def _number(typed: str, first: int) -> float | None:
    """The right answer as it is kept; raises ValueError, a sentence, if it is no number."""
    if not typed.strip():
        return None
    try:
        return float(typed.replace(",", ".")) - first
    except ValueError:
        raise ValueError(
            _("The right answer is “{typed}”; allowed are numbers, or nothing.").format(
                typed=typed[:60]
            )
        ) from None
