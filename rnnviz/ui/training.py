"""Experiments on a page: finding, starting and steering them, and the moment that is shown."""

import streamlit as st

from rnnviz import workers
from rnnviz.checkpoints import StoredFrame
from rnnviz.experiment import Experiment
from rnnviz.store import Row, Store
from rnnviz.ui import race

ALIVE = ("queued", "running")


@st.cache_resource
def _store() -> Store:
    return Store()


def open_store() -> Store:
    """The one store of this server; raises StoreError if it cannot be used."""
    return _store()


def find(store: Store, experiment: Experiment) -> Row | None:
    """The newest training of exactly this experiment, its worker looked after."""
    workers.tend(store)
    return next((row for row in store.experiments() if row.experiment == experiment), None)


def start(store: Store, experiment: Experiment) -> str:
    """Enter an experiment, give it a worker at the speed that the controls stand at, and return its
    id."""
    begun = store.add(experiment)
    store.command(begun, "speed", speed=race.SPEEDS[st.session_state.speed])
    workers.start(begun, store)
    return begun


def keep_running(store: Store, experiment: Experiment) -> str:
    """See to it that an experiment runs, and return its id: one that runs already is left alone, a
    paused one goes on, a finished one begins again."""
    row = find(store, experiment)
    if row is None:
        return start(store, experiment)
    if row.status == "finished":
        workers.reset(row.id, store)
    elif row.status not in ALIVE:
        workers.resume(row.id, store)
    return row.id


def buttons(store: Store, row: Row | None, experiment: Experiment) -> None:
    """Start, pause, step, stop and begin again, each where it can do something; and beside them which
    run the picture of truncation is drawn for."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if row is None:
            if st.button("Start", type="primary", icon=":material/play_arrow:", width=160):
                start(store, experiment)
                st.rerun()
        else:
            _steer(store, row)
        names = race.names(experiment)
        if st.session_state.get("reach of") not in range(len(names)):
            st.session_state["reach of"] = 0
        st.segmented_control(
            "Reach of", range(len(names)), required=True, key="reach of", label_visibility="collapsed",
            format_func=names.__getitem__,
        )  # fmt: skip


def _steer(store: Store, row: Row) -> None:
    # a change of the control is a command; merely looking at a race, from a second browser, is none
    speed, before = race.SPEEDS[st.session_state.speed], st.session_state.get("_speed")
    st.session_state._speed = (row.id, speed)
    if row.status != "finished" and before is not None and before[0] == row.id and before[1] != speed:
        store.command(row.id, "speed", speed=speed)
    if row.status in ALIVE:
        if st.button("Pause", type="primary"):
            store.command(row.id, "pause")
        if st.button("Stop"):
            store.command(row.id, "stop")
    elif row.status != "finished":
        if st.button("Resume", type="primary"):
            workers.resume(row.id, store)
            st.session_state.moment = None
            st.rerun()
        if row.status == "paused" and st.button("One update"):
            store.command(row.id, "step")
    if st.button("Start again", type="primary" if row.status == "finished" else "secondary"):
        workers.reset(row.id, store)
        st.rerun()
    if row.status in ("running", "paused"):
        with st.popover("Learning rate"):
            rate = st.number_input("From now on, for every run", 1e-6, 1000.0, 0.1, format="%g")
            if st.button("Apply"):
                for place in range(len(row.experiment.runs)):
                    store.command(row.id, "rate", run=place, rate=rate)


def timeline(store: Store, row: Row | None) -> tuple[StoredFrame | None, bool]:
    """A slider through the frames: the moment it stands at, and whether the reader has gone back to it
    (else it is the last one)."""
    if row is None:
        return None, False
    frames = store.frames(row.id)
    if len(frames) < 2:
        return store.last_frame(row.id), False
    samples = {frame.number: frame.samples for frame in frames}
    numbers = list(samples)
    state = st.session_state
    # the key changes with the newest frame, so that the slider follows it until the reader moves it
    if state.get("moment") not in samples:
        state.moment = None
    chosen = st.select_slider(
        "Moment", numbers, value=state.moment or numbers[-1], key=f"slider {row.id} {numbers[-1]}",
        format_func=lambda number: f"{samples[number]:,} samples",
    )  # fmt: skip
    state.moment = None if chosen == numbers[-1] else chosen
    if state.moment is None:
        return store.last_frame(row.id), False
    if row.status not in ALIVE and st.button("Go on from here"):
        workers.undo(row.id, chosen, store)
        state.moment = None
        st.rerun()
    return store.frame(row.id, chosen), True
