"""Networks of the pages Tasks and Truncate as Unroll and Backpropagate read them, and their words in
the address.

`task.NAME` is the network that a task opens with, `run.ID.PLACE` a run of a stored experiment as it is
last, or with `.fNUMBER` as it was in a frame; of several seeds it is the median one, or that of
`.sNUMBER`, from 0, before the frame; of an encoder-decoder behind a point one of the two. A run that
has no frame yet is read as it starts.
"""

from functools import lru_cache

from rnnviz.pretrained.task_networks import opening
from rnnviz.storage.database import StoreError
from rnnviz.tasks import TASKS, Echo
from rnnviz.text.language import N_, _
from rnnviz.text.message import Message, Refusal
from rnnviz.ui.network.run_networks import WORD, RunWord, StoredRun, stored_run
from rnnviz.ui.network.task_network import TaskNetwork, part_of
from rnnviz.ui.session import recorded_races
from rnnviz.ui.session.store import open_store

WORDS = N_("task.NAME for what a task opens with, run.ID.NUMBER for a run that was trained")


def read_word(text: str) -> str:
    """Reads such a word; raises ValueError, in words that follow "allowed are", if there is no such
    network."""
    try:
        task_network(text)
    except (StoreError, ValueError):
        raise Refusal(WORDS) from None
    return text


def task_network(word: str) -> TaskNetwork:
    """The network of a word; raises ValueError or StoreError, a sentence, if there is none."""
    found, run = WORD.fullmatch(word), run_of(word)
    if not found:
        raise Refusal("A network is {word!r}; allowed are {words}.", word=word, words=Message(WORDS))
    return _ready(found["task"], found["part"] or "") if run is None else run.network


def run_of(word: str, held: int | None = None) -> StoredRun | None:
    """The run of a word, at the frame that is `held`, None if it is no run's word; raises ValueError or
    StoreError, a sentence, if there is no such run."""
    run = RunWord.read(word)
    if run is None:
        return None
    return stored_run(recorded_races.by_id(run.id) or open_store(), run, held)


def title(word: str) -> str:
    """What a menu calls the network of a word."""
    return _called(*_named(word))


@lru_cache(maxsize=64)  # it stays the same, even when the network has gone
def _named(word: str) -> tuple[str, str]:
    found = task_network(word)
    return found.task.title, found.part


def _called(title: str, part: str) -> str:
    if title == Echo.title:
        return _("From Truncate: {title}").format(title=_(title))
    if not part:
        return _("From Tasks: {title}").format(title=_(title))
    return _("From Tasks: {title}, {part}").format(title=_(title), part=_(part))


# the same object as long as it is the same network, so that what is computed from it can be kept
@lru_cache(maxsize=16)
def _ready(name: str, part: str) -> TaskNetwork:
    ready = opening(name) if name in TASKS else None
    if ready is None:
        raise Refusal("There is no ready-trained network for {name!r}.", name=name)
    return part_of(ready.task, ready.run, ready.model, part)
