"""What starts, pauses and ends a sweep, and says beforehand how long it takes and then how long yet."""

import html
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial

import streamlit as st

from rnnviz.experiments.commands import Pause, Stop
from rnnviz.experiments.status import Status
from rnnviz.experiments.work_queue import STOPPED
from rnnviz.figures.sweeps.sweep_sentences import duration, failed_sentence, how_long
from rnnviz.storage.database import StoreError
from rnnviz.sweeps.estimate import seconds_of
from rnnviz.sweeps.model import Sweep
from rnnviz.sweeps.steering import begin_sweep, more_samples, resume_sweep
from rnnviz.sweeps.sweep_removal import RemovedSweep, put_back, take_out
from rnnviz.sweeps.sweep_store import Progress
from rnnviz.text.language import N_, _
from rnnviz.text.message import NOTHING, Refusal
from rnnviz.ui.components.html import markup, notice
from rnnviz.ui.session import presenter_actions, presenter_session
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.store import open_store
from rnnviz.ui.sweeps.sweep_now import SweepNow
from rnnviz.ui.training.steering import PAUSE, RESUME, START, halt, main_button
from rnnviz.ui.training.whose import is_anothers, tell_of_visit

ANOTHERS = N_("Somebody else has started this map: you can watch it, and make the same yourself.")

TOLD = {
    Status.QUEUED: N_("It waits for its turn: {done} of {total} runs"),
    Status.RUNNING: N_("{done} of {total} runs"),
    Status.PAUSED: N_("Paused: {done} of {total} runs"),
    Status.STOPPED: N_("Stopped: {done} of {total} runs"),
    Status.DIED: N_("Ended before its time: {done} of {total} runs"),
    Status.FINISHED: N_("Finished: {done} of {total} runs"),
}


@dataclass
class TakenOut:
    """The sweep that this session has removed last, as long as it can have it back."""

    sweep: RemovedSweep | None = None
    of: str = ""  # its digest


def sweep_buttons(now: SweepNow, beside: Callable[[], None]) -> Callable[[], None]:
    """A row of the buttons that can do something, of what is drawn `beside` them, and of how far the
    sweep is; under it what there is to say. What is not admitted is said, and nothing has changed.

    What is returned says in the row how long a sweep takes that nobody has begun: it is to be called
    when the map is drawn, for it takes a moment to find out. All of it has places of its own, and no
    more lines when a sweep begins, pauses or ends: the map below stays the same, and where it is, for
    who is about to point at it. Raises StoreError.
    """
    row = st.container(horizontal=True, vertical_alignment="center")
    below = st.container()
    refused = None
    with row:
        try:
            _buttons(now)
        except Refusal as refusal:
            refused = refusal
        beside()
        if now.row is not None and now.row.status != Status.FINISHED:
            _how_far(now)
    with below:
        if refused is not None:
            notice(str(refused), to_class=False)
        _say(now)
        tell_of_visit()

    def later() -> None:
        if now.row is None:
            with row:
                _how_long(now.sweep)

    return later


def _say(now: SweepNow) -> None:
    """What has become of a sweep, beyond what its row of buttons says anyway."""
    row = now.row
    # while one waits for its turn its message says no more than the row does
    if row is not None and row.message not in (NOTHING, STOPPED) and row.status != Status.QUEUED:
        notice(str(row.message), to_class=False)
    if now.failed and now.found:
        notice(failed_sentence(now.found.failed), to_class=False)


def _buttons(now: SweepNow) -> None:
    row = now.row
    if row is None:
        if main_button(START):
            _begin(now.sweep)
        _have_it_back(now.sweep)
        if now.results:
            st.caption(
                _("This map came along, for you to look at: Start trains your own."), width="content"
            )
        return
    if is_anothers(row):
        pressed = st.button(_("Make the same myself"), icon=":material/play_arrow:", key="phase own")
        st.caption(_(ANOTHERS), width="content")
        if pressed:
            _begin(now.sweep)
        return
    store = open_store()
    if now.is_alive:
        main_button(PAUSE, partial(halt, store, row.id, Pause()))
    elif row.status != Status.FINISHED and main_button(RESUME):
        resume_sweep(row.id, store)
        st.rerun()
    if now.is_alive or row.status == Status.PAUSED:
        st.button(_("Stop"), on_click=halt, args=(store, row.id, Stop()), key="phase stop")
    if not now.is_alive and now.failed:
        again = st.button(_("Try again what failed"), icon=":material/replay:", key="phase again")
        if again:
            more_samples(row.id, sorted(now.failed), now.sweep.samples, store)
            st.rerun()
    if not now.is_alive and presenter_session.current() is None:
        label = _("Remove")
        st.button(label, icon=":material/delete:", key="phase remove", on_click=_remove, args=(now,))


def _begin(sweep: Sweep) -> None:
    begin_sweep(sweep, presenter_actions.owners()[0], open_store())
    st.rerun()


def _remove(now: SweepNow) -> None:
    """Remove it; that can be undone here."""
    if now.row is None:
        return
    state = page_state(TakenOut)
    try:
        state.sweep = take_out(open_store(), now.row.id, now.row.owner)
        state.of = now.sweep.digest
    except StoreError as problem:
        presenter_session.notify(str(problem))


def _have_it_back(sweep: Sweep) -> None:
    state = page_state(TakenOut)

    def back() -> None:
        if state.sweep is None:
            return
        try:
            put_back(open_store(), state.sweep)
            state.sweep = None
        except StoreError as problem:
            presenter_session.notify(str(problem))

    if state.sweep is not None and state.of == sweep.digest:
        label = _("Have the removed map back")
        st.button(label, icon=":material/undo:", key="phase undo", on_click=back)


# -- how long ----------------------------------------------------------------------------------------


def _how_long(sweep: Sweep) -> None:
    with suppress(Refusal):  # of a cell that cannot be: Start says it
        st.caption(how_long(sweep, _seconds(sweep.to_json())), width="content")


@lru_cache(maxsize=64)
def _seconds(text: str) -> float:
    return seconds_of(Sweep.from_json(text))


def _how_far(now: SweepNow) -> None:
    progress = now.progress
    assert progress is not None
    words = html.escape(how_far(progress))
    markup(
        f'<p class="caption how-far"><progress max="{progress.total}" value="{progress.done}" '
        f'aria-label="{words}"></progress><span>{words}</span></p>'
    )


def how_far(progress: Progress) -> str:
    """How a sweep stands, and about how long it will yet take where that is known."""
    counts = {"done": f"{progress.done:,}", "total": f"{progress.total:,}"}
    said = _(TOLD[progress.status]).format(**counts)
    if progress.remaining is None or progress.status != Status.RUNNING:
        return said
    return _("{done} · about {time} left").format(done=said, time=duration(progress.remaining))
