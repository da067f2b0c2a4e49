"""Which network, and what it reads: the controls that Unroll shares with the pages that look into the
same network, their state and their address."""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import streamlit as st

from rnnviz.nn.cells import CELLS
from rnnviz.nn.network import MOST_LAYERS, Network, Settings
from rnnviz.nn.tokenizer import MODES, row_width, vocabulary
from rnnviz.pretrained import registry
from rnnviz.pretrained.registry import RECIPES
from rnnviz.storage.database import StoreError
from rnnviz.text.language import N_, _, _n
from rnnviz.ui.components.html import notice
from rnnviz.ui.network import task_networks
from rnnviz.ui.network.task_networks import Opened
from rnnviz.ui.session import address
from rnnviz.ui.session.address import Field, State, always

RANDOM, BY_HAND = "random", "srn"
NETWORKS = (*RECIPES, RANDOM, BY_HAND)
ELMAN = ("tanh", "relu", "sigmoid", "identity")
MOST_HIDDEN = 128
MOST_TYPED = 20_000  # characters that the box takes; more than can be unrolled, so that nothing is cut

EXAMPLES = {
    "characters": "hello",
    "words": "dog bites man",
    "bits": "0110100",
    "numbers": "1 1; 1 1; 2 2",
}
LOOK = {
    RANDOM: N_(
        "Nobody has trained this network: its predictions mean nothing, its arithmetic is the "
        "same. Turn up the gain of W_hh and watch the states saturate."
    ),
    BY_HAND: N_(
        "Every weight is 1 and every bias 0, so that you can follow each number by hand; edit the "
        "weights below and see what moves."
    ),
}
SCENES: dict[str, dict[str, str]] = {
    N_("the same l, two answers"): {"step": "4"},
    N_("dog bites man, man bites dog"): {"net": RANDOM, "mode": "words", "with": "man bites dog"},
    N_("a sum by hand"): {"net": BY_HAND},
    N_("the carry, bit by bit"): {"net": "addition", "text": "1011 + 0111"},
    N_("what an LSTM keeps"): {"net": "english-lstm", "show": "c,f"},
}


def opened(state: State) -> Opened | None:
    """The chosen network if it comes from the page Tasks; raises ValueError or StoreError, a sentence,
    if it is not there any more."""
    return task_networks.opened(state["net"]) if task_networks.WORD.fullmatch(state["net"]) else None


def mode_of(state: State) -> str:
    """How the text is split: as the chosen network was trained, or as chosen for a random one."""
    if made := opened(state):
        return made.mode
    if state["net"] in RECIPES:
        return RECIPES[state["net"]].mode
    return "numbers" if state["net"] == BY_HAND else state["mode"]


def example_of(state: State) -> str:
    """The text that a network starts with."""
    if made := opened(state):
        return made.example
    if state["net"] in RECIPES:
        return RECIPES[state["net"]].example
    return EXAMPLES[mode_of(state)]


_BY_HAND: dict[str, Any] = {"inputs": 2, "hidden": 2, "outputs": 2, "output": "linear"}


def _read_weights(text: str) -> list[float]:
    """All weights and biases of the network by hand."""
    count = sum(math.prod(shape) for _, shape in Settings(**_BY_HAND).shapes())
    try:
        weights = [float(part) for part in text.split(",")]
    except ValueError:
        weights = []
    if len(weights) != count or not all(map(math.isfinite, weights)):
        raise ValueError(_("{count} finite numbers, one for each weight").format(count=count))
    return weights


def _digits(weight: float) -> str:
    """As few digits as say exactly this number."""
    short = f"{weight:g}"
    return short if float(short) == weight else repr(weight)


def hidden_of(state: State) -> int:
    """H of the chosen network."""
    if made := opened(state):
        return made.network.hidden
    if state["net"] in RECIPES:
        return _trained(state["net"]).hidden
    return int(_BY_HAND["hidden"]) if state["net"] == BY_HAND else int(state["hidden"])


