"""The runs that the menu of networks offers: of one's own trainings, each of which can be followed, as
layers of watched loops can (`loop_networks.py`)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import streamlit as st

from rnnviz.experiments.row import Row
from rnnviz.experiments.shared_cache import SharedCache
from rnnviz.experiments.store import Store
from rnnviz.figures.base.numbers import shortened
from rnnviz.nn.encoder_decoder import PARTS
from rnnviz.storage.database import StoreError
from rnnviz.tasks import Echo
from rnnviz.text.language import _
from rnnviz.ui.components.seeds_box import seed_label
from rnnviz.ui.network import loop_networks, task_networks
from rnnviz.ui.network.run_networks import RunWord
from rnnviz.ui.network.selection import HELD, Selection
from rnnviz.ui.session import named_trainings, presenter_actions

MOST = 8  # trainings that are offered, the newest
LETTERS = 70  # of the name of one
WRITE = ("1 to N", "N to M")  # the shapes whose networks are two, one that reads and one that writes
_NEWEST = SharedCache(64, 0)  # one list an owner of those who are here; they are small
# the keys of what chooses among one training's
RUN, SEED, PART = "followed run", "followed seed", "followed part"


def settle() -> None:
    """Take the frame of a link out of the network's word: there the slider finds it."""
    state = st.session_state
    run = RunWord.read(state.net)
    if run is not None and run.frame is not None:
        state.net, state[HELD] = str(replace(run, frame=None)), run.frame
    elif (loop := loop_networks.named(state.net)) is not None:
        _id, word, frame = loop
        if frame is not None:
            state.net, state[HELD] = word, frame
    elif run is None:
        state[HELD] = None


def is_of_same(one: str, other: str) -> bool:
    """Whether two words are of the same training, or of the same loop."""
    loops = loop_networks.named(one), loop_networks.named(other)
    if loops[0] and loops[1]:
        return loops[0][0] == loops[1][0]
    first, second = RunWord.read(one), RunWord.read(other)
    return first is not None and second is not None and first.id == second.id


def trainings(shown: str) -> dict[str, str]:
    """One's own newest trainings, and those with a name, by the word under which the menu has them,
    with their names; the one that is `shown` under that word."""
    rows: list[Row] = []
    with suppress(StoreError):  # who needs the store says so
        rows = _newest(task_networks.open_store(), presenter_actions.owners())
    newest = {row.id for row in rows}
    rows += [row for row in named_trainings.rows() if row.id not in newest]
    run, found = RunWord.read(shown), dict[str, str]()
    for row in rows:
        mine = run is not None and run.id == row.id
        label = _called(row)
        if label in found.values():
            label = f"{label} · {row.id[:4]}"
        found[shown if mine else _word(row)] = label
    return found


def _newest(store: Store, owners: tuple[str, ...]) -> list[Row]:
    """The newest trainings of some owners, read again where anything has been written since."""

    def read() -> list[Row]:
        return store.newest_of(owners, MOST)

    return list(_NEWEST.get((store.path, store.changes(), owners), read))


def _word(row: Row) -> str:
    """Of the first run of a training; of two parts the one that writes."""
    return str(RunWord(row.id, 0, part=PARTS[1] if row.experiment.task.shape in WRITE else ""))


def _called(row: Row) -> str:
    if row.title:
        return shortened(row.title, LETTERS)
    title, runs = row.experiment.task.title, "; ".join(row.experiment.run_names)
    label = (
        _("From Truncate: {title}, {runs}") if title == Echo.title else _("From Tasks: {title}, {runs}")
    )
    return shortened(label.format(title=_(title), runs=runs), LETTERS)


def choose_run(chosen: Selection, changed: Callable[[], None]) -> None:
    """Which run of the chosen training, with which of its seeds, and of an encoder-decoder which of the
    two; `changed` hears of another one."""
    run, state = RunWord.read(chosen.word), st.session_state
    if run is None or chosen.run is None:
        return
    experiment = chosen.run.row.experiment
    named, seeds = experiment.run_names, (None, *range(experiment.seeds))

    def choose() -> None:
        place, part = state.get(RUN, run.place), state.get(PART, run.part)
        seed = state.get(SEED, run.seed)
        if place in range(len(named)) and seed in seeds and (part in PARTS) == bool(run.part):
            state.net = str(replace(run, place=place, part=part, seed=seed))
            changed()

    if len(named) > 1:
        state[RUN] = run.place
        st.selectbox(
            _("Run"), range(len(named)), key=RUN, format_func=named.__getitem__, on_change=choose
        )
    if experiment.seeds > 1:
        state[SEED] = run.seed
        st.selectbox(
            _("Seed shown"),
            seeds,
            key=SEED,
            format_func=lambda seed: seed_label(experiment.seed, seed),
            on_change=choose,
        )
    if run.part:
        state[PART] = run.part
        st.segmented_control(_("Part"), PARTS, key=PART, format_func=_, required=True, on_change=choose)
