"""What a chain is made of on the page Vanish & explode: its controls and their words in the address."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from rnnviz.analysis import matrix_chain
from rnnviz.analysis.matrix_chain import NETWORK, OWN, Chain, NetworkMatrix, Table, read_table
from rnnviz.analysis.remedies import LEAST_LIMIT, MOST_LIMIT, USUAL_LIMIT
from rnnviz.storage.database import StoreError
from rnnviz.text.language import N_, _, labels
from rnnviz.text.number_lists import rows
from rnnviz.ui.components.html import caption, notice
from rnnviz.ui.components.slope_curve import curve_field
from rnnviz.ui.session import address, address_fields, prepared
from rnnviz.ui.session.address_fields import Field, SessionValues, always
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.training.controls import Preset
from rnnviz.ui.vanishing import network_matrix
from rnnviz.ui.vanishing.presets import PRESETS

EXAMPLES = ("example", "half")  # classic ones, with a size, a length and a start of their own
MATRICES = {
    "random": N_("random, normal"),
    "orthogonal": N_("orthogonal, random"),
    "identity": N_("identity matrix"),
    "diagonal": N_("diagonal, 1/H to 1"),
    "triangular": N_("triangular: 1 on and above the diagonal"),
    "example": N_("the classic 3 × 3 example"),
    "half": N_("half of the classic example"),
    NETWORK: N_("of a network"),
    OWN: N_("my own table"),
}
STARTS = {"direction": N_("a random direction"), "ones": N_("all ones")}
MOST_TABLE = 40_000  # letters of a table
KEY = "chain "  # other pages, too, have a gain and a seed, which mean something else


def _field(
    name: str,
    default: Callable[[SessionValues], Any],
    read: Callable[[str], Any],
    write: Callable[[Any], str] = str,
    is_said: bool = False,
) -> Field:
    return Field(name, default, read, write, KEY + name, is_said=is_said)


FIELDS = (
    _field("matrix", always("random"), address_fields.choice(tuple(MATRICES))),
    _field(
        "gain", always(0.8), address_fields.real(0.0, matrix_chain.MOST_GAIN), lambda gain: f"{gain:g}"
    ),
    _field("activation", always("identity"), address_fields.choice(matrix_chain.ACTIVATIONS)),
    _field(
        "scale",
        always(0.1),
        address_fields.real(0.0, matrix_chain.MOST_SCALE),
        lambda scale: f"{scale:g}",
    ),
    _field("hidden", always(16), address_fields.whole(1, matrix_chain.MOST_HIDDEN), is_said=True),
    _field(
        "steps",
        lambda state: 20 if state[KEY + "matrix"] in EXAMPLES else 50,
        address_fields.whole(1, matrix_chain.MOST_STEPS),
        is_said=True,
    ),
    _field(
        "start",
        lambda state: "ones" if state[KEY + "matrix"] in EXAMPLES else "direction",
        address_fields.choice(matrix_chain.STARTS),
    ),
    _field("draws", always(100), address_fields.whole(1, matrix_chain.MOST_DRAWS), is_said=True),
    _field("seed", always(0), address_fields.whole(0, 999_999)),
    _field("table", always("0.5 1.0\n0.0 0.9"), address_fields.text(MOST_TABLE)),
    _field(
        "limit",
        always(USUAL_LIMIT),
        address_fields.real(LEAST_LIMIT, MOST_LIMIT),
        lambda limit: f"{limit:g}",
    ),
    # whether the usual limit has been chosen, too: else the picture of clipping finds one of its own
    address_fields.flag_field("fixed", KEY + "fixed"),
    _field("forget", always(4.0), address_fields.real(-2.0, 8.0), lambda bias: f"{bias:g}"),
    _field(
        "distance",
        always(None),
        address_fields.whole(0, matrix_chain.MOST_STEPS),
        lambda distance: "" if distance is None else str(distance),
    ),
    address_fields.flag_field("bound", KEY + "bound"),
    address_fields.flag_field("slope", KEY + "slope"),
    curve_field(KEY),
    *network_matrix.fields(KEY),
)
OF_THE_CHAIN = FIELDS[:9]


@dataclass
class LastGood:
    """The last table that could be read, and the last chain that could be."""

    table: Table = field(default_factory=lambda: read_table("0.5 1; 0 0.9"))
    chain: Chain = field(default_factory=Chain)


def value(name: str) -> Any:
    """What a control stands at, by its word in the address."""
    return st.session_state[KEY + name]


def controls() -> None:
    """The sidebar: which matrix, how strong, how often."""
    keep: dict[str, Any] = {"persist_state": "session"}
    stands = preset_of(st.session_state)  # after Back, Reset or a change it may be another
    prepared.show(KEY + "preset", stands.name if stands else None)
    st.selectbox(
        _("Try"),
        list(PRESETS),
        key=KEY + "preset",
        index=None,
        on_change=_choose,
        format_func=_,
        placeholder=_("choose an example"),
    )
    st.slider(
        _("Gain, a factor of W_hh"),
        0.0,
        matrix_chain.MOST_GAIN,
        step=0.05,
        key=KEY + "gain",
        **keep,
        help=_("Every recurrent weight is multiplied by it."),
    )
    st.selectbox(
        _("Matrix W_hh"),
        tuple(MATRICES),
        key=KEY + "matrix",
        format_func=labels(MATRICES),
        on_change=_classic,
        **keep,
    )
    if value("matrix") == NETWORK:
        network_matrix.network_controls(KEY, _of_network)
    if value("matrix") == OWN:
        st.text_area(
            _("Table"),
            key=KEY + "table",
            height=110,
            max_chars=MOST_TABLE,
            **keep,
            help=_("Rows by lines or semicolons: 0.5 1; 0 0.9"),
        )
        caption(str(rows(value("table"), square=True).note))
    st.segmented_control(
        _("Activation"),
        matrix_chain.ACTIVATIONS,
        key=KEY + "activation",
        required=True,
        format_func=_,
        **keep,
    )
    st.number_input(
        _("Input scale (root mean square)"),
        0.0,
        matrix_chain.MOST_SCALE,
        step=0.1,
        key=KEY + "scale",
        format="%g",
        **keep,
        help=_(
            "How large the inputs of a unit are (root mean square). Large ones drive tanh to its ends."
        ),
    )
    left, right = st.columns(2)
    with left:
        own_size = value("matrix") in (*EXAMPLES, OWN, NETWORK)
        st.number_input(
            _("Units H"),
            1,
            key=KEY + "hidden",
            disabled=own_size,
            **keep,
            help=_("This matrix brings its own.") if own_size else None,
        )
    with right:
        st.number_input(_("Steps T"), 1, key=KEY + "steps", **keep)
    with st.expander(_("Draws")):
        st.number_input(
            _("Number of draws"),
            1,
            key=KEY + "draws",
            **keep,
            help=_("Each has its own matrix (if random), inputs and start."),
        )
        st.number_input(
            _("Seed"), 0, 999_999, key=KEY + "seed", help=_("Another seed, other draws."), **keep
        )
        st.segmented_control(
            _("Gradient at the end"),
            matrix_chain.STARTS,
            key=KEY + "start",
            required=True,
            format_func=labels(STARTS),
            **keep,
            help=_(
                "A random direction has length 1. All ones is the classic one: "
                "two equal rows, norm = √(sum of squares) / 2."
            ),
        )


def forget_control() -> float:
    """The forget bias of the reader's own LSTM."""
    st.slider(
        _("Your LSTM’s forget bias"),
        -2.0,
        8.0,
        step=0.5,
        key=KEY + "forget",
        width=320,
        persist_state="session",
        help=_("Forget gates start near σ(bias): 0.5 for 0, 0.73 for 1, 0.98 for 4."),
    )
    return float(value("forget"))


