"""Addition on the page Tasks: two numbers, their sum bit by bit, and the carry in the state."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from rnnviz.analysis.addition_carry import Carrier, carrier, carry_states
from rnnviz.figures.tasks import addition as figures
from rnnviz.figures.tasks.came_about import CellStrip, Small, StripCell
from rnnviz.nn.network import Network
from rnnviz.tasks.addition import FEWEST_BITS, GENERATORS, MOST_BITS, ORDERS, Addition
from rnnviz.text.language import N_, _, labels
from rnnviz.text.message import Refusal
from rnnviz.text.written import narrow
from rnnviz.ui.components.canvas import Canvas
from rnnviz.ui.session import address_fields
from rnnviz.ui.session.address_fields import Field, SessionValues, always
from rnnviz.ui.session.history import Step
from rnnviz.ui.tasks.kept_results import kept_with_model
from rnnviz.ui.tasks.last_readable import last_readable
from rnnviz.ui.tasks.panels.base import Inside, Panel, Play, Preset, Slots
from rnnviz.ui.tasks.panels.delay import DELAYS, compare

MOST_TYPED = 9  # letters of a number
TRIED = (4, 8, 12, 16)
EXAMPLE = "173", "94"
DRAWN = {"sfc64": N_("as usual"), "mt19937": N_("as the classic draws them")}
WORDS = {"least": N_("the least"), "most": N_("the most")}


def task(state: SessionValues) -> Addition:
    """The task as the controls have it."""
    return Addition(
        bits=int(state["addition bits"]),
        order=state["addition order"],
        generator=state["addition generator"],
    )


def controls() -> None:
    """How many bits the numbers have that are trained on, and which comes first."""
    st.slider(
        _("Bits it is trained on"), FEWEST_BITS, MOST_BITS, key="addition bits", persist_state="session"
    )
    st.segmented_control(
        _("Which significant bit comes first"),
        ORDERS,
        key="addition order",
        required=True,
        format_func=labels(WORDS),
        persist_state="session",
    )
    st.segmented_control(
        _("Sums are drawn"),
        GENERATORS,
        key="addition generator",
        required=True,
        format_func=labels(DRAWN),
        persist_state="session",
    )


@dataclass(frozen=True)
class Numbers:
    """Two numbers to add, written with so many bits."""

    first: int
    second: int
    bits: int


def ask(playing: Play, slots: Slots) -> Numbers:
    """Two numbers to type."""
    boxes = st.columns([3, 3, 4], vertical_alignment="bottom")
    first, second = (
        box.text_input(
            label,
            key=f"addition {name}",
            live="0ms",
            placeholder=example,
            max_chars=MOST_TYPED,
            persist_state="session",
        )
        for box, label, name, example in zip(
            boxes, (_("First number"), _("Second number")), ("first", "second"), EXAMPLE, strict=False
        )
    )
    with boxes[2]:
        bits = st.slider(
            _("Number of bits"),
            FEWEST_BITS,
            MOST_BITS,
            key="addition tried",
            persist_state="session",
        )

    def read(typed: str) -> Numbers:
        one, other = (_whole(part) for part in typed.split("\n"))
        return Numbers(one, other, max(bits, one.bit_length(), other.bit_length()))

    typed = f"{narrow(first).strip() or EXAMPLE[0]}\n{narrow(second).strip() or EXAMPLE[1]}"
    return last_readable("addition", typed, "\n".join(EXAMPLE), read)


def show(canvas: Canvas, playing: Play, asked: Numbers) -> None:
    """What the network makes of two numbers."""
    net, learned, delay = playing.model, playing.task, playing.run.delay
    assert isinstance(net, Network) and isinstance(learned, Addition)
    one = learned.answer(net, asked.first, asked.second, asked.bits, delay)
    count = len(one.bits) - 1
    states, __ = carry_states(learned, net, np.array([one.first]), np.array([one.second]), count, delay)
    found = _carrier(learned, net, learned.bits, delay)
    canvas.html(figures.verdict(one) + figures.columns(one, states[..., 0], found.correlations))
    canvas.html(figures.accuracy(_scores(learned, net, delay), learned.bits))


def small(learned: Addition, net: Network, delay: int, asked: Numbers) -> Small:
    """The sum bit by bit, and the unit that follows the carry most."""
    one = learned.answer(net, asked.first, asked.second, asked.bits, delay)
    order, wanted = np.argsort(one.steps), one.first + one.second
    count = len(one.bits) - 1
    states, __ = carry_states(learned, net, np.array([one.first]), np.array([one.second]), count, delay)
    unit = int(np.argmax(np.abs(_carrier(learned, net, learned.bits, delay).correlations)))
    bits = [(int(one.bits[place]), wanted >> int(place) & 1) for place in order]
    kept = [StripCell(str(int(one.carries[at])), float(states[at, unit, 0])) for at in order]
    right = sum(bit == due for bit, due in bits)
    return Small(
        (
            CellStrip(_("its answer"), [StripCell(str(bit), right=bit == due) for bit, due in bits]),
            CellStrip(_("carry, coloured by unit {unit}").format(unit=unit + 1), kept, signed=True),
        ),
        _("{right} of {count} bits right").format(right=right, count=len(bits)),
    )


def _whole(typed: str) -> int:
    if not typed.strip().isdecimal() or int(typed) >= 2**MOST_BITS:
        raise Refusal(
            "A number is “{typed}”; allowed are whole numbers from 0 to {most:,}.",
            typed=typed.strip(),
            most=2**MOST_BITS - 1,
        )
    return int(typed)


@kept_with_model(16)
def _carrier(learned: Addition, net: Network, bits: int, delay: int) -> Carrier:
    return carrier(learned, net, bits, delay)


@kept_with_model(16)
def _scores(learned: Addition, net: Network, delay: int) -> dict[int, float]:
    single = net.astype("float32")  # half the time, which counts while it learns
    return {bits: learned.score(single, bits, delay=delay) for bits in sorted({*TRIED, learned.bits})}


def inside(playing: Play) -> list[Inside]:
    """The two numbers as Unroll reads them."""
    state = st.session_state
    pair = [state[f"addition {name}"].strip() for name in ("first", "second")]
    read = [part if part.isdecimal() else one for part, one in zip(pair, EXAMPLE, strict=True)]
    return [Inside(" + ".join(f"{int(number):b}" for number in read))]


CLASSIC = Preset(
    N_("the classic: 10,000 sums"),
    N_(
        "16 sigmoid units without biases, squared error, one sum an update: its log, and when do the "
        "sums come right?"
    ),
    {
        "bits": "7",
        "generator": "mt19937",
        "runs": "full.h16.sigmoid.unit.squared.summed.double.nobias.sgd.b1.log1000.rate0_1",
        "samples": "10000",
    },
    classic=True,
)
PANEL = Panel(
    watch=N_(
        "The carry is all that it must remember from bit to bit: type numbers, see which unit does."
    ),
    fields=(
        Field("bits", always(8), address_fields.whole(FEWEST_BITS, MOST_BITS), key="addition bits"),
        Field("order", always("least"), address_fields.choice(ORDERS), key="addition order"),
        Field(
            "generator",
            always(GENERATORS[0]),
            address_fields.choice(GENERATORS),
            key="addition generator",
        ),
        Field(
            "first", always(""), address_fields.text(MOST_TYPED), key="addition first", step=Step.TYPED
        ),
        Field(
            "second",
            always(""),
            address_fields.text(MOST_TYPED),
            key="addition second",
            step=Step.TYPED,
        ),
        Field("tried", always(8), address_fields.whole(FEWEST_BITS, MOST_BITS), key="addition tried"),
    ),
    task=task,
    controls=controls,
    ask=ask,
    show=show,
    inside=inside,
    small=small,
    presets=(DELAYS, CLASSIC),
    compare=compare,
)
