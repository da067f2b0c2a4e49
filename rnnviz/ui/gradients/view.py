"""What the page Backpropagate asks of its reader: its controls and their words in the address."""

from typing import Any

import streamlit as st

from rnnviz.analysis.parameter_shares import PARAMETERS
from rnnviz.analysis.per_loss import steps_with_loss
from rnnviz.figures.base.sentences import row_name
from rnnviz.figures.gradients.formula import TERMS
from rnnviz.figures.gradients.look import QUANTITIES, Look
from rnnviz.runs.truncation import Truncation
from rnnviz.text.language import N_, _, labels
from rnnviz.ui.components.slope_curve import curve_field
from rnnviz.ui.network import chooser
from rnnviz.ui.network.reading import Reading
from rnnviz.ui.session import address_fields
from rnnviz.ui.session.address_fields import Field, SessionValues, always
from rnnviz.ui.session.history import Step

KEY = "flow "  # other pages, too, have an n and a cut
CUTS = {
    "full": N_("not cut"),
    "windows": N_("windows"),
    "even": N_("even"),
    "sliding": N_("sliding"),
}
OF = {"one": N_("this loss"), "all": N_("all losses summed")}
LINES = {"row": N_("this row"), "mean": N_("mean over rows")}
AXES = {"log": N_("log axis"), "linear": N_("linear axis")}
FORMS = {"column": N_("in columns"), "row": N_("in rows")}
MOST_N = 100
MOST_BATCH = 4000  # letters of typed rows
SCENES: dict[str, dict[str, str]] = {
    N_("three steps back"): {"step": "4"},
    N_("open gates reach further"): {
        "net": "random",
        "cell": "lstm",
        "hidden": "32",
        "seed": "2",
        "forget": "2",
        "text": "to be or not to be that is the question whether tis nobler in the mind to suffer the "
        "slings and arrows",
        "lines": "mean",
        "three": "yes",
    },
    N_("tanh, trained on English"): {"net": "english-tanh", "three": "yes"},
    N_("the c of an LSTM"): {"net": "english-lstm", "by": "c"},
    N_("cut every 5 steps"): {"net": "english-gru", "cut": "windows", "n": "5"},
    N_("which letters counted?"): {"net": "english-lstm", "by": "x"},
    N_("the formula, term by term"): {"step": "4", "k": "2", "formula": "yes"},
    N_("tanh at its ends"): {"net": "english-tanh", "step": "13", "slope": "yes"},
    N_("an explosion"): {
        "net": "random",
        "cell": "identity",
        "gain": "3",
        "hidden": "16",
        "text": "the value of the function",
    },
}


# what scenes were called in links that are about
EARLIER: dict[str, dict[str, str]] = {
    "four steps back": {"step": "4"},
    "tanh forgets": {"net": "english-tanh"},
    "an LSTM’s c carries": {"net": "english-lstm", "by": "c"},
}


def _optional(value: int | None) -> str:
    return "" if value is None else str(value)


def _unfolds(word: str) -> Field:
    """Whether a part of the page is unfolded."""
    return address_fields.flag_field(word, KEY + word)


FIELDS = (
    *chooser.FIELDS,
    chooser.LAYER,
    chooser.UNIT,
    Field("by", always("h"), address_fields.choice(tuple(QUANTITIES)), key=KEY + "by"),
    Field("cut", always("full"), address_fields.choice(list(CUTS)), key=KEY + "cut"),
    Field("n", always(3), address_fields.whole(1, MOST_N), key=KEY + "n"),
    Field("k", always(None), address_fields.whole(1, 2000), _optional, KEY + "k", Step.PASSED),
    Field("of", always("one"), address_fields.choice(tuple(OF)), key=KEY + "of"),
    Field("lines", always("row"), address_fields.choice(tuple(LINES)), key=KEY + "lines"),
    Field("axis", always("log"), address_fields.choice(tuple(AXES)), key=KEY + "axis"),
    Field("parameter", always("whh"), address_fields.choice(tuple(PARAMETERS)), key=KEY + "parameter"),
    _unfolds("three"),
    _unfolds("shares"),
    _unfolds("loss"),  # “first” is the first state
    _unfolds("slope"),
    curve_field(KEY),
    _unfolds("depth"),
    _unfolds("rows"),
    _unfolds("names"),
    Field("as", always("row"), address_fields.choice(tuple(FORMS)), key=KEY + "as"),
    Field("batch", always(""), address_fields.text(MOST_BATCH), key=KEY + "batch"),
    _unfolds("graph"),
    _unfolds("formula"),
    Field("terms", always(TERMS), address_fields.whole(1, TERMS), key=KEY + "terms"),
)


