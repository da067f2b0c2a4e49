"""What the page Backpropagate looks at: its controls, their words in the address, and the gradients of
the typed text, kept from one key to the next."""

from typing import Any

import numpy as np
import streamlit as st

from rnnviz.analysis.bounds import along, bound, ceiling, norm_by_distance
from rnnviz.analysis.gradient_check import Check, compare_gradients
from rnnviz.analysis.gradient_flow import Flow, gradient_flow
from rnnviz.analysis.norms import norms
from rnnviz.analysis.per_loss import steps_with_loss
from rnnviz.analysis.truncated_gradient import reached
from rnnviz.figures.base.sentences import row_name
from rnnviz.figures.gradients.look import QUANTITIES, Look
from rnnviz.figures.gradients.reach import Curve
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll
from rnnviz.runs.truncation import Truncation
from rnnviz.text.language import N_, _, _n
from rnnviz.text.message import Refusal
from rnnviz.ui.components.html import notice
from rnnviz.ui.network import builders, chooser
from rnnviz.ui.network.reading import Reading
from rnnviz.ui.session import address
from rnnviz.ui.session.address import Field, always

KEY = "flow "  # other pages, too, have an n and a cut
CUTS = ("full", "windows", "even", "sliding")
OF = {"one": N_("this loss"), "all": N_("all losses summed")}
LINES = {"row": N_("this row"), "mean": N_("mean over rows")}
MOST_N = 100
MOST_SECONDS = 15.0  # that the Jacobians of a text may take
SCENES: dict[str, dict[str, str]] = {
    N_("four steps back"): {"step": "4"},
    N_("tanh forgets"): {"net": "english-tanh"},
    N_("an LSTM’s c carries"): {"net": "english-lstm", "by": "c"},
    N_("cut every 5 steps"): {"net": "english-gru", "cut": "windows", "n": "5"},
    N_("which letters counted?"): {"net": "english-lstm", "by": "x"},
    N_("an explosion"): {
        "net": "random",
        "cell": "identity",
        "gain": "3",
        "hidden": "16",
        "text": "the value of the function",
    },
}


def _optional(value: int | None) -> str:
    return "" if value is None else str(value)


FIELDS = (
    *chooser.FIELDS,
    chooser.LAYER,
    chooser.UNIT,
    Field("by", always("h"), address.choice(tuple(QUANTITIES)), key=KEY + "by"),
    Field("cut", always("full"), address.choice(CUTS), key=KEY + "cut"),
    Field("n", always(3), address.whole(1, MOST_N), key=KEY + "n"),
    Field("k", always(None), address.whole(1, 2000), _optional, KEY + "k"),
    Field("of", always("one"), address.choice(tuple(OF)), key=KEY + "of"),
    Field("lines", always("row"), address.choice(tuple(LINES)), key=KEY + "lines"),
    Field("three", always(False), address.flag, address.write_flag, KEY + "three"),
    Field("shares", always(False), address.flag, address.write_flag, KEY + "shares"),
)


def value(name: str) -> Any:
    """What a control stands at, by its word in the address."""
    return st.session_state[KEY + name]


def controls(now: Reading) -> None:
    """What is shown, and where it is cut."""
    state, steps = st.session_state, now.trace.steps
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
            CUTS,
            key=KEY + "cut",
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


