"""Which network a page shows: found once in every run of the script, and all else follows from it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import Typed, pieces, read_pieces, vocabulary_of, width_of, within_limit
from rnnviz.pretrained.registry import RECIPES
from rnnviz.runs.run import USUAL_START
from rnnviz.storage.database import StoreError
from rnnviz.text.language import N_, _
from rnnviz.ui.network import builders, loop_networks, opened_networks, task_networks
from rnnviz.ui.network.loop_networks import LayerMoment
from rnnviz.ui.network.opened_networks import OpenedNetwork
from rnnviz.ui.network.run_networks import WORD, RunWord, StoredRun, is_live
from rnnviz.ui.network.task_network import TaskNetwork
from rnnviz.ui.session import named_trainings
from rnnviz.ui.session.address_fields import SessionValues
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.streamlit_private import this_run

RANDOM, BY_HAND = "random", "srn"
HELD = "frame"  # the number of the frame at which a run is held that is followed, None for the newest
NETWORKS = (*RECIPES, RANDOM, BY_HAND)
EXAMPLES = {
    "characters": "hello",
    "words": "dog bites man",
    "bits": "0110100",
    "numbers": "1 1; 1 1; 2 2",
}
LOOK = {
    RANDOM: N_(
        "Nobody has trained this network: its predictions mean nothing and are not marked as right or "
        "wrong, “→” stands before what is due. Its arithmetic is the same. Turn up the gain of "
        "W_hh and watch the states saturate."
    ),
    BY_HAND: N_(
        "Every weight is 1 and every bias 0, so that you can follow each number by hand; edit the "
        "weights below and see what moves."
    ),
}
# of the controls, those that a network is made from
SETTINGS = (
    *("mode", "cell", "hidden", "layers", "both", "seed", "gain", "start", "forget", "vectors"),
    *("activation", "weights"),
)


@dataclass(frozen=True)
class Selection:
    """The chosen network, and all that a page asks of it."""

    word: str  # in the address
    mode: str  # how a typed text is split
    example: str  # stands in for a text that is not there yet
    answer: str  # what it has learned to answer to the example, "" if that follows from the text
    look: str  # what to look at, in English unless it is a task's network or an opened one
    task: TaskNetwork | None  # where it comes from the page Tasks
    settings: Mapping[str, Any]  # of a network that is made here
    run: StoredRun | None = None  # where it comes from, if it was trained
    opened: OpenedNetwork | None = None  # where it comes from a file, or from a watched loop
    loop: LayerMoment | None = None  # of which it is a layer

    @property
    def is_followed(self) -> bool:
        """Whether it goes with a training."""
        if self.loop is not None:
            return self.loop.is_followed
        return self.run is not None and not self.run.holds and is_live(self.run.row)

    @property
    def hidden(self) -> int:
        """H."""
        if self.word == RANDOM:
            return int(self.settings["hidden"])
        return int(builders.BY_HAND["hidden"]) if self.word == BY_HAND else self.network([]).hidden

    def network(self, texts: list[list[str]], source: str = "") -> Network:
        """The network itself; a random one gets its vocabulary from the texts that it will read, a
        decoder may be another one for another `source`. Raises Unreadable."""
        if self.task:
            return self.task.given(source)
        if self.opened:
            return self.opened.network
        if self.word in RECIPES:
            return builders.trained(self.word)
        chosen = self.settings
        if self.word == BY_HAND:
            return builders.by_hand(chosen["activation"], chosen["weights"])
        if self.mode == "numbers":
            width, known, output = width_of(texts[0]), None, "linear"
        else:
            known, output = vocabulary_of([within_limit(text) for text in texts], self.mode), "softmax"
            width = len(known)
        return builders.random(
            cell=chosen["cell"],
            hidden=int(chosen["hidden"]),
            layers=int(chosen["layers"]),
            bidirectional=chosen["both"],
            seed=int(chosen["seed"]),
            gain=float(chosen["gain"]),
            init=chosen.get("start", USUAL_START),
            forget_bias=float(chosen.get("forget", 0.0)) if chosen["cell"] == "lstm" else 0.0,
            inputs=width,
            outputs=width,
            vocabulary=known,
            output=output,
            **self._embedding(),
        )

    def _embedding(self) -> dict[str, int]:
        """The setting of a random network that looks its tokens up."""
        size = 0 if self.mode == "numbers" else int(self.settings.get("vectors", 0))
        return {"embedding": size} if size else {}

    def pieces(self, text: str) -> list[str]:
        """A typed text, step by step."""
        return self.task.pieces(text) if self.task else pieces(text, self.mode, self.width)

    @property
    def width(self) -> int | None:
        """How many numbers a row has, None for a random network, which takes any, and for tokens."""
        fixed = self.mode == "numbers" and self.word != RANDOM
        return self.network([]).width(0) if fixed else None

    def read(self, net: Network, text: list[str], target: list[str] | None = None) -> Typed:
        """A text in pieces as the network reads it, and what it should answer; raises Unreadable."""
        if self.task:
            return self.task.read(text, target)
        return read_pieces(text, self.mode, net, target)

    def first_state(self, source: str) -> tuple[Array, Array | None] | None:
        """The state that it starts from, None for zeros; a decoder from what its encoder made of the
        `source`. Raises Unreadable."""
        return self.task.first(source) if self.task else None


def held_at(state: SessionValues) -> int | None:
    """The frame at which a run is held."""
    return state[HELD] if HELD in state else None  # noqa: SIM401


def followed(state: SessionValues) -> Hashable:
    """What tells the newest moment of a run or loop that is followed from the one before it, None where
    none is followed; raises StoreError. Asks no session but for whose socket it is."""
    run = RunWord.read(state["net"])
    if held_at(state) is not None:
        return None
    if run is None or run.frame is not None:
        return loop_networks.followed(state["net"])
    row = task_networks.open_store().row(run.id)
    return (row.id, row.status, row.newest) if is_live(row) else None


def select(state: SessionValues) -> Selection:
    """The network that the controls ask for; raises ValueError or StoreError, a sentence, if it is not
    there (any more)."""
    word = state["net"]
    if WORD.fullmatch(word):
        run = task_networks.run_of(word, held_at(state))
        found = run.network if run else task_networks.task_network(word)
        return Selection(word, found.mode, found.example, "", found.look, found, {}, run)
    loop = loop_networks.moment_of(word, held_at(state))
    opened = loop_networks.network_at(loop) if loop else opened_networks.opened_network(word)
    if opened:
        mode, example, look = opened.mode, opened.example, opened.look
        return Selection(word, mode, example, "", look, None, {}, opened=opened, loop=loop)
    if word in RECIPES:
        recipe = RECIPES[word]
        return Selection(word, recipe.mode, recipe.example, recipe.target or "", recipe.look, None, {})
    mode = "numbers" if word == BY_HAND else state["mode"]
    settings = {name: state[name] for name in SETTINGS if name in state}
    return Selection(word, mode, EXAMPLES[mode], "", LOOK[word], None, settings)


@dataclass
class _Selected:
    """What was selected last in a session, and in which run, for which settings."""

    run: object = None
    asked: tuple[Any, ...] = ()
    selection: Selection | None = None


def selection_of(state: SessionValues) -> Selection:
    """The same, for the session's state found once in a run of the script."""
    if state is not st.session_state:
        return select(state)
    run = this_run()
    asked = tuple(st.session_state.get(name) for name in ("net", HELD, *SETTINGS))
    last = page_state(_Selected)
    if last.selection is None or last.run is not run or last.asked != asked or run is None:
        last.run, last.asked, last.selection = run, asked, select(state)
    return last.selection


def current() -> Selection:
    """The network that this session shows. If it has gone away since the page was drawn, the
    page as a whole runs again and says so."""
    try:
        return selection_of(st.session_state)
    except (StoreError, ValueError):
        st.rerun()


def title_of(word: str) -> str:
    """A network's name as the menu shows it."""
    if WORD.fullmatch(word):
        return named_trainings.title(word) or task_networks.title(word)
    if opened_networks.WORD.fullmatch(word):
        return opened_networks.title(word)
    if loop_networks.WORD.fullmatch(word):
        return loop_networks.title(word)
    others = {RANDOM: _("A random network"), BY_HAND: _("By hand: every weight 1")}
    return (
        others[word] if word in others else _("Trained: {title}").format(title=_(RECIPES[word].title))
    )
