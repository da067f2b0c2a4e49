"""A run that is followed while it trains: where it stands, a pause, and a slider to any moment."""

from dataclasses import dataclass

import streamlit as st

from rnnviz.experiments.status import Status
from rnnviz.figures.base import numbers
from rnnviz.text.language import _, in_a_row
from rnnviz.ui.components.hold_button import hold_button
from rnnviz.ui.components.html import caption
from rnnviz.ui.components.live_channels import announce
from rnnviz.ui.components.live_feed import live_feed
from rnnviz.ui.components.moment_scale import Scale
from rnnviz.ui.network import follow_channel
from rnnviz.ui.network.run_networks import StoredRun, is_live
from rnnviz.ui.network.selection import HELD, Selection
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.pages import FOLLOW
from rnnviz.ui.session.replaced_widget import while_placed


@dataclass
class Turns:
    """How often the slider has been turned from outside, which makes it another one."""

    count: int = 0


def follow_bar(chosen: Selection) -> None:
    """Where the chosen run stands, with what holds and turns it back; the page's script runs again when
    there is a newer moment."""
    now = chosen.run
    if now is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="follow"):
        _pause(now)
        _slider(now)
        caption(sentence(now))
        announce(FOLLOW, follow_channel.open_follow)
        if is_live(now.row):
            asked = follow_channel.query(now.row, now.holds)
            live_feed("follow feed", asked, follow_channel.state_of(now.row, now.holds))


def sentence(now: StoredRun) -> str:
    """Which run it is, how far it has come, and what else is to be known of it."""
    name, total = now.row.experiment.run_names[now.place], f"{now.row.total:,}"
    if now.moment is None:
        said = _("Run {place}, {run}, has not begun: this is how it starts.")
        return in_a_row(filter(None, (said.format(place=now.place + 1, run=name), seed_words(now))))
    run, alive = now.moment.runs[now.place], now.row.status.is_alive
    fields = {"run": name, "samples": f"{run.samples:,}", "total": total}
    fields |= {
        "place": str(now.place + 1),
        "loss": numbers.loss(run.loss),
        "unit": _(now.row.experiment.task.unit),
    }
    said = _("Run {place}, {run}: {samples} of {total} samples, loss {loss} {unit}.").format(**fields)
    said = in_a_row(filter(None, (said, seed_words(now))))
    if run.diverged_at is not None:
        said += " " + _("It diverged at update {update:,}; this is its last good state.").format(
            update=run.diverged_at
        )
    elif now.holds and alive:
        newest = f"{now.frames[-1].samples:,}"
        said += " " + _("Its training goes on, at {newest} by now.").format(newest=newest)
    elif alive:
        said += " " + _("All below follows its training.")
    elif now.row.status == Status.PAUSED and not now.holds:
        said += " " + _("Its training is paused.")
    return said


def seed_words(now: StoredRun) -> str:
    """Which of several seeds it is, and whether as the median of them; "" of one seed."""
    experiment = now.row.experiment
    if experiment.seeds == 1:
        return ""
    seed = experiment.seed + (now.seed or 0) if now.moment is None else now.moment.seed(now.place)
    if now.seed is not None or now.moment is None:
        return _("It is seed {seed}, one of {count}.").format(seed=seed, count=experiment.seeds)
    return _("It is the median of {count} seeds: seed {seed}.").format(
        seed=seed, count=experiment.seeds
    )


def _pause(now: StoredRun) -> None:
    """Hold the moment that is shown, or go on with the newest."""
    if now.moment is None or not (now.holds or now.row.status.is_alive):
        return
    number = None if now.holds else now.moment.frame.number
    hold_button("follow hold", now.holds, _hold, (now.row.id, number))


def _hold(id: str, number: int | None) -> None:
    st.session_state[HELD] = number
    page_state(Turns, id).count += 1


def _slider(now: StoredRun) -> None:
    """The moments that are stored; its end is the newest, and follows the training."""
    if now.moment is None or len(now.frames) < 2:
        return
    scale = Scale.of(now.row, now.frames[-1].samples)
    key = f"follow {scale.key} {page_state(Turns, now.row.id).count}"
    frames = now.frames

    def turned() -> None:
        at = scale.back(st.session_state[key])
        before = [head for head in frames if at is not None and head.samples <= at]
        st.session_state[HELD] = None if at is None else (before or frames)[-1 if before else 0].number

    st.select_slider(
        _("Moment"),
        scale.notches,
        scale.nearest(now.moment.samples if now.holds else None),
        key=key,
        format_func=scale.label,
        label_visibility="collapsed",
        on_change=while_placed("follow moment", key, turned),
    )
