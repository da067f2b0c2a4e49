"""Which training a page shows of several with the same settings: the newest, or the very one that a
link names, as the list of all runs does."""

import re
from contextlib import suppress

import streamlit as st

from rnnviz.experiments.row import Row
from rnnviz.experiments.store import Store
from rnnviz.storage.database import StoreError
from rnnviz.text.language import _
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import Experiment
from rnnviz.ui.session import recorded_races
from rnnviz.ui.session.address_fields import Field, always

KEY = "exact training"  # one for all pages: what it names has the settings of one of them alone
ID = re.compile(r"[0-9a-f]{8}", re.ASCII)


def read_id(text: str) -> str:
    """The id of a training, "" for none; raises Refusal."""
    if text and not ID.fullmatch(text):
        raise Refusal("ids of trainings as {example}", example="0123abcd")
    return text


# a scene outlasts its store, and shows the newest
FIELD = Field("training", always(""), read_id, key=KEY, lasting=lambda words: "")


def exact_row(store: Store, experiment: Experiment) -> Row | None:
    """The training that the link names, None if it names none, one of other settings, or one that is
    not there any more."""
    if id := named():
        with suppress(StoreError):
            row = store.row(id)
            return row if row.experiment == experiment else None
    return None


def came_along(experiment: Experiment) -> bool:
    """Whether the link names what came along of these settings."""
    found = recorded_races.by_id(named())
    return found is not None and found.experiment == experiment


def let_go() -> None:
    """From now on the newest is shown."""
    st.session_state[KEY] = ""


def what_became(store: Store, experiment: Experiment) -> str:
    """A sentence where what the link names is not there any more. Of other settings than those that it
    has nothing is shown of it: the link is let go of."""
    id = named()
    if not id or came_along(experiment) or exact_row(store, experiment) is not None:
        return ""
    try:
        store.row(id)
    except StoreError:
        return _(
            "The training that the link names has been removed; the newest one with the same settings "
            "is shown, if there is one."
        )
    let_go()
    return ""


def named() -> str:
    """The id of the training that the link names, "" for none."""
    return str(st.session_state.get(KEY, ""))
