"""The moment of a race that is shown: a slider through its frames."""

import streamlit as st

from rnnviz.experiments import supervisor
from rnnviz.experiments.row import Row
from rnnviz.experiments.store import Course, Store
from rnnviz.text.language import _
from rnnviz.text.message import Refusal
from rnnviz.ui.components.html import notice
from rnnviz.ui.components.moment_scale import Scale
from rnnviz.ui.session import presenter_actions
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.training.steering import ALIVE, Timeline, follow, keep_pace
from rnnviz.ui.training.whose import is_anothers


def chosen(row: Row | None, course: Course) -> int | None:
    """The moment that the reader has gone back to, also before the slider is drawn; None is the
    newest."""
    if row is None or len(course.frames) < 2:
        return None
    scale, wanted = Scale.of(row, course.frames[-1].samples), page_state(Timeline, row.id).at
    at = st.session_state.get(scale.key, wanted)
    return None if at is None else scale.back(at)


def timeline(row: Row | None, course: Course) -> int | None:
    """Draw the slider, if there is anything to go back to; returns what `chosen` does."""
    if row is None or len(course.frames) < 2:
        return None
    scale, state = Scale.of(row, course.frames[-1].samples), page_state(Timeline, row.id)
    # as the slider's default: a value set in the session reaches a busy browser too late, which then
    # sends back the 0 that it began with
    at = st.select_slider(
        _("Moment"),
        scale.notches,
        scale.nearest(state.at),
        key=scale.key,
        format_func=scale.label,
        help=_("Samples seen. All pictures go back with it; at its end it follows the training."),
    )
    state.at = scale.back(at)
    return state.at


def go_on_button(store: Store, row: Row, number: int) -> None:
    """Where the reader has gone back to frame `number` of a race that rests: go on from there."""
    rests = row.status not in ALIVE and not is_anothers(row)
    if rests and presenter_actions.may_steer(row.experiment.digest) and st.button(_("Go on from here")):
        keep_pace(store, row)
        try:
            supervisor.undo(row.id, number, store)
        except Refusal as refusal:
            notice(str(refusal), to_class=False)
            return
        follow(row)
        st.rerun()
