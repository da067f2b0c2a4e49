"""The gradient of a chain clipped by norm and by value, and a race that shows the same in training."""

import numpy as np
import streamlit as st

from rnnviz.analysis.remedies import LEAST_LIMIT, MOST_LIMIT, USUAL_LIMIT, clip_both, telling_limit
from rnnviz.experiments.store import Store
from rnnviz.figures.vanishing import clipping as figures
from rnnviz.figures.vanishing.bound import clip_html
from rnnviz.figures.vanishing.in_words import clipping_in_words
from rnnviz.storage.database import StoreError
from rnnviz.text.language import _
from rnnviz.ui.components.html import caption, markup, notice
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.number_steps import step_for
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.session import address, prepared
from rnnviz.ui.session.pages import file_of
from rnnviz.ui.session.store import open_store
from rnnviz.ui.training import echo_race
from rnnviz.ui.training.steering import keep_running
from rnnviz.ui.vanishing.chain_controls import FIELDS, KEY, value
from rnnviz.ui.vanishing.chain_view import ChainView

RACE = echo_race.PRESETS["exploding, then clipped"]


def clipping(view: ChainView) -> None:
    """One gradient of the chain, clipped in both ways, with the controls for it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        limit, distance = _controls(view)
        try:
            _race_button(open_store())
        except StoreError as problem:
            notice(str(problem), to_class=False)
    try:
        clipped = clip_both(view.first_draw(distance), limit)
    except ValueError as problem:
        notice(str(problem), to_class=False)
        return
    within = clipped.norms[0] <= limit
    if within:
        _nothing_clipped(figures.clip_sentence(clipped, limit), view)
    live_figure(
        figures.clipping(clipped, limit, distance, is_dark()),
        "clipping",
        clipping_in_words(clipped, limit),
    )
    if not within:
        caption(figures.clip_sentence(clipped, limit))
    markup(clip_html(clipped, limit))


def _nothing_clipped(said: str, view: ChainView) -> None:
    """The sentence that says so, above an arrow that is hardly seen, and the way to one that is."""
    with st.container(horizontal=True, vertical_alignment="center"):
        caption(said)
        st.button(
            _("Show a gradient that is clipped"), key=KEY + "show", on_click=_show_one, args=(view,)
        )


def _controls(view: ChainView) -> tuple[float, int]:
    """The limit, and how far back the gradient that is clipped lies. Until one of them is chosen they
    show what clipping does: at the chain's end, or as far back as something is left to be clipped."""
    state, steps, distance = st.session_state, view.chain.steps, value("distance")
    chosen = value("fixed") or value("limit") != USUAL_LIMIT
    if distance is None:
        distance = steps if chosen else _farthest(view)
    distance = min(distance, steps)
    limit = float(value("limit")) if chosen else telling_limit(view.first_draw(distance))
    state[KEY + "limit shown"], state[KEY + "shown"] = limit, distance
    st.number_input(
        _("Limit"),
        LEAST_LIMIT,
        MOST_LIMIT,
        key=KEY + "limit shown",
        format="%g",
        step=step_for(limit),
        width=170,
        on_change=_choose_limit,
        help=_("Until you choose one it is about half of the gradient’s largest component."),
    )
    st.number_input(
        _("Steps back"),
        0,
        steps,
        key=KEY + "shown",
        width=170,
        on_change=_choose_distance,
        help=_("Whose gradient is clipped: that of the first draw."),
    )
    return limit, distance


def _choose_limit() -> None:
    if prepared.others_changed(FIELDS):
        return
    _limit(value("limit shown"), value("limit shown") == USUAL_LIMIT)


def _limit(limit: float, fixed: bool) -> None:
    st.session_state[KEY + "limit"], st.session_state[KEY + "fixed"] = limit, fixed


def _choose_distance() -> None:
    if prepared.others_changed(FIELDS):
        return
    st.session_state[KEY + "distance"] = value("shown")


def _show_one(view: ChainView) -> None:
    """Go to a gradient that is clipped at its own limit; the one at the start always is."""
    _limit(USUAL_LIMIT, fixed=False)
    st.session_state[KEY + "distance"] = _farthest(view)


def _farthest(view: ChainView) -> int:
    """The farthest distance at which there is a limit that clips the gradient both ways."""
    for distance in reversed(range(view.chain.steps + 1)):
        gradient = view.first_draw(distance)
        if telling_limit(gradient) < np.abs(gradient).max():
            return distance
    return 0


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
        notice(str(problem), to_class=False)
        return
    st.switch_page(file_of("truncate"), query_params=RACE.asked)
