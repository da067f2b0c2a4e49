"""What a page shows of a race that nobody has trained yet: one that came along."""

from dataclasses import replace

import streamlit as st

from rnnviz.experiments.store import Store
from rnnviz.lectures import claim
from rnnviz.storage.database import StoreError
from rnnviz.tasks import Characters, Echo
from rnnviz.text.language import _
from rnnviz.ui.lectures.explore import Exploring
from rnnviz.ui.session import browser, presenter_session, recorded_races, sections
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.recorded_races import RecordedRace
from rnnviz.ui.training import exact_training
from rnnviz.ui.training.live_race import LiveRace
from rnnviz.ui.training.steering import find


def alive(race: LiveRace) -> LiveRace:
    """The race to be drawn: its own, or, where a page opens with one that nobody has trained, the same
    as it came along; a task's, too, where a link leads to the task. A class is asked before it sees
    what comes of it: not while a lecture is held, not on phones, and not to who has let go of a
    lecture. Says so beside the button that starts one."""
    is_pair = isinstance(race.experiment.task, Echo)
    if (
        race.row is not None
        or (is_pair and not (race.opening or exact_training.came_along(race.experiment)))
        or _asks_first(race.store)
    ):
        return race
    found = recorded_races.of(race.experiment) or _read_whole(race)
    if found is None:
        return race
    st.caption(
        _("This race came along, for you to look at: Start trains your own.")
        if is_pair
        else _("This is how the ready-trained network was trained: Start trains your own."),
        width="content",
    )
    row = found.row(found.id)
    return replace(race, experiment=found.experiment, row=row, recorded=found)


def _read_whole(race: LiveRace) -> RecordedRace | None:
    """What came along of the same experiment with nothing of its text held out, as the ready-trained
    network has read it; None where that has been trained here, too."""
    task = race.experiment.task
    if not isinstance(task, Characters) or not task.held_out:
        return None
    whole = race.experiment.model_copy(update={"task": replace(task, held_out=False)})
    return recorded_races.of(whole) if find(race.store, whole) is None else None


def _asks_first(store: Store) -> bool:
    try:
        held = claim.is_any_held(store)
    except StoreError:  # the page says it where it needs the store
        return True
    return (
        held
        or presenter_session.current() is not None
        or bool(page_state(Exploring).code)
        or bool(sections.only())
        or browser.is_phone()
    )