def value(name: str, state: SessionValues | None = None) -> Any:
    """What a control stands at, by its word in the address; that of this session unless there is
    another `state`."""
    return (st.session_state if state is None else state)[KEY + name]


def controls(now: Reading) -> None:
    """What is shown, and where it is cut."""
    state, steps = st.session_state, now.trace.steps
    if now.emptied:
        state[KEY + "k"] = None
    names = offered(now)
    state[KEY + "by shown"] = value("by") if value("by") in names else names[0]
    state[KEY + "n shown"] = min(value("n"), max(steps, 2), MOST_N)

    def chosen(name: str) -> None:
        state[KEY + name] = state[f"{KEY}{name} shown"]

    rows = list(range(now.net.layers * now.net.directions))
    state.row = min(state.row, rows[-1])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.segmented_control(
            _("Show"),
            names,
            key=KEY + "by shown",
            required=True,
            label_visibility="collapsed",
            format_func=lambda name: QUANTITIES[name].plain,
            on_change=chosen,
            args=("by",),
        )
        if len(rows) > 1:
            st.selectbox(
                _("Layer"),
                rows,
                key="row",
                persist_state="session",
                width=250,
                label_visibility="collapsed",
                format_func=lambda row: row_name(row, now.net.directions),
            )
        if now.net.bidirectional:
            return  # a loss that reads ahead cannot be cut off
        st.segmented_control(
            _("Truncation"),
            list(CUTS),
            key=KEY + "cut",
            format_func=labels(CUTS),
            required=True,
            persist_state="session",
            label_visibility="collapsed",
        )
        if value("cut") != "full":
            st.slider(
                "n",
                1,
                min(max(steps, 2), MOST_N),
                key=KEY + "n shown",
                width=150,
                format="n = %d",
                label_visibility="collapsed",
                on_change=chosen,
                args=("n",),
            )


def offered(now: Reading) -> list[str]:
    """Which quantities there are: those of a loss only where there is one, c only in an LSTM."""
    memory = now.net.kind.has_memory
    of_loss = ["h"] + ["c"] * memory + ["x"] if steps_with_loss(now.trace).size else []
    return of_loss + ["hh"] + ["cc"] * memory


def truncation(state: SessionValues) -> Truncation:
    """The chosen cut."""
    styles = {
        "full": lambda n: Truncation.full(),
        "windows": Truncation.windows,
        "even": Truncation.even,
        "sliding": Truncation.sliding,
    }
    return styles[value("cut", state)](value("n", state))


def choose(look: Look, step: int, k: int | None = None) -> None:
    """Choose a row (from 0), and, if a cell was clicked, the step that is opened."""
    state = st.session_state
    row = min(look.rows, key=lambda known: abs(known - step))
    # at the end the picture follows the typing, anywhere else it stays
    state.step = None if row == look.rows[-1] else row + 1
    if k is not None:
        state[KEY + "k"] = k + 1


def one_loss(look: Look) -> int | None:
    """The loss whose arithmetic is shown, or None for all of them summed."""
    return None if value("of") == "all" else look.row


def step_control(look: Look) -> None:
    """Which step is opened: where the loss enters, until another is chosen."""
    state = st.session_state
    state[KEY + "k shown"] = look.opened + 1

    def chosen() -> None:
        state[KEY + "k"] = state[KEY + "k shown"]

    st.number_input(
        _("Step k"), 1, look.flow.trace.steps, key=KEY + "k shown", width=160, on_change=chosen
    )
