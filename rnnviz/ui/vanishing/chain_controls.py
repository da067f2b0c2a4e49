"""What a chain is made of on the page Vanish & explode: its controls, their words in the address,
presets, and the race that shows the same in training."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from rnnviz.analysis import matrix_chain
from rnnviz.analysis.matrix_chain import OWN, Chain, read_table
from rnnviz.experiments.store import Store
from rnnviz.storage.database import StoreError
from rnnviz.text.language import N_, _, labels
from rnnviz.ui.components.html import notice
from rnnviz.ui.session import address
from rnnviz.ui.session.address import Field, State, always
from rnnviz.ui.training import echo_race
from rnnviz.ui.training.echo_race import Preset
from rnnviz.ui.training.steering import keep_running

RACE = echo_race.PRESETS["exploding, then clipped"]
EXAMPLES = ("example", "half")  # classic ones, with a size, a length and a start of their own
MATRICES = {
    "random": N_("random, normal"),
    "orthogonal": N_("orthogonal, random"),
    "identity": N_("identity"),
    "diagonal": N_("diagonal, 1/H to 1"),
    "triangular": N_("triangular: 1 on and above the diagonal"),
    "example": N_("the classic 3 × 3 example"),
    "half": N_("half of the classic example"),
    OWN: N_("my own table"),
}
STARTS = {"direction": N_("a random direction"), "ones": N_("all ones")}
PRESETS = {
    preset.name: preset
    for preset in (
        Preset(
            N_("gain below 1: it dies"),
            N_(
                "Each step back multiplies the gradient by the same matrix, here one a little too "
                "weak. Now push the gain through 1 and see the picture tip."
            ),
            {},
        ),
        Preset(
            N_("gain 1: the edge"),
            N_(
                "On average nothing is lost, yet no draw stays at 1: some die, some explode, and the "
                "band opens. Only luck decides."
            ),
            {"gain": "1"},
        ),
        Preset(
            N_("gain above 1: it explodes"),
            N_(
                "A quarter more each step is far more than a millionfold for some draws. Those whose "
                "largest eigenvalue lies outside the circle explode in the end."
            ),
            {"gain": "1.25"},
        ),
        Preset(
            N_("orthogonal: nothing is lost"),
            N_(
                "All eigenvalues on the circle, all singular values 1: every draw keeps its length to "
                "the last digit. Now try gain 0.95, or the activation tanh."
            ),
            {"matrix": "orthogonal", "gain": "1"},
        ),
        Preset(
            N_("a singular value above 1, and yet it dies"),
            N_(
                "The largest singular value is 1.33, so the bound rises. But the largest eigenvalue is "
                "0.63 and the norm falls: a singular value above 1 is needed to explode, and not "
                "enough."
            ),
            {"matrix": "half", "gain": "1"},
        ),
        Preset(
            N_("the same matrix, doubled: it explodes"),
            N_(
                "Twice the matrix before: one eigenvalue is now 1.26, outside the circle, and the norm "
                "goes from 1.2 to 249 in 20 steps."
            ),
            {"matrix": "example", "gain": "1"},
        ),
        Preset(
            N_("first it grows, then it dies"),
            N_(
                "All eigenvalues are 0.7, well inside the circle: in the end it must die. But the "
                "matrix is triangular, each unit feeds the next, and on the way there is a hill."
            ),
            {"matrix": "triangular", "gain": "0.7", "hidden": "8", "steps": "80"},
        ),
        Preset(
            N_("tanh with large inputs: saturated"),
            N_(
                "The matrix alone would explode. But large inputs drive tanh to its ends, where its "
                "slope is almost 0 (see below), and each step multiplies by that slope, too."
            ),
            {"activation": "tanh", "gain": "1.5", "scale": "4"},
        ),
        Preset(
            N_("tanh brakes itself"),
            N_(
                "Gain 2, small inputs: the states grow until tanh bends, and its slopes hold the "
                "explosion back. Far below the bound, but still growing."
            ),
            {"activation": "tanh", "gain": "2"},
        ),
        Preset(
            N_("ReLU: half of the ways are shut"),
            N_(
                "With gain 1 the linear chain stood at the edge. ReLU’s slope is 1 or 0: shut units "
                "let nothing through. Turn the gain to 1.4, about √2, which makes up for half of them."
            ),
            {"activation": "relu", "gain": "1"},
        ),
    )
}

KEY = "chain "  # other pages, too, have a gain and a seed, which mean something else


def _field(
    name: str,
    default: Callable[[State], Any],
    read: Callable[[str], Any],
    write: Callable[[Any], str] = str,
) -> Field:
    return Field(name, default, read, write, KEY + name)


FIELDS = (
    _field("matrix", always("random"), address.choice(tuple(MATRICES))),
    _field("gain", always(0.8), address.real(0.0, matrix_chain.MOST_GAIN), lambda gain: f"{gain:g}"),
    _field("activation", always("identity"), address.choice(matrix_chain.ACTIVATIONS)),
    _field(
        "scale", always(0.1), address.real(0.0, matrix_chain.MOST_SCALE), lambda scale: f"{scale:g}"
    ),
    _field("hidden", always(16), address.whole(1, matrix_chain.MOST_HIDDEN)),
    _field(
        "steps",
        lambda state: 20 if state[KEY + "matrix"] in EXAMPLES else 50,
        address.whole(1, matrix_chain.MOST_STEPS),
    ),
    _field(
        "start",
        lambda state: "ones" if state[KEY + "matrix"] in EXAMPLES else "direction",
        address.choice(matrix_chain.STARTS),
    ),
    _field("draws", always(100), address.whole(1, matrix_chain.MOST_DRAWS)),
    _field("seed", always(0), address.whole(0, 999_999)),
    _field("table", always("0.5 1.0\n0.0 0.9"), address.text(40_000)),
    _field("limit", always(1.0), address.real(1e-6, 1e6), lambda limit: f"{limit:g}"),
    _field("forget", always(4.0), address.real(-2.0, 8.0), lambda bias: f"{bias:g}"),
    _field(
        "distance",
        always(None),
        address.whole(0, matrix_chain.MOST_STEPS),
        lambda distance: "" if distance is None else str(distance),
    ),
)
OF_THE_CHAIN = FIELDS[:9]


def value(name: str) -> Any:
    """What a control stands at, by its word in the address."""
    return st.session_state[KEY + name]


def controls() -> None:
    """The sidebar: which matrix, how strong, how often."""
    keep: dict[str, Any] = {"persist_state": "session"}
    st.selectbox(
        _("Preset"),
        list(PRESETS),
        key=KEY + "preset",
        index=None,
        on_change=_choose,
        format_func=_,
        placeholder=_("choose an example"),
    )
    st.slider(
        _("Gain"),
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
    if value("matrix") == OWN:
        st.text_area(
            _("Table"),
            key=KEY + "table",
            height=110,
            max_chars=40_000,
            **keep,
            help=_("Rows by lines or semicolons: 0.5 1; 0 0.9"),
        )
    st.segmented_control(
        _("Activation"),
        matrix_chain.ACTIVATIONS,
        key=KEY + "activation",
        required=True,
        format_func=_,
        **keep,
    )
    st.number_input(
        _("Input scale"),
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
        own_size = value("matrix") in (*EXAMPLES, OWN)
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
            _("Draws"),
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


def clipping_controls(steps: int) -> tuple[float, int]:
    """The limit, and how far back the gradient that is clipped lies: at the chain's end until another
    distance is chosen."""
    st.number_input(
        _("Limit"),
        1e-6,
        1e6,
        key=KEY + "limit",
        format="%g",
        step=0.1,
        width=170,
        persist_state="session",
    )
    chosen = value("distance")
    shown = steps if chosen is None else min(chosen, steps)
    st.session_state[KEY + "shown"] = shown
    st.number_input(
        _("Steps back"),
        0,
        steps,
        key=KEY + "shown",
        width=170,
        on_change=_choose_distance,
        help=_("Whose gradient is clipped: that of the first draw."),
    )
    return float(value("limit")), shown


def _choose_distance() -> None:
    st.session_state[KEY + "distance"] = value("shown")


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
    if name := value("preset"):
        address.set_state(FIELDS, PRESETS[name].asked)


def _classic() -> None:
    """A classic example comes as it is known: with its start, its length and as it was printed."""
    classic = value("matrix") in EXAMPLES
    changed: dict[str, Any] = {}
    if classic != (value("start") == "ones"):
        changed = {"start": "ones", "steps": 20} if classic else {"start": "direction", "steps": 50}
    if classic:
        changed |= {"gain": 1.0, "activation": "identity"}
    for name, wanted in changed.items():
        st.session_state[KEY + name] = wanted


def preset_of(state: State) -> Preset | None:
    """The preset that the controls stand at, if they do."""
    now = {field.name: field.write(state[field.key]) for field in OF_THE_CHAIN}
    for preset in PRESETS.values():
        base = {KEY + "matrix": preset.asked.get("matrix", "random")}
        defaults = {field.name: field.write(field.default(base)) for field in OF_THE_CHAIN}
        if now == defaults | preset.asked:
            return preset
    return None


def chain() -> Chain:
    """The chain that the controls describe; what cannot be is said, and the last good table or chain
    stays in force."""
    state, table = st.session_state, None
    if value("matrix") == OWN:
        try:
            table = state._good_table = read_table(value("table"))
        except ValueError as problem:
            table = state.get("_good_table") or read_table("0.5 1; 0 0.9")
            notice(
                _("{problem} Until then the picture keeps the last table that could be read.").format(
                    problem=problem
                )
            )
    try:
        state._good_chain = Chain(
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
    except ValueError as problem:
        notice(
            _("{problem} Until then the picture keeps the last chain that could be.").format(
                problem=problem
            )
        )
    return state.get("_good_chain") or Chain()


def race_button(store: Store) -> None:
    """A click starts the race of an exploding run against the same, clipped, and goes to watch it."""
    if not st.button(
        _("Train it: an exploding run, with and without clipping"),
        type="primary",
        icon=":material/play_arrow:",
    ):
        return
    try:
        address.set_state(echo_race.FIELDS, RACE.asked)
        keep_running(store, echo_race.experiment())
    except (StoreError, ValueError) as problem:
        notice(str(problem))
        return
    st.switch_page("pages/truncate.py", query_params=RACE.asked)
