"""The controls of the page Phase diagram: a prepared map, its axes, and what all its runs share."""

from functools import partial

import streamlit as st

from rnnviz.figures.sweeps.axis_words import axis_title
from rnnviz.figures.sweeps.in_words import MEASURES
from rnnviz.figures.sweeps.phase_map import Measure
from rnnviz.sweeps.model import MEASURES as WORDS
from rnnviz.sweeps.model import MOST_SEEDS
from rnnviz.sweeps.presets import PRESETS
from rnnviz.text.language import _
from rnnviz.training.experiment import MOST_SAMPLES, MOST_SEED
from rnnviz.ui.session import prepared
from rnnviz.ui.sweeps import sweep_settings as settings
from rnnviz.ui.sweeps.sweep_settings import FIELDS, KEY, MOST_LETTERS
from rnnviz.ui.training.run_notation import HELP

PRESET = KEY + "preset"


def controls() -> None:
    """The sidebar."""
    _choose_preset()
    with st.expander(_("Axes"), expanded=settings.preset_of(st.session_state) is None):
        _axis("x", _("Across"))
        _axis("y", _("Up"))
        st.selectbox(
            _("Colour"),
            WORDS,
            key=KEY + "measure",
            format_func=lambda word: _(MEASURES[Measure(word)]),
            persist_state="session",
        )
        st.text_input(
            _("Panels"),
            key=KEY + "panels",
            max_chars=MOST_LETTERS,
            persist_state="session",
            help=_(
                "Maps beside each other, with semicolons between them, and what sets each apart: "
                "style=windows; style=even, or cell=tanh; cell=lstm, rate=0.03. Nothing for one map."
            ),
        )
    with st.expander(_("All runs")):
        _common()


def _choose_preset() -> None:
    def chosen() -> None:
        name = prepared.chosen(PRESET, FIELDS)
        if name and name in PRESETS:  # whatever the browser may send
            settings.show(PRESETS[name].sweep)

    stands = settings.preset_of(st.session_state)
    prepared.show(PRESET, stands.name if stands else None)
    st.radio(_("Try"), list(PRESETS), key=PRESET, index=None, on_change=chosen, format_func=_)


def _axis(name: str, label: str) -> None:
    """The setting of an axis, and its values."""
    options = settings.settings_to_sweep()
    now = settings.get(name)
    if now not in options:  # of a link: the page says what is wrong with it
        options = (*options, now)

    def chosen() -> None:
        settings.set_to(name + "s", settings.usual_values(settings.get(name)))
        settings.set_to("cell", None)

    st.selectbox(
        label,
        options,
        key=KEY + name,
        format_func=_title,
        on_change=chosen,
        persist_state="session",
    )
    st.text_input(
        _("Values of {axis}").format(axis=_title(now)),
        key=KEY + name + "s",
        max_chars=MOST_LETTERS,
        persist_state="session",
        label_visibility="collapsed",
    )


def _title(setting: str) -> str:
    try:
        return axis_title(setting)
    except KeyError:
        return setting


def _common() -> None:
    st.number_input(
        _("Samples for each run"), 1, MOST_SAMPLES, key=KEY + "samples", persist_state="session"
    )
    st.number_input(_("Seeds"), 1, MOST_SEEDS, key=KEY + "seeds", persist_state="session")
    st.number_input(
        _("First seed"),
        0,
        min(MOST_SEED - MOST_SEEDS, 2**53 - 1),
        key=KEY + "seed",
        persist_state="session",
    )
    box = partial(st.text_input, max_chars=MOST_LETTERS, persist_state="session")
    box(
        _("Run"),
        key=KEY + "run",
        help=_(HELP),
    )
    box(
        _("Task"),
        key=KEY + "task",
        help=_(
            "Lags with weights, as 3:0.5,8:-0.25, the name of another task, or a task’s settings as "
            "JSON."
        ),
    )
