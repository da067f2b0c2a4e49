"""Which earlier bits stand in the state, where a network of Echo is looked into."""

from dataclasses import dataclass

import streamlit as st

from rnnviz.analysis.echo_held import Held, held
from rnnviz.figures.unroll import held_bits as figures
from rnnviz.nn.network import Network
from rnnviz.tasks import Echo
from rnnviz.text.language import _
from rnnviz.ui.components.html import caption
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.section import section
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.components.unfolds import unfolds
from rnnviz.ui.network.reading import Reading
from rnnviz.ui.session.page_state import page_state

KEY = "held bits"


@dataclass
class LastHeld:
    """What was computed last, and of which row of which network."""

    net: Network | None = None
    row: int = 0
    found: Held | None = None


def held_bits(now: Reading) -> None:
    """The bits that the chosen row of the state holds, where they are asked for; networks of other
    tasks have none."""
    task = now.chosen.task.task if now.chosen.task else None
    if not isinstance(task, Echo):
        return
    section("held", _unfolding, now.net, task)


def _unfolding(net: Network, task: Echo) -> None:
    with unfolds(KEY, _("Which earlier bits stand in the state")) as opened:
        if opened:
            _draw(_found(net, task), task)


def _found(net: Network, task: Echo) -> Held:
    last, row = page_state(LastHeld), int(st.session_state.row)
    if last.found is None or last.net is not net or last.row != row:
        last.net, last.row, last.found = net, row, held(net, task, row)
    return last.found


def _draw(found: Held, task: Echo) -> None:
    said = figures.held_sentence(found, task.lags)
    left, right = st.columns(2)
    with left:
        live_figure(figures.held_bits(found, task.lags, is_dark()), f"{KEY} by lag", said)
    with right:
        live_figure(figures.held_by_units(found, is_dark()), f"{KEY} by units", said)
    caption(said)
    caption(
        _(
            "On fair bits that are not those typed. A share is that of a bit’s variance which the best "
            "linear reading of all units explains, on rows that it was not fitted to."
        )
    )