def _read_network(text: str) -> str:
    if text in NETWORKS:
        return text
    try:
        return task_networks.read_word(text)
    except ValueError as allowed:
        raise ValueError(
            _("{networks}, and {allowed}").format(networks=", ".join(NETWORKS), allowed=allowed)
        ) from None


FIELDS = (
    Field("net", always("hello"), _read_network),
    Field("mode", always("characters"), address.choice(MODES)),
    Field("cell", always("tanh"), address.choice(tuple(CELLS))),
    Field("hidden", always(8), address.whole(1, MOST_HIDDEN)),
    Field("layers", always(1), address.whole(1, MOST_LAYERS)),
    Field("both", always(False), address.flag, address.write_flag),
    Field("seed", always(0), address.whole(0, 999_999)),
    Field("gain", always(1.0), address.real(0.0, 4.0), _digits),
    Field("activation", always("identity"), address.choice(ELMAN)),
    Field(
        "weights", always(None), _read_weights, lambda weights: ",".join(map(_digits, weights or ()))
    ),
    Field("text", example_of, address.text(MOST_TYPED)),
    Field("with", always(""), address.text(MOST_TYPED)),
    Field("target", always(""), address.text(MOST_TYPED)),
    # what the encoder of a chosen decoder has read
    Field("source", always(""), address.text(MOST_TYPED)),
    Field("step", always(None), address.whole(1, 2000), lambda step: "" if step is None else str(step)),
)

# which layer and which unit is opened, on every page that opens one
LAYER = Field("row", always(0), address.whole(0, 7))
UNIT = Field("unit", always(1), address.whole(1, MOST_HIDDEN))


def title_of(name: str) -> str:
    """A network's name as the menu shows it."""
    if task_networks.WORD.fullmatch(name):
        return task_networks.title(name)
    others = {RANDOM: _("A random network"), BY_HAND: _("By hand: every weight 1")}
    return (
        others[name] if name in others else _("Trained: {title}").format(title=_(RECIPES[name].title))
    )


def network_controls() -> None:
    """The sidebar's controls for the network; what they set stands in the session under FIELDS."""
    state = st.session_state
    try:
        made = opened(state)
    except (StoreError, ValueError) as problem:
        notice(str(problem))
        made, state.net = None, NETWORKS[0]
    before = (mode_of(state), example_of(state))

    def changed() -> None:
        mode, example = before
        kept = state.setdefault("_texts", {})
        typed = (state.text, state["with"], state.target)
        if typed == (example, "", ""):
            kept.pop(mode, None)
        else:
            kept[mode] = typed
        fresh = (example_of(state), "", "")
        state.text, state["with"], state.target = kept.get(mode_of(state), fresh)
        state.step, state.weights = None, None

    keep: dict[str, Any] = {"on_change": changed, "persist_state": "session"}
    offered = (state.net, *NETWORKS) if made else NETWORKS
    st.selectbox(_("Network"), offered, key="net", format_func=title_of, **keep)
    if made:
        st.caption(made.look)
        if made.part == "decoder":
            st.text_input(
                _("Its encoder has read"),
                key="source",
                placeholder=made.source,
                max_chars=MOST_TYPED,
                persist_state="session",
            )
        return
    st.caption(_(RECIPES[state.net].look if state.net in RECIPES else LOOK[state.net]))
    if state.net == BY_HAND:
        st.selectbox(_("Activation"), ELMAN, key="activation", format_func=_, persist_state="session")
    if state.net != RANDOM:
        return
    st.segmented_control(_("Text is read as"), MODES, key="mode", required=True, format_func=_, **keep)
    keep = {"persist_state": "session"}
    st.selectbox(_("Cell"), tuple(CELLS), key="cell", format_func=_, **keep)
    st.number_input(_("Hidden units H"), 1, MOST_HIDDEN, key="hidden", **keep)
    st.number_input(_("Layers"), 1, MOST_LAYERS, key="layers", **keep)
    st.toggle(_("Both directions"), key="both", **keep)
    st.slider(
        _("Gain of W_hh"),
        0.0,
        4.0,
        step=0.05,
        key="gain",
        **keep,
        help=_("Every recurrent weight is multiplied by it."),
    )
    st.number_input(_("Seed"), 0, 999_999, key="seed", **keep, help=_("Another seed, other weights."))


