"""Experiments on a page: finding, starting and steering them."""

import html
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import streamlit as st

from rnnviz.experiments import supervisor
from rnnviz.experiments.admission import refuse_full
from rnnviz.experiments.ageing import fate
from rnnviz.experiments.commands import (
    ChangeRate,
    Pause,
    Stop,
)
from rnnviz.experiments.own_copy import own_copy
from rnnviz.experiments.row import Row
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.runs.run import HIGHEST_RATE
from rnnviz.storage.database import StoreError
from rnnviz.text.language import N_, _
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import Experiment
from rnnviz.ui.components.html import markup, notice
from rnnviz.ui.components.number_steps import step_for
from rnnviz.ui.session import presenter_actions, presenter_session
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.training import exact_training
from rnnviz.ui.training.controls import Controls, Preset, names
from rnnviz.ui.training.echo_race import RACE
from rnnviz.ui.training.pace import BY_KEY, pace_of, word_of
from rnnviz.ui.training.whose import is_anothers, name_box, own_button, remove_button, tell_of_visit

UPDATE_KEY = "u"  # makes one update of a race that is paused
OBEYS = 0.5  # seconds that a page waits for a race to pause
ALIVE = (Status.QUEUED, Status.RUNNING)
FREED = 5.0  # seconds between two looks whether a lecturer still holds a training
CLAIMED = N_(
    "A lecture is being held about this training: only its lecturer can start, pause or stop it. "
    "Change a setting, the seed say, to train one of your own."
)


START, PAUSE, RESUME, AGAIN = N_("Start"), N_("Pause"), N_("Resume"), N_("Start again")
ICONS = {
    START: ":material/play_arrow:",
    PAUSE: ":material/pause:",
    RESUME: ":material/play_arrow:",
    AGAIN: ":material/replay:",
}


@dataclass
class MainButton:
    """What stood on the button when it was drawn last."""

    action: str = ""


@dataclass
class Timeline:
    """Where the slider of a race stands."""

    at: int | None = None  # samples of the moment that the reader has gone back to; None is the newest


@dataclass
class ShownPace:
    """What a race's control of its pace stood at when it was drawn last, in the words of addresses."""

    of: str = ""  # the experiment
    word: str = ""
    wanted: str = ""  # what it is to show because a race that is met goes so fast


def find(store: Store, experiment: Experiment, opening: bool = False) -> Row | None:
    """The very training that the link names, else the newest of exactly this experiment, rather the
    reader's own than another's, and only their own of what a page opens with; None, too, where a class
    that is asked first would see from it what came of it in another lecture."""
    presents = presenter_session.current() is not None
    if not presents:
        if exact_training.came_along(experiment):
            return None
        if (exact := exact_training.exact_row(store, experiment)) is not None:
            return exact
    own = (store.newest(experiment, owner) for owner in presenter_actions.owners())
    row = next((found for found in own if found), None)
    if row is None and (presents or not opening):
        row = store.newest(experiment)
    if row is None or row.status in ALIVE:
        return row
    return row if (row.heartbeat or 0.0) >= presenter_actions.shown_since() else None


def start(store: Store, experiment: Experiment, controls: Controls = RACE, anew: bool = False) -> str:
    """Begin a training of one's own and return its id: what somebody has finished is copied at once,
    unless it is to be trained `anew`, as before a class; else it gets a worker, at the pace that the
    controls stand at. Raises Refusal where it is not admitted."""
    mine = presenter_actions.owners()[0]
    exact_training.let_go()
    refuse_full(store)  # a copy takes as much room as a training
    if not (anew or presenter_session.current()) and (copied := own_copy(store, experiment, mine)):
        return copied
    return supervisor.begin(experiment, mine, store, controls.pace, controls.is_by_key)


