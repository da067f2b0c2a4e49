"""Which network the page Tasks plays with: the one that a task opens with, or a run at a moment."""

from functools import lru_cache

import streamlit as st

from rnnviz.experiments.moment import Moment, moment
from rnnviz.experiments.row import Row
from rnnviz.experiments.shared_cache import SharedCache
from rnnviz.experiments.store import Store
from rnnviz.nn.encoder_decoder import Model
from rnnviz.pretrained.task_networks import opening
from rnnviz.runs.run import Run
from rnnviz.tasks import TASKS
from rnnviz.text.language import _
from rnnviz.training.experiment import Experiment
from rnnviz.ui.network.run_networks import RunWord
from rnnviz.ui.network.task_network import KEPT_BYTES, nbytes
from rnnviz.ui.tasks.controls import READY
from rnnviz.ui.tasks.panels.base import Past, PastStage, Play
from rnnviz.ui.training.controls import names
from rnnviz.ui.training.race_view import RaceView

STARTS = SharedCache(16, KEPT_BYTES)
MOST_PAST = 60  # frames of a run's past
STAGES = (0.01, 0.03, 0.1, 0.3, 1.0)  # of its training, after the start


def choose(name: str, experiment: Experiment | None) -> None:
    """Which network: the ready-trained one or one of the runs."""
    if experiment is None:  # what was chosen stays for when there are runs again
        return
    named = names(experiment)
    words = {READY: _ready_name(name)} | {str(at): f"{at} · {run}" for at, run in enumerate(named, 1)}
    key = f"{name} of"
    if st.session_state.get(key) not in words:
        st.session_state[key] = str(len(named))
    st.segmented_control(
        _("Network played with"),
        tuple(words),
        required=True,
        key=key,
        format_func=words.__getitem__,
        label_visibility="collapsed",
        persist_state="session",
    )


def follow(name: str) -> None:
    """Play with the first run of a race that begins, unless another one is looked at already."""
    if is_ready(name):
        st.session_state[f"{name} of"] = "1"


def is_ready(name: str) -> bool:
    """Whether the network that is played with is the one that the task opens with."""
    return bool(st.session_state[f"{name} of"] == READY)


def chosen(name: str, experiment: Experiment) -> int | None:
    """The place of the run that is played with, None if it is the network that the task opens with."""
    if is_ready(name):
        return None
    return min(int(st.session_state[f"{name} of"]), len(experiment.runs)) - 1


def untrained(experiment: Experiment, place: int, seed: int = 0) -> Play:
    """A run before its first update, with that of its seeds, from 0."""
    label = _("{label}, untrained").format(label=names(experiment)[place])
    start = _start(experiment.to_json(), place, seed)
    return Play(experiment.task, experiment.runs[place], start, label)


def run_at(store: Store, row: Row, view: RaceView, place: int) -> Play:
    """A run as it is seen in a race; asks the session nothing."""
    experiment, now = view.experiment, view.shown
    if now is None:
        return untrained(experiment, place, view.seed or 0)

    def past() -> list[Past]:
        return _past(store, row, view, now, place)

    def stages() -> list[PastStage]:
        return _stages(store, row, view, now, place)

    label, word = names(experiment)[place], word_at(row, view, place)
    run = experiment.runs[place]
    return Play(experiment.task, run, now.exact(place), label, past, stages, word)


def word_at(row: Row, view: RaceView, place: int) -> str:
    """The word of a run as it is seen in a race, "" before there is anything to see."""
    if view.moment is None:
        return ""
    # while it is the newest it will soon be another one
    number, newest = view.moment.frame.number, view.course.frames[-1].number
    frame = None if number == newest else number
    return str(RunWord(row.id, place, frame, seed=view.seed))


def ready(name: str) -> Play:
    """The network that a task opens with; if nothing was trained for it, one that knows nothing."""
    made = opening(name)
    if made is not None:
        return Play(made.task, made.run, made.model, _ready_name(name), word=f"task.{name}")
    experiment = _usual(name)
    task, run = experiment.task, experiment.runs[0]
    return Play(task, run, _start(experiment.to_json(), 0, 0), _ready_name(name))


def _ready_name(name: str) -> str:
    return _("ready trained") if opening(name) else _("untrained")


@lru_cache(maxsize=16)
def _usual(name: str) -> Experiment:
    return Experiment(task=TASKS[name](), runs=(Run(**TASKS[name].usual),))


def _start(experiment: str, place: int, seed: int) -> Model:
    def make() -> Model:
        made = Experiment.from_json(experiment)
        return made.task.start(made.runs[place], made.seed + seed).astype("float64")

    # the same object as long as it is the same network, so that what is computed from it can be kept
    return STARTS.get((experiment, place, seed), make, nbytes)


def _past(store: Store, row: Row, view: RaceView, now: Moment, place: int) -> list[Past]:
    """The frames that are stored of a run up to a moment, at most so many, the last among them."""
    heads = [head for head in view.course.frames if head.samples <= now.samples]
    every = -(-len(heads) // MOST_PAST) or 1
    found = []
    for head in heads[::-1][::every][::-1]:
        one = moment(store, row, head).of_seed(now.runs[place].seed)
        run = one.runs[place]
        found.append(Past(run.updates, run.loss, one.network(place)))
    return found


def _stages(store: Store, row: Row, view: RaceView, now: Moment, place: int) -> list[PastStage]:
    """A run at the stages that it has come to, each at the stored frame nearest to it; one that no
    frame is near to is left out."""
    seed = now.runs[place].seed
    start = _start(view.experiment.to_json(), place, seed)
    found, last, total = [PastStage(0.0, 0, start)], 0, row.total
    heads = [head for head in view.course.frames if head.samples <= now.samples]
    for share in STAGES:
        head = min(heads, key=lambda head: abs(head.samples - share * total))
        near = share / 2.0 <= head.samples / total <= 2.0 * share
        if now.samples >= share * total and near and head.samples > last:
            last, model = head.samples, moment(store, row, head).of_seed(seed).exact(place)
            found.append(PastStage(head.samples / total, head.samples, model))
    return found
