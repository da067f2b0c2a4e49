"""Which network, and what it reads: the controls that Unroll shares with the pages that look into the
same network, their state and their address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from rnnviz.nn.cells import CELLS
from rnnviz.nn.network import MOST_FORGET_BIAS, MOST_LAYERS
from rnnviz.nn.tokenizer import MODES
from rnnviz.runs.run import STARTS, USUAL_START
from rnnviz.runs.run_words import RESET_FIRST, START_WORDS, cell_name
from rnnviz.storage.database import StoreError
from rnnviz.text.language import N_, _, labels
from rnnviz.text.message import Refusal
from rnnviz.text.numerals import single
from rnnviz.training.experiment import MOST_SEED
from rnnviz.ui.components.html import notice
from rnnviz.ui.components.seed_box import seed_box
from rnnviz.ui.network import (
    builders,
    first_state,
    loop_networks,
    open_file,
    opened_networks,
    run_by_settings,
    run_menu,
    task_networks,
)
from rnnviz.ui.network.selection import (
    BY_HAND,
    HELD,
    NETWORKS,
    RANDOM,
    Selection,
    selection_of,
    title_of,
)
from rnnviz.ui.session import address, address_fields
from rnnviz.ui.session.address_fields import Field, always
from rnnviz.ui.session.history import Step
from rnnviz.ui.session.page_state import page_state

ELMAN = ("tanh", "relu", "sigmoid", "identity")
MOST_HIDDEN = 128
MOST_VECTOR = 64  # numbers in a row of a random network's embedding
MOST_FRAMES = 1_000_000_000
MOST_TYPED = 20_000  # characters that the box takes; more than can be unrolled, so that nothing is cut

SCENES: dict[str, dict[str, str]] = {
    N_("the same l, two answers"): {"step": "4"},
    N_("dog bites man, man bites dog"): {"net": RANDOM, "mode": "words", "with": "man bites dog"},
    N_("is the first letter still there?"): {
        "net": "english-lstm",
        "text": "the answer is",
        "with": "she answer is",
    },
    N_("open gates keep the first letter"): {
        "net": RANDOM,
        "cell": "lstm",
        "seed": "3",
        "forget": "2",
        "text": "the answer is",
        "with": "she answer is",
    },
    N_("a sum by hand"): {"net": BY_HAND},
    N_("the carry, bit by bit"): {"net": "addition", "text": "1011 + 0111"},
    N_("what an LSTM keeps"): {"net": "english-lstm", "show": "c,f"},
    N_("c beyond ±1"): {"net": "english-lstm", "anatomy": "yes"},
    N_("another h₀, another text"): {
        "text": "h",
        "first": "random",
        "first_seed": "1",
        "writing": "yes",
    },
    N_("digits that rounding hides"): {"net": BY_HAND, "activation": "tanh", "edges": "yes"},
}


def _read_weights(text: str) -> list[float]:
    """All weights and biases of the network by hand."""
    count = builders.weight_count()
    parts = text.split(",", count)
    weights = [weight for part in parts[:count] if (weight := single(part)) is not None]
    if len(weights) != count or len(parts) != count:
        raise Refusal("{count} finite numbers, one for each weight", count=count)
    return weights


def _digits(weight: float) -> str:
    """As few digits as say exactly this number."""
    short = f"{weight:g}"
    return short if float(short) == weight else repr(weight)


def read_network(text: str) -> str:
    """A network's word; raises Refusal, in words that follow "allowed are", where there is none."""
    if text in NETWORKS:
        return text
    if opened_networks.WORD.fullmatch(text) or loop_networks.WORD.fullmatch(text):
        try:
            selection_of({"net": text})
        except (ValueError, StoreError):
            raise Refusal(
                "{networks}, and those that were opened or watched on this server; open the file of "
                "this one again",
                networks=tuple(NETWORKS),
            ) from None
        return text
    try:
        return task_networks.read_word(run_by_settings.newest(text))
    except ValueError as allowed:
        raise Refusal("{networks}, and {allowed}", networks=tuple(NETWORKS), allowed=allowed) from None


def _optional(value: int | None) -> str:
    return "" if value is None else str(value)


FIELDS = (
    Field("net", always("hello"), read_network, lasting=run_by_settings.lasting),
    Field(HELD, always(None), address_fields.whole(0, MOST_FRAMES), _optional, step=Step.PASSED),
    Field("mode", always("characters"), address_fields.choice(MODES)),
    Field("cell", always("tanh"), address_fields.choice(tuple(CELLS))),
    Field("hidden", always(8), address_fields.whole(1, MOST_HIDDEN)),
    Field("layers", always(1), address_fields.whole(1, MOST_LAYERS)),
    address_fields.flag_field("both"),
    Field("seed", always(0), address_fields.whole(0, MOST_SEED)),
    Field("gain", always(1.0), address_fields.real(0.0, 4.0), _digits),
    Field("start", always(USUAL_START), address_fields.choice(STARTS)),
    Field("forget", always(0.0), address_fields.real(-MOST_FORGET_BIAS, MOST_FORGET_BIAS), _digits),
    Field("vectors", always(0), address_fields.whole(0, MOST_VECTOR)),
    Field("activation", always("identity"), address_fields.choice(ELMAN)),
    Field(
        "weights", always(None), _read_weights, lambda weights: ",".join(map(_digits, weights or ()))
    ),
    Field(
        "text",
        lambda state: selection_of(state).example,
        address_fields.text(MOST_TYPED),
        step=Step.TYPED,
    ),
    Field("with", always(""), address_fields.text(MOST_TYPED), step=Step.TYPED),
    Field("target", always(""), address_fields.text(MOST_TYPED), step=Step.TYPED),
    # what the encoder of a chosen decoder has read
    Field("source", always(""), address_fields.text(MOST_TYPED), step=Step.TYPED),
    *first_state.FIELDS,
    Field(
        "step",
        always(None),
        address_fields.whole(1, 2000),
        _optional,
        step=Step.PASSED,
    ),
)

