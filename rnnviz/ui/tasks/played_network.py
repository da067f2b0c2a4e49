"""Which network the page Tasks plays with: the one that a task opens with, or a run at a moment."""

from functools import lru_cache

import streamlit as st

from rnnviz.experiments.checkpoint import FrameHead, StoredFrame
from rnnviz.experiments.store import Row, Store
from rnnviz.nn.encoder_decoder import Model
from rnnviz.pretrained.task_networks import opening
from rnnviz.runs.run import Run
from rnnviz.tasks import TASKS, Task
from rnnviz.text.language import _
from rnnviz.training.experiment import Experiment
from rnnviz.ui.tasks.controls import READY
from rnnviz.ui.tasks.panels.base import Past, Play
from rnnviz.ui.training.controls import names

MOST_PAST = 60  # frames of a run's past


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
    if st.session_state[f"{name} of"] == READY:
        st.session_state[f"{name} of"] = "1"


def play(
    name: str,
    experiment: Experiment | None,
    store: Store | None,
    row: Row | None,
    moment: StoredFrame | None,
) -> Play:
    """The network that is chosen, as it was at a moment; before its first update as it starts."""
    of = st.session_state[f"{name} of"]
    if of == READY or experiment is None:
        return ready(name)
    place = min(int(of), len(experiment.runs)) - 1
    task, run, label = experiment.task, experiment.runs[place], names(experiment)[place]
    if moment is None or row is None or store is None:
        return Play(
            task,
            run,
            _start(experiment.to_json(), place, task),
            _("{label}, untrained").format(label=label),
        )
    model = _model(row.id, moment.number, moment.samples, place, task, run, moment)

    def past() -> list[Past]:
        return _past(store, row, place, moment.samples)

    # while it is the newest it will soon be another one
    newest = moment.number == store.frames(row.id)[-1].number
    word = f"run.{row.id}.{place + 1}{'' if newest else f'.f{moment.number}'}"
    return Play(task, run, model, label, past, word)


def ready(name: str) -> Play:
    """The network that a task opens with; if nothing was trained for it, one that knows nothing."""
    made = opening(name)
    if made is not None:
        return Play(made.task, made.run, made.model, _ready_name(name), word=f"task.{name}")
    experiment = _usual(name)
    task, run = experiment.task, experiment.runs[0]
    return Play(task, run, _start(experiment.to_json(), 0, task), _ready_name(name))


def _ready_name(name: str) -> str:
    return _("ready trained") if opening(name) else _("untrained")


@lru_cache(maxsize=16)
def _usual(name: str) -> Experiment:
    return Experiment(task=TASKS[name](), runs=(Run(**TASKS[name].usual),))


# the same object as long as it is the same network, so that what is computed from it can be kept
@st.cache_resource(max_entries=64, show_spinner=False)
def _model(
    id: str, number: int, samples: int, place: int, _task: Task, _run: Run, _moment: StoredFrame
) -> Model:
    return _task.model(_run, _moment.runs[place].parameters).astype("float64")


@st.cache_resource(max_entries=16, show_spinner=False)
def _start(experiment: str, place: int, _task: Task) -> Model:
    made = Experiment.from_json(experiment)
    return made.task.start(made.runs[place], made.seed).astype("float64")


def _past(store: Store, row: Row, place: int, samples: int) -> list[Past]:
    """The frames that were kept of a run up to a moment, at most so many, the last among them."""
    heads = [head for head in store.frames(row.id) if head.samples <= samples]
    every = -(-len(heads) // MOST_PAST) or 1
    chosen = heads[::-1][::every][::-1]
    return [_one(row.id, head.number, head.samples, place, store, row, head) for head in chosen]


@st.cache_resource(max_entries=1000, show_spinner=False)
def _one(
    id: str, number: int, samples: int, place: int, _store: Store, _row: Row, _head: FrameHead
) -> Past:
    run = _store.frame(id, number).runs[place]
    task, settings = _row.experiment.task, _row.experiment.runs[place]
    return Past(run.updates, run.loss, task.model(settings, run.parameters))
