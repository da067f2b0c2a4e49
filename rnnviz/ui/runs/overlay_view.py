"""The chart of the lines that are drawn: over the floors of their tasks, or less one of them."""

from collections.abc import Mapping, Sequence

import streamlit as st

from rnnviz.catalogue.courses import LineCourse
from rnnviz.catalogue.entry import EntryKind
from rnnviz.catalogue.line import RunLine
from rnnviz.figures.base.style import colour_of
from rnnviz.figures.runs.drawn_line import drawn_lines
from rnnviz.figures.runs.line_words import chart_name, line_name, named_floors, unit_of
from rnnviz.figures.runs.overlay import (
    SAMPLES,
    UPDATES,
    ChartLook,
    axis_words,
    overlay,
    overlay_in_words,
)
from rnnviz.text.language import _, _n
from rnnviz.ui.components.html import caption
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.runs import run_fields
from rnnviz.ui.runs.run_fields import FITTING, KEY
from rnnviz.ui.runs.run_list import RunList
from rnnviz.ui.session import presenter_session

CHART = "runs chart"
SHARE = 0.36  # of the window that the chart takes


def across(drawn: Sequence[RunLine]) -> str:
    """What is counted along the axis: what the reader says, else samples where all are trainings, and
    updates beside loops and curves that know of nothing else."""
    wanted = run_fields.get("across")
    if wanted in (SAMPLES, UPDATES):
        return str(wanted)
    fits = all(line.kind == EntryKind.RUN or line.first.per_step > 1 for line in drawn)
    return SAMPLES if fits else UPDATES


def colours(found: RunList) -> dict[str, str]:
    """The colour of each line that is drawn, by its word."""
    dark = is_dark()
    return {line.word: colour_of(place, dark) for place, line in enumerate(found.drawn)}


def overlay_view(found: RunList) -> None:
    """The chart and what belongs to it."""
    drawn = found.drawn
    courses = found.courses()
    base = found.base
    look = ChartLook(
        across=across(drawn),
        unit=unit_of(drawn),
        dark=is_dark(),
        logarithmic=run_fields.get("axis") == "log",
        base=chart_name(base) if base else "",
    )
    shown = drawn_lines(drawn, courses, base, look.across)
    floors = named_floors(drawn)
    live_figure(
        overlay(shown, floors, look),
        CHART,
        overlay_in_words(shown, floors, look),
        main=True,
        share=SHARE,
    )
    _controls(found)
    for sentence in sentences(found, courses):
        caption(sentence, to_class=False)


def sentences(found: RunList, courses: Mapping[str, LineCourse]) -> list[str]:
    """What is drawn where nothing is chosen, and what cannot be drawn."""
    said = []
    # a class has no list to choose from
    if not found.chosen and found.drawn and presenter_session.current() is None:
        said.append(_("Nothing is chosen: the newest runs are drawn. Choose lines in the list."))
    missing = [line for line in found.chosen if line.word not in courses]
    if missing:
        text = _n(
            "{count} chosen line has no loss yet: {names}.",
            "{count} chosen lines have no loss yet: {names}.",
            len(missing),
        )
        names = ", ".join(line_name(line) for line in missing[:3]) + (" …" if missing[3:] else "")
        said.append(text.format(count=len(missing), names=names))
        if any(line.kind == EntryKind.LOOP for line in missing):
            said.append(_("A watched loop tells its loss by {call}.").format(call="watch.loss(loss)"))
    return said


def _controls(found: RunList) -> None:
    """The baseline, and what the axis counts."""
    if presenter_session.current() is not None:
        return
    drawn = found.drawn
    with st.container(horizontal=True, vertical_alignment="center"):
        words = [line.word for line in drawn]
        base = run_fields.get("base")
        named = {line.word: line_name(line) for line in drawn}
        now = found.base
        if now is not None and base != now.word:
            run_fields.set_to("base", now.word)  # the same line by another of its words
        elif base and now is None:
            words.append(base)
        st.selectbox(
            _("Baseline"),
            ["", *words],
            key=KEY + "base",
            format_func=lambda word: (
                _("Baseline: {name}").format(name=named.get(word, word)) if word else _("No baseline")
            ),
            label_visibility="collapsed",
            width=320,
        )
        counted = {one: _("across: {what}").format(what=axis_words(one)) for one in (SAMPLES, UPDATES)}
        fits = axis_words(across(drawn))
        counted[FITTING] = _("across: {what}, as fits").format(what=fits)
        st.selectbox(
            _("Across"),
            [FITTING, SAMPLES, UPDATES],
            key=KEY + "across",
            format_func=counted.__getitem__,
            label_visibility="collapsed",
            width=260,
        )
        st.segmented_control(
            _("Axis"),
            ["linear", "log"],
            key=KEY + "axis",
            required=True,
            format_func=_,
            label_visibility="collapsed",
        )
