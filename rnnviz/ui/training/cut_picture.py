"""Which loss reaches which step, for one run of a race."""

from dataclasses import dataclass

import streamlit as st

from rnnviz.figures.training.truncation import (
    reach_picture,
    reach_words,
    readout_only_sentence,
    two_styles_sentence,
)
from rnnviz.runs.truncation import Truncation
from rnnviz.text.language import _
from rnnviz.training.experiment import Experiment
from rnnviz.ui.components.html import caption
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.session import streamlit_private
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.training.controls import names
from rnnviz.ui.training.echo_race import STYLES
from rnnviz.ui.training.unfolded import unfolded

SHOWN_STEPS = 20  # of the chain
FEW_STEPS, FEW = 6, 3  # of the example that texts show, and where it is cut


@dataclass
class LastCut:
    """The run that the picture was drawn for last."""

    place: int = 0


def cut_picture(experiment: Experiment) -> None:
    """The picture of truncation, for a chosen run."""
    last, place = page_state(LastCut), choose_run(names(experiment))
    run = experiment.runs[place]
    if run.readout_only:
        caption(readout_only_sentence(run.truncation))
    else:
        lags = list(experiment.task.lags)
        figure = reach_picture(run.truncation, lags, SHOWN_STEPS, is_dark(), run.carry)
        live_figure(figure, "reach", reach_words(run.truncation, lags, SHOWN_STEPS))
    unfolded(STYLES, _("6 steps cut by 3, in both styles"), _two_styles)
    changed, last.place = place != last.place, place
    if changed and streamlit_private.is_fragment_run():
        st.rerun()  # the address has to follow


def _two_styles() -> None:
    """A short sequence cut in windows and evenly, beside each other."""
    cuts = {"windows": Truncation.windows(FEW), "even": Truncation.even(FEW)}
    for column, (name, cut) in zip(st.columns(2), cuts.items(), strict=True):
        with column:
            figure = reach_picture(cut, [], FEW_STEPS, is_dark())
            live_figure(figure, f"styles {name}", reach_words(cut, [], FEW_STEPS))
    caption(two_styles_sentence(FEW_STEPS, FEW))


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
