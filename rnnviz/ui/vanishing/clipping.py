"""The gradient of a chain clipped by norm and by value, and a race that shows the same in training."""

import streamlit as st

from rnnviz.analysis.remedies import clip_both
from rnnviz.experiments.store import Store
from rnnviz.figures.vanishing import clipping as figures
from rnnviz.figures.vanishing.in_words import clipping_in_words
from rnnviz.storage.database import StoreError
from rnnviz.text.language import _
from rnnviz.ui.components.html import caption, notice
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.session import address
from rnnviz.ui.session.pages import file_of
from rnnviz.ui.session.store import open_store
from rnnviz.ui.training import echo_race
from rnnviz.ui.training.steering import keep_running
from rnnviz.ui.vanishing.chain_controls import KEY, value
from rnnviz.ui.vanishing.chain_view import ChainView

RACE = echo_race.PRESETS["exploding, then clipped"]


def clipping(view: ChainView) -> None:
    """One gradient of the chain, clipped in both ways, with the controls for it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        limit, distance = _controls(view.chain.steps)
        try:
            _race_button(open_store())
        except StoreError as problem:
            notice(str(problem))
    try:
        clipped = clip_both(view.first_draw(distance), limit)
    except ValueError as problem:
        notice(str(problem))
        return
    live_figure(
        figures.clipping(clipped, limit, distance, is_dark()),
        "clipping",
        clipping_in_words(clipped, limit),
    )
    caption(figures.clip_sentence(clipped, limit))


def _controls(steps: int) -> tuple[float, int]:
    """The limit, and how far back the gradient that is clipped lies: at the chain's end until another
    distance is chosen."""
    st.number_input(
        _("Limit"),
        1e-6,
        1e6,
        key=KEY + "limit",
        format="%g",
        step=0.1,
        width=170,
        persist_state="session",
    )
    chosen = value("distance")
    shown = steps if chosen is None else min(chosen, steps)
    st.session_state[KEY + "shown"] = shown
    st.number_input(
        _("Steps back"),
        0,
        steps,
        key=KEY + "shown",
        width=170,
        on_change=_choose_distance,
        help=_("Whose gradient is clipped: that of the first draw."),
    )
    return float(value("limit")), shown


def _choose_distance() -> None:
    st.session_state[KEY + "distance"] = value("shown")


def _race_button(store: Store) -> None:
    """A click starts the race of an exploding run against the same, clipped, and goes to watch it."""
    if not st.button(
        _("Train it: an exploding run, with and without clipping"),
        type="primary",
        icon=":material/play_arrow:",
    ):
        return
    try:
        address.set_state(echo_race.FIELDS, RACE.asked)
        keep_running(store, echo_race.experiment())
    except (StoreError, ValueError) as problem:
        notice(str(problem))
        return
    st.switch_page(file_of("truncate"), query_params=RACE.asked)
