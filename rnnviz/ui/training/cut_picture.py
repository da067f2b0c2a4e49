"""Which loss reaches which step, for one run of a race."""

from dataclasses import dataclass

import streamlit as st

from rnnviz.figures.training.truncation import reach_picture, reach_words
from rnnviz.text.language import _
from rnnviz.training.experiment import Experiment
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.session import streamlit_private
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.training.controls import names

SHOWN_STEPS = 20  # of the chain


@dataclass
class LastCut:
    """The run that the picture was drawn for last."""

    place: int = 0


def cut_picture(experiment: Experiment) -> None:
    """The picture of truncation, for a chosen run."""
    last, place = page_state(LastCut), choose_run(names(experiment))
    run = experiment.runs[place]
    lags = list(experiment.task.lags)
    figure = reach_picture(run.truncation, lags, SHOWN_STEPS, is_dark(), run.carry)
    live_figure(figure, "reach", reach_words(run.truncation, lags, SHOWN_STEPS))
    changed, last.place = place != last.place, place
    if changed and streamlit_private.is_fragment_run():
        st.rerun()  # the address has to follow


def choose_run(named: list[str]) -> int:
    """Which run the picture is drawn for, by its place."""
    if st.session_state.get("reach of") not in range(len(named)):
        st.session_state["reach of"] = 0
    st.segmented_control(
        _("Reach of"),
        range(len(named)),
        required=True,
        key="reach of",
        label_visibility="collapsed",
        format_func=named.__getitem__,
    )
    return int(st.session_state["reach of"])