def keep_running(store: Store, experiment: Experiment) -> str:
    """See to it that an experiment runs, and return its id: one that runs already is left alone, a
    paused one goes on, a finished one begins again; what a lecture is held about is left alone. Raises
    Refusal where it is not admitted."""
    row = find(store, experiment)
    if row is None or is_anothers(row):
        return start(store, experiment, anew=True)
    if not presenter_actions.may_steer(experiment.digest):
        return row.id
    if row.status not in ALIVE:
        store.command(row.id, RACE.pace)
    if row.status == Status.FINISHED:
        _begin_again(store, row, RACE)
    elif row.status not in ALIVE and not (row.status == Status.PAUSED and RACE.is_by_key):
        supervisor.resume(row.id, store)
    return row.id


def _begin_again(store: Store, row: Row, controls: Controls) -> None:
    supervisor.reset(row.id, store)
    if controls.is_by_key:
        store.command(row.id, Pause())


def keep_pace(store: Store, row: Row) -> None:
    """A race that begins or goes on does so as fast as the reader's control says."""
    shown = page_state(ShownPace)
    if shown.of == row.id:
        store.command(row.id, pace_of(shown.word))


def buttons(
    store: Store,
    row: Row | None,
    experiment: Experiment,
    controls: Controls = RACE,
    started: Callable[[], None] = lambda: None,
) -> None:
    """Start, pause, step, stop and begin again, each where it can do something; `started` hears when a
    race begins. What a lecture is being held about is its lecturer's to steer, and what somebody else
    has trained is theirs. What is not admitted is said, and nothing has changed."""
    try:
        _buttons(store, row, experiment, controls, started)
    except Refusal as refusal:
        notice(str(refusal), to_class=False)
    if said := exact_training.what_became(store, experiment):
        notice(said, to_class=False)
    if row is not None:
        with suppress(StoreError):
            store.touch(row)
        if row.status not in ALIVE:
            _tell_fate(str(fate(row)))
    tell_of_visit()


def _tell_fate(text: str) -> None:
    """What becomes of a training that nobody opens, close to the buttons that it is about."""
    if text:
        markup(f'<p class="caption watch">{html.escape(text)}</p>', to_class=False)


def _buttons(
    store: Store,
    row: Row | None,
    experiment: Experiment,
    controls: Controls,
    started: Callable[[], None],
) -> None:
    if row is not None and row.status in ALIVE:
        _show_pace(row, controls)
    if row is not None and is_anothers(row):
        if own_button(row):
            start(store, experiment, controls)
            started()
            st.rerun()
    elif not presenter_actions.may_steer(experiment.digest):
        _wait_for_lecturer(experiment.digest)
    elif row is not None:
        _steer(store, row, controls, started)
    elif main_button(START):
        start(store, experiment, controls)
        started()
        st.rerun()


def main_button(action: str, at_once: Callable[[], None] | None = None) -> bool:
    """The one button that starts, pauses and goes on, the same at every moment, so that the focus stays
    on it; a press counts only for the action that stood on it when it was pressed. What is to be done
    `at_once` is done before the page runs again."""
    shown = page_state(MainButton)
    before, shown.action = shown.action, action
    pressed = st.button(
        _(action),
        type="primary",
        icon=ICONS[action],
        width=160,
        key="run start",
        on_click=at_once,
    )
    return pressed and before == action


def _show_pace(row: Row, controls: Controls) -> None:
    """Where a race that is under way is met, the control of the pace shows how fast it goes."""
    state = page_state(ShownPace)
    if state.of == row.id or row.pace == controls.pace or presenter_session.current():
        return
    if word := word_of(row.pace):
        state.of, state.word, state.wanted = row.id, word, word
        st.rerun()


@st.fragment(run_every=FREED)
def _wait_for_lecturer(experiment: str) -> None:
    """Say why nothing can be started, until it can."""
    if presenter_actions.may_steer(experiment):
        st.rerun()
    st.caption(_(CLAIMED))