def look(now: Reading) -> Look | None:
    """The gradients of what was typed; what cannot be computed is said, and what was last shown stays,
    or nothing if there was nothing."""
    state = st.session_state
    kept: Look | None = state.get("_look")
    try:
        flow = _flow(now, kept)
        names = offered(now)
        name = value("by") if value("by") in names else names[0]
        said = []
        try:
            values = _values(flow, name)
        except ValueError as problem:
            notice(str(problem))
            name = names[0] if names[0] != name else "h"
            values = flow.matrix
    except ValueError as problem:
        notice(str(problem))
        return kept
    if not steps_with_loss(now.trace).size:
        said.append(_no_loss(now))
    known = steps_with_loss(now.trace).tolist() if QUANTITIES[name].loss else range(now.trace.steps)
    rows = tuple(known) or tuple(range(now.trace.steps))
    wanted = rows[-1] if state.step is None else state.step - 1
    row = max((step for step in rows if step <= wanted), default=rows[0])
    if row != wanted:
        said.append(
            _("Step {wanted} has no target and so no loss; this is the loss of step {row}.").format(
                wanted=min(wanted + 1, now.trace.steps), row=row + 1
            )
        )
    cut = Truncation.full() if now.net.bidirectional else truncation()
    mask = reached(cut, now.trace.steps) | ~np.tri(now.trace.steps, dtype=bool)
    broken = ~np.isfinite(now.trace.hidden).all(axis=(0, 2)) | ~np.isfinite(now.trace.logits).all(
        axis=1
    )
    lost = int(broken.argmax()) + 1 if broken.any() else 0
    opened = min(row if value("k") is None else value("k") - 1, now.trace.steps - 1)
    state._look = Look(now.typed, flow, name, values, row, rows, cut, mask, lost, opened, tuple(said))
    return state._look


def truncation() -> Truncation:
    """The chosen cut."""
    made: Truncation = (
        Truncation.full() if value("cut") == "full" else getattr(Truncation, value("cut"))(value("n"))
    )
    return made


def choose(look: Look, step: int, k: int | None = None) -> None:
    """Choose a row (from 0), and, if a cell was clicked, the step that is opened."""
    state = st.session_state
    row = min(look.rows, key=lambda known: abs(known - step))
    # at the end the picture follows the typing, anywhere else it stays
    state.step = None if row == look.rows[-1] else row + 1
    if k is not None:
        state[KEY + "k"] = k + 1


def checked(look: Look) -> dict[str, Check] | None:
    """The check of what is on screen, if it has been asked for; the button that asks."""
    state, flow = st.session_state, look.flow
    asked, table = state.get("_checked", (None, None))
    if st.button(
        _("Check these gradients"), help=_("Against finite differences and PyTorch’s autograd.")
    ):
        try:
            with st.spinner(_("Checking: every loss by autograd, and weights moved one by one …")):
                table = compare_gradients(flow.net, flow.trace, flow.row)
        except ValueError as problem:
            notice(_("These gradients cannot be checked: {problem}").format(problem=problem))
            return None
        asked = state._asked = flow
        state._checked = (flow, table)
    return table if asked is flow else None


def _no_loss(now: Reading) -> str:
    if now.trace.steps == 1 and now.net.vocabulary is not None:
        return _(
            "A single token has no next one, so there is no loss yet; one more key, and there is. "
            "Until then: how the states move each other."
        )
    return _(
        "Nobody has said what these steps should answer, so there is no loss to send back. "
        "Type a target, or see how the states move each other: ∂hₜ/∂hₖ."
    )


def _flow(now: Reading, kept: Look | None) -> Flow:
    """The flow of what was typed, or the one there is, with all that it has computed."""
    row = min(st.session_state.row, now.net.layers * now.net.directions - 1)
    if kept is not None:
        old = kept.flow
        if old.row == row and _same(old.net, now.net) and _alike(old.trace, now.trace):
            return old
    return gradient_flow(now.net, now.trace, row)


def _same(one: Network, other: Network) -> bool:
    return one is other or (
        one.settings() == other.settings()
        and all(np.array_equal(one.parameters[n], other.parameters[n]) for n in other.parameters)
    )


def _alike(one: Any, other: Any) -> bool:
    pairs = ((one.inputs, other.inputs), (one.targets, other.targets))
    return all(
        (a is None) == (b is None)
        and (a is None or np.array_equal(a, b, equal_nan=a.dtype.kind == "f"))
        for a, b in pairs
    )