def scene_buttons(fields: Sequence[Field], scenes: Mapping[str, Mapping[str, str]] = SCENES) -> None:
    """Buttons that bring a page to a prepared state."""
    st.caption(_("Try"))
    with st.container(gap=None):
        for name, asked in scenes.items():
            st.button(
                _(name), type="tertiary", key=f"scene {name}", on_click=_set_scene, args=(fields, asked)
            )


def _set_scene(fields: Sequence[Field], asked: Mapping[str, str]) -> None:
    address.set_state(fields, asked)


def network(texts: list[str]) -> Network:
    """The chosen network; a random one gets its vocabulary from the texts that it will read."""
    state = st.session_state
    if made := opened(state):
        return made.network
    if state.net in RECIPES:
        return _trained(state.net)
    if state.net == BY_HAND:
        return by_hand(state.activation, state.weights)
    if state.mode == "numbers":
        width, known, output = row_width(texts[0]), None, "linear"
    else:
        known, output = vocabulary(texts, state.mode), "softmax"
        width = len(known)
    return _random(
        cell=state.cell,
        hidden=int(state.hidden),
        layers=int(state.layers),
        bidirectional=state.both,
        seed=int(state.seed),
        gain=float(state.gain),
        inputs=width,
        outputs=width,
        vocabulary=known,
        output=output,
    )


@lru_cache(maxsize=32)
def _trained(name: str) -> Network:
    return registry.load(name)


def rivals(net: Network) -> tuple[dict[str, Network], str]:
    """A tanh network, a GRU and an LSTM that read the same vocabulary, by name, and a sentence that
    says which they are: trained ones if there are any for it, else random ones of the same size."""
    kinds = ("tanh", "gru", "lstm")
    trained = {kind: _trained(f"english-{kind}") for kind in kinds}
    if net.vocabulary is not None and net.vocabulary == trained["tanh"].vocabulary:
        return trained, _("All three have read the same English text, with 64 units each.")
    seed = int(st.session_state.seed)
    made = {
        kind: _random(
            cell=kind,
            hidden=net.hidden,
            layers=net.layers,
            bidirectional=net.bidirectional,
            seed=seed,
            inputs=net.inputs,
            outputs=net.outputs,
            vocabulary=net.vocabulary,
            output=net.output,
        )
        for kind in kinds
    }
    said = _n(
        "No trained trio reads this vocabulary: these are random networks of {count} unit, seed "
        "{seed}, as PyTorch starts them.",
        "No trained trio reads this vocabulary: these are random networks of {count} units, seed "
        "{seed}, as PyTorch starts them.",
        net.hidden,
    )
    return made, said.format(count=net.hidden, seed=seed)


@lru_cache(maxsize=64)
def _random(**settings: Any) -> Network:
    return Network.random(**settings)


def by_hand(activation: str, weights: list[float] | None) -> Network:
    """The small Elman network whose every weight is 1 and every bias 0, or edited ones: `weights` are
    the numbers of all its parameters in their order."""
    plan = Settings(cell=activation, **_BY_HAND)
    ones = {name: np.full(shape, float("weight" in name)) for name, shape in plan.shapes()}
    if weights is not None and len(weights) == sum(values.size for values in ones.values()):
        ends = np.cumsum([values.size for values in ones.values()])[:-1]
        parts = np.split(np.array(weights, dtype=float), ends)
        ones = {n: part.reshape(ones[n].shape) for n, part in zip(ones, parts, strict=True)}
    return Network(parameters=ones, **plan.settings())