def _choose() -> None:
    name = prepared.chosen(KEY + "preset", FIELDS)
    if name and name in PRESETS:  # whatever the browser may send
        address.set_state(FIELDS, PRESETS[name].asked)


def _of_network() -> None:
    """A network's matrix comes as it is, with the activation of its cells."""
    with suppress(ValueError, StoreError):  # which the chain says
        st.session_state[KEY + "activation"] = network_matrix.activation_of(value("net"))
    st.session_state[KEY + "gain"] = 1.0


def _classic() -> None:
    """A classic example comes as it is known: with its start, its length and as it was printed."""
    if value("matrix") == NETWORK:
        _of_network()
    classic = value("matrix") in EXAMPLES
    changed: dict[str, Any] = {}
    if classic != (value("start") == "ones"):
        changed = {"start": "ones", "steps": 20} if classic else {"start": "direction", "steps": 50}
    if classic:
        changed |= {"gain": 1.0, "activation": "identity"}
    for name, wanted in changed.items():
        st.session_state[KEY + name] = wanted


def preset_of(state: SessionValues) -> Preset | None:
    """The preset that the controls stand at, if they do."""
    now = {field.name: field.write(state[field.key]) for field in OF_THE_CHAIN}
    for preset in PRESETS.values():
        base = {KEY + "matrix": preset.asked.get("matrix", "random")}
        defaults = {field.name: field.write(field.default(base)) for field in OF_THE_CHAIN}
        if now == defaults | preset.asked:
            return preset
    return None


def chain() -> Chain:
    """The chain that the controls describe; what cannot be is told, and the last good table or chain
    stays in force."""
    last = page_state(LastGood)
    table: Table | NetworkMatrix | None = None
    if value("matrix") == OWN:
        try:
            table = last.table = read_table(value("table"))
        except ValueError as problem:
            table = last.table
            notice(
                _("{problem} Until then the picture keeps the last table that could be read.").format(
                    problem=problem
                ),
                to_class=False,
            )
    try:
        if value("matrix") == NETWORK:
            table = network_matrix.matrix_of(value("net"), int(value("row")), int(value("block")))
        last.chain = Chain(
            matrix=value("matrix"),
            gain=float(value("gain")),
            hidden=int(value("hidden")),
            steps=int(value("steps")),
            activation=value("activation"),
            scale=float(value("scale")),
            start=value("start"),
            draws=int(value("draws")),
            seed=int(value("seed")),
            table=table,
        )
    except (ValueError, StoreError) as problem:
        notice(
            _("{problem} Until then the picture keeps the last chain that could be.").format(
                problem=problem
            ),
            to_class=False,
        )
    return last.chain