def _values(flow: Flow, name: str) -> Array:
    """One of a flow's matrices `(T, T)`."""
    if name == "x":
        return norms(flow.inputs.swapaxes(-1, -2))
    source = flow.memory if name in ("c", "cc") and flow.memory is not None else flow
    if name in ("h", "c"):
        return source.matrix
    if "jacobian" not in vars(source):
        size, steps = flow.net.hidden, flow.trace.steps
        # measured: seven seconds for 200 steps and 64 units
        seconds = 7.0 * (steps / 200) ** 2 * (max(size, 16) / 64) ** 1.8
        if seconds > MOST_SECONDS:
            most = int(steps * (MOST_SECONDS / seconds) ** 0.5)
            raise Refusal(
                "The Jacobians of {steps} steps with {size} units would take some {seconds:.0f} "
                "seconds at every key; up to {most} steps are shown. Instead: ∂Lₜ/∂hₖ.",
                steps=steps,
                size=size,
                seconds=seconds,
                most=most,
            )
        if seconds > 0.3:
            with st.spinner(_("The Jacobian of every pair of steps …")):
                return source.jacobian
    return source.jacobian


def by_distance(look: Look) -> tuple[Curve, Array | None, float | None]:
    """The chosen row, or the mean over all, against distance; what bounds it, where there is a bound,
    and the bound's rate."""
    one = value("lines") == "row"
    if one:
        values = along(look.values, look.row, look.backwards)
    else:
        values = norm_by_distance(look.values, look.backwards)
    curve = Curve(look.quantity.plain, values)
    if look.name == "x":
        return curve, None, None
    most = bound(look.flow)
    if look.quantity.loss:
        limit = ceiling(look.flow, most, look.row if one else None)
        return curve, limit, None if limit is None else most.rate
    return curve, most.by_distance[: len(values)], most.rate


def three(look: Look) -> tuple[list[Curve], str]:
    """The gradient's norm by distance in a tanh network, a GRU and an LSTM that read the same text, and
    which networks these are."""
    nets, which = _trio(look.net)
    curves, trace = [], look.flow.trace
    for place, (name, net) in enumerate(nets.items()):
        row = min(look.flow.row, net.layers * net.directions - 1)
        flow = gradient_flow(net, unroll(net, trace.inputs, trace.targets), row)
        matrices = [(name, flow.matrix)]
        if flow.memory is not None:
            matrices = [(f"{name}, h", flow.matrix), (f"{name}, c", flow.memory.matrix)]
        for offset, (title, matrix) in enumerate(matrices):
            if value("lines") == "row":
                values = along(matrix, look.row, look.backwards)
            else:
                values = norm_by_distance(matrix, look.backwards)
            curves.append(Curve(title, values, place + offset))
    return curves, which


def _trio(net: Network) -> tuple[dict[str, Network], str]:
    """A tanh network, a GRU and an LSTM that read the same vocabulary, by name, and a sentence that
    says which they are: trained ones if there are any for it, else random ones of the same size."""
    trained = builders.trained_trio()
    if net.vocabulary is not None and net.vocabulary == trained["tanh"].vocabulary:
        return trained, _("All three have read the same English text, with 64 units each.")
    seed = int(st.session_state.seed)
    sentence = _n(
        "No trained trio reads this vocabulary: these are random networks of {count} unit, seed "
        "{seed}, as PyTorch starts them.",
        "No trained trio reads this vocabulary: these are random networks of {count} units, seed "
        "{seed}, as PyTorch starts them.",
        net.hidden,
    )
    return builders.random_trio(net, seed), sentence.format(count=net.hidden, seed=seed)


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


def arrives_sentence(look: Look) -> str:
    """What the opened step has to do with the chosen loss."""
    step = look.opened
    if one_loss(look) is None:
        return ""
    if not look.reached[look.row, step]:
        return _(
            "{cut} stops the gradient before it gets to step {step}; these are the numbers "
            "without the cut."
        ).format(cut=look.cut, step=step + 1)
    if step > look.row and not look.net.bidirectional:
        return _("The loss of step {row} does not depend on step {step}: all is zero.").format(
            row=look.row + 1, step=step + 1
        )
    return ""
