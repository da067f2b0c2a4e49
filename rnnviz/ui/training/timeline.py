"""The moment of a race that is shown: a slider through its frames."""

from dataclasses import dataclass

import streamlit as st

from rnnviz.experiments import supervisor
from rnnviz.experiments.row import Row
from rnnviz.experiments.store import Course, Store
from rnnviz.text.language import _
from rnnviz.ui.session import presenter_actions
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.training.steering import ALIVE, Timeline, follow, is_anothers, keep_pace

NOTCHES = 400


@dataclass(frozen=True)
class Scale:
    """The slider of a race, in samples seen."""

    end: int
    step: int
    last: int  # the newest frame
    key: str

    @classmethod
    def of(cls, row: Row, course: Course) -> "Scale":
        """While frames arrive its end is that of the race, or it would be another slider with every
        frame."""
        last = course.frames[-1].samples
        end = max(row.total if row.status in ALIVE else last, 1)
        return cls(end, max(end // NOTCHES, 1), last, f"moment {row.id} to {end}")

    def back(self, at: int) -> int | None:
        """What the slider stands at, None at its end; its last notch may lie a little before that."""
        return at if at <= self.end - self.step and at < self.last else None


def chosen(row: Row | None, course: Course) -> int | None:
    """The moment that the reader has gone back to, also before the slider is drawn; None is the
    newest."""
    if row is None or len(course.frames) < 2:
        return None
    scale, wanted = Scale.of(row, course), page_state(Timeline, row.id).at
    at = st.session_state.get(scale.key, wanted)
    return None if at is None else scale.back(at)


def timeline(row: Row | None, course: Course) -> int | None:
    """Draw the slider, if there is anything to go back to; returns what `chosen` does."""
    if row is None or len(course.frames) < 2:
        return None
    scale, state = Scale.of(row, course), page_state(Timeline, row.id)
    # as the slider's default: a value set in the session reaches a busy browser too late, which then
    # sends back the 0 that it began with
    first = scale.end if state.at is None else min(state.at, scale.end)
    at = st.slider(
        _("Moment"),
        0,
        scale.end,
        first,
        scale.step,
        key=scale.key,
        format="localized",
        help=_("Samples seen. All pictures go back with it; at its end it follows the training."),
    )
    state.at = scale.back(at)
    return state.at


def go_on_button(store: Store, row: Row, number: int) -> None:
    """Where the reader has gone back to frame `number` of a race that rests: go on from there."""
    rests = row.status not in ALIVE and not is_anothers(row)
    if rests and presenter_actions.may_steer(row.experiment.digest) and st.button(_("Go on from here")):
        keep_pace(store, row)
        supervisor.undo(row.id, number, store)
        follow(row)
        st.rerun()
