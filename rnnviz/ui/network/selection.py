"""Which network a page shows: found once in every run of the script, and all else follows from it."""

from collections.abc import Mapping
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
from rnnviz.ui.network import builders, task_networks
from rnnviz.ui.network.task_networks import TaskNetwork
from rnnviz.ui.session.address_fields import SessionValues
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.streamlit_private import this_run

RANDOM, BY_HAND = "random", "srn"
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
    look: str  # what to look at, in English unless it is a task's network
    task: TaskNetwork | None  # where it comes from the page Tasks
    settings: Mapping[str, Any]  # of a network that is made here

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


def select(state: SessionValues) -> Selection:
    """The network that the controls ask for; raises ValueError or StoreError, a sentence, if it is not
    there (any more)."""
    word = state["net"]
    if task_networks.WORD.fullmatch(word):
        found = task_networks.task_network(word)
        return Selection(word, found.mode, found.example, "", found.look, found, {})
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
    asked = tuple(st.session_state.get(name) for name in ("net", *SETTINGS))
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
    if task_networks.WORD.fullmatch(word):
        return task_networks.title(word)
    others = {RANDOM: _("A random network"), BY_HAND: _("By hand: every weight 1")}
    return (
        others[word] if word in others else _("Trained: {title}").format(title=_(RECIPES[word].title))
    )