# which layer and which unit is opened, on every page that opens one
LAYER = Field("row", always(0), address_fields.whole(0, 7))
UNIT = Field("unit", always(1), address_fields.whole(1, MOST_HIDDEN))


@dataclass
class TypedTexts:
    """What was typed under each way of splitting a text, for when the reader comes back to it."""

    by_mode: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def exchange(self, before: Selection, after: Selection) -> None:
        """Put the boxes' texts away, and those there that go with another network. Where both read the
        same, what stands in the boxes stays: somebody may be typing."""
        if (before.mode, before.example) == (after.mode, after.example):
            return
        state = st.session_state
        texts = (state.text, state["with"], state.target)
        if texts == (before.example, "", ""):
            self.by_mode.pop(before.mode, None)
        else:
            self.by_mode[before.mode] = texts
        example = (after.example, "", "")
        state.text, state["with"], state.target = self.by_mode.get(after.mode, example)


def network_controls() -> None:
    """The sidebar's controls for the network; what they set stands in the session under FIELDS."""
    state = st.session_state
    run_menu.settle()
    try:
        chosen = selection_of(state)
    except (StoreError, ValueError) as problem:
        notice(str(problem))
        state.net, state[HELD] = NETWORKS[0], None
        chosen = selection_of(state)

    if chosen.task and chosen.task.problem:
        notice(str(chosen.task.problem), to_class=False)

    def changed() -> None:
        if state.net not in offered:  # whatever the browser may send
            state.net = chosen.word
        if not run_menu.is_of_same(chosen.word, state.net):
            state[HELD] = None
        settled()

    def settled() -> None:
        page_state(TypedTexts).exchange(chosen, selection_of(state))
        state.step, state.weights = None, None

    def opened(word: str) -> None:
        state.net, state[HELD] = word, None
        settled()

    runs = run_menu.trainings(chosen.word)
    own = open_file.offered()
    alone = (chosen.task or chosen.opened) and chosen.word not in (*runs, *own)
    offered = (*((state.net,) if alone else ()), *NETWORKS, *own, *runs)
    st.selectbox(
        _("Network"),
        offered,
        key="net",
        format_func=lambda word: runs.get(word) or title_of(word),
        on_change=changed,
        persist_state="session",
    )
    run_menu.choose_run(chosen, settled)
    open_file.open_file(opened)
    if chosen.task:
        st.caption(chosen.look)
        if chosen.task.part == "decoder":
            st.text_input(
                _("Its encoder has read"),
                key="source",
                placeholder=chosen.task.source,
                max_chars=MOST_TYPED,
                persist_state="session",
            )
        first_state.first_state_controls(chosen)
        return
    st.caption(chosen.look if chosen.opened else _(chosen.look))
    if state.net == BY_HAND:
        st.selectbox(_("Activation"), ELMAN, key="activation", format_func=_, persist_state="session")
    if state.net == RANDOM:
        _random_controls(changed)
    first_state.first_state_controls(chosen)


def _random_controls(mode_changed: Callable[[], None]) -> None:
    keep: dict[str, Any] = {"persist_state": "session"}
    st.segmented_control(
        _("Text is read as"),
        MODES,
        key="mode",
        required=True,
        format_func=_,
        on_change=mode_changed,
        **keep,
    )
    st.selectbox(_("Cell"), tuple(CELLS), key="cell", format_func=cell_name, **keep)
    if st.session_state.cell == "gru_before":
        st.caption(_(RESET_FIRST))
    st.number_input(_("Hidden units H"), 1, MOST_HIDDEN, key="hidden", **keep)
    if st.session_state.mode != "numbers":
        st.number_input(
            _("Embedding E"),
            0,
            MOST_VECTOR,
            key="vectors",
            **keep,
            help=_("How many numbers stand for a token; 0: tokens are read one-hot."),
        )
    st.number_input(_("Layers"), 1, MOST_LAYERS, key="layers", **keep)
    st.toggle(_("Both directions"), key="both", **keep)
    st.slider(
        _("Gain, a factor of W_hh"),
        0.0,
        4.0,
        step=0.05,
        key="gain",
        **keep,
        help=_("Every recurrent weight is multiplied by it."),
    )
    st.selectbox(
        _("W_hh starts"),
        STARTS,
        key="start",
        format_func=labels(START_WORDS),
        **keep,
        help=_(
            "Orthogonal: it turns the state and keeps its length. Identity: it hands the state on as "
            "it is. Gated cells start so gate by gate."
        ),
    )
    if st.session_state.cell == "lstm":
        st.number_input(
            _("Forget bias"),
            -MOST_FORGET_BIAS,
            MOST_FORGET_BIAS,
            step=0.5,
            key="forget",
            format="%g",
            **keep,
            help=_("Above 0 the forget gates start open, and c keeps more of what it holds."),
        )
    seed_box("seed", help=_("Another seed, other weights."))


def scene_buttons(fields: Sequence[Field], scenes: Mapping[str, Mapping[str, str]] = SCENES) -> None:
    """Buttons that bring a page to a prepared state."""
    st.caption(_("Try"))
    with st.container(gap=None):
        for name, asked in scenes.items():
            st.button(
                _(name),
                type="tertiary",
                key=f"scene {name}",
                on_click=_go_to,
                args=(fields, asked),
            )


def _go_to(fields: Sequence[Field], asked: Mapping[str, str]) -> None:
    address.set_state(fields, asked)