def _steer(store: Store, row: Row, controls: Controls, started: Callable[[], None]) -> None:
    _change_pace(store, row, controls)
    alive, finished = row.status in ALIVE, row.status == Status.FINISHED
    action = AGAIN if finished else PAUSE if alive else RESUME
    # a pause comes before the page is drawn, so that it shows at once what came of it
    pressed = main_button(action, partial(halt, store, row.id, Pause()) if alive else None)
    if pressed and not (alive or finished):
        keep_pace(store, row)
        if controls.is_by_key:
            page_state(ShownPace).wanted = word_of(controls.pace) or ""  # from now on by itself
        supervisor.resume(row.id, store)
        follow(row)
        st.rerun()
    if alive:
        st.button(_("Stop"), on_click=halt, args=(store, row.id, Stop()))
    if row.status == Status.PAUSED and st.button(_("One update"), shortcut=UPDATE_KEY):
        supervisor.update_once(row.id, store)
    if (pressed and finished) or (not finished and st.button(_(AGAIN), key="run again")):
        keep_pace(store, row)
        _begin_again(store, row, controls)
        follow(row)
        started()
        st.rerun()
    if row.status in (Status.RUNNING, Status.PAUSED):
        with st.popover(_("Learning rates")):
            _rates(store, row)
    name_box(store, row)
    remove_button(store, row)


def _change_pace(store: Store, row: Row, controls: Controls) -> None:
    """A change of the control is a command; to look at a race, from a second browser, is none."""
    word, shown = controls.get("speed"), page_state(ShownPace)
    before, changed = shown.word, shown.of == row.id and shown.word != word
    shown.of, shown.word = row.id, word
    if not changed:
        return
    store.command(row.id, controls.pace)
    if word == BY_KEY and row.status in ALIVE:
        halt(store, row.id, Pause())
        st.rerun()
    elif before == BY_KEY and row.status == Status.PAUSED:
        supervisor.resume(row.id, store)
        follow(row)
        st.rerun()


def halt(store: Store, id: str, command: Pause | Stop) -> None:
    """Have a race pause or stop, and wait a moment until it does, for most do at once. A store that
    cannot be used is said by the page that is drawn next."""
    with suppress(StoreError):
        waits = store.command(id, command)
        end = time.monotonic() + OBEYS
        while waits and time.monotonic() < end:
            time.sleep(0.02)
            waits = store.row(id).status in ALIVE


def _rates(store: Store, row: Row) -> None:
    """The rates as they are now, to be changed under way."""
    last = store.last_frame(row.id)
    now = [run.rate for run in (last.runs if last else row.experiment.runs)]
    with st.form(f"rates {row.id}", border=False):
        wanted = [
            st.number_input(
                name,
                0.0,
                HIGHEST_RATE,
                rate,
                step_for(rate),
                format="%g",
                key=f"rate of {row.id} {name}",
            )
            for name, rate in zip(names(row.experiment), now, strict=True)
        ]
        if st.form_submit_button(_("From now on")):
            try:
                for place, (rate, before) in enumerate(zip(wanted, now, strict=True)):
                    if rate != before:
                        store.command(row.id, ChangeRate(place, rate))
            except Refusal as problem:
                notice(str(problem), to_class=False)


def follow(row: Row) -> None:
    """Bring the timeline to its end, where it stays with the newest frame."""
    page_state(Timeline, row.id).at = None


def what_to_do(row: Row | None, preset: Preset | None) -> str:
    """The next thing to do with a race, as it stands, or what its example says of it."""
    if preset is not None:
        return _(preset.watch)
    if row is None:
        return _("Press Start and see on which floor each loss comes to rest.")
    if row.status in ALIVE:
        return _("Watch on which floor each loss comes to rest.")
    if row.status != Status.FINISHED:
        return _("Resume goes on; the slider under the losses goes back to an earlier moment.")
    return _(
        "Go back to any moment with the slider under the losses, or choose another example under Try."
    )
