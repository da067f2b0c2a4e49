"""Where a line of the list leads to: the page that trains it, watches it or has its map."""

from dataclasses import replace
from typing import Any

import streamlit as st

from rnnviz.catalogue.entry import Entry, EntryKind
from rnnviz.catalogue.line import RunLine
from rnnviz.storage.database import StoreError
from rnnviz.sweeps.sweep_store import SweepStore
from rnnviz.tasks import Echo
from rnnviz.training.experiment import Experiment
from rnnviz.ui.components.html import notice
from rnnviz.ui.session import address, address_fields
from rnnviz.ui.session.pages import BY_WORD, FIRST, WATCH
from rnnviz.ui.session.store import open_store
from rnnviz.ui.sweeps import sweep_settings
from rnnviz.ui.tasks import task_address
from rnnviz.ui.training import echo_race
from rnnviz.ui.training.controls import MOST_RUNS
from rnnviz.ui.training.exact_training import FIELD
from rnnviz.ui.training.run_notation import read_lags, read_run


def leads_to(line: RunLine) -> tuple[str, dict[str, str]]:
    """The word of the page that a line is opened on, and its address there; of a curve of one's own the
    page itself with nothing else. Raises StoreError."""
    first = line.first
    if line.kind == EntryKind.LOOP:
        return WATCH, {"loop": first.id}
    if line.kind == EntryKind.SWEEP:
        return "phase", sweep_settings.words_of(SweepStore(open_store()).sweep(first.id))
    if line.kind == EntryKind.CURVE or first.experiment is None:
        return "runs", {"runs": line.word}
    return _training(first, first.experiment)


def _training(entry: Entry, experiment: Experiment) -> tuple[str, dict[str, str]]:
    if isinstance(experiment.task, Echo) and len(experiment.runs) <= MOST_RUNS:
        asked = echo_race.settings_of(experiment)
        if _is_same(asked, experiment):
            return "truncate", asked | {FIELD.name: entry.id}
    found = task_address.settings_of(experiment)
    if found is not None and len(experiment.runs) <= MOST_RUNS:
        return "tasks", found | {FIELD.name: entry.id}
    return FIRST, {"net": f"run.{entry.id}.{entry.place + 1}"}


def _is_same(asked: dict[str, str], experiment: Experiment) -> bool:
    """Whether Truncate makes just this race of an address."""
    try:
        address_fields.settings(echo_race.FIELDS, asked)
        shared: dict[str, Any] = {"optimizer": asked["optimizer"], "rate": float(asked["rate"])}
        shared["batch"] = int(asked["batch"])
        runs = tuple(read_run(word, shared) for word in asked["runs"].split(","))
        task = replace(read_lags(asked["lags"]), length=int(asked["epoch"]))
    except ValueError:
        return False
    return runs == experiment.runs and task == experiment.task


def open_line(line: RunLine) -> None:
    """Go there."""
    try:
        word, asked = leads_to(line)
    except StoreError as problem:
        notice(str(problem), to_class=False)
        return
    file = BY_WORD[word].file
    address.give(file, asked)
    st.switch_page(file, query_params=asked | address.common())
