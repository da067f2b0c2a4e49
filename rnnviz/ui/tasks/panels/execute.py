"""Execute on the page Tasks: a program to type, and what an encoder and a decoder make of it."""

from collections.abc import Mapping
from functools import lru_cache

import streamlit as st

from rnnviz.figures.tasks import encoder_decoder
from rnnviz.figures.tasks import execute as figures
from rnnviz.figures.tasks.came_about import CellStrip, Small, StripCell
from rnnviz.nn.encoder_decoder import EncoderDecoder
from rnnviz.tasks.execute import TESTED, Execute, Executed, exam
from rnnviz.tasks.interpreter import LONGEST
from rnnviz.tasks.programs import (
    ALL,
    KINDS,
    LEVELS,
    MOST_DIGITS,
    length,
    longest_number,
    sentence,
)
from rnnviz.text.language import N_, _, _n, labels
from rnnviz.ui.components.canvas import Canvas
from rnnviz.ui.session import address_fields
from rnnviz.ui.session.address_fields import Field, SessionValues, always
from rnnviz.ui.session.history import Step
from rnnviz.ui.tasks.kept_results import kept_with_model
from rnnviz.ui.tasks.last_readable import last_readable, last_text
from rnnviz.ui.tasks.panels.base import Inside, Panel, Play, Slots
from rnnviz.ui.training.controls import Preset

EXAMPLE = "a=8-3\nprint(a+6)"
MOST_TYPED = 10 * LONGEST  # characters that the box takes: what is too long is told, not cut
PROGRAM = "execute program"

KIND_NAMES = {"all": N_("both kinds and more"), "loops": N_("loops"), "parsing": N_("parsing")}
CELLS = {
    "runs": "full.h64.emb16.mixed.clip1,full.h64.gru.emb16.mixed.clip1,full.h64.lstm.emb16.mixed.clip1",
    "samples": "60000",
}
STYLE = """<style>.st-key-execute-program textarea { font-family: "Source Code Pro", ui-monospace,
monospace; font-size: 1.15rem; line-height: 1.4; white-space: pre; }</style>"""


def task(state: SessionValues) -> Execute:
    """The task as the controls have it."""
    return Execute(int(state["execute levels"]), int(state["execute digits"]), state["execute kind"])


def controls() -> None:
    """Of which kind and how hard the programs are that are trained on."""
    state = st.session_state
    st.segmented_control(
        _("Programs of"),
        KINDS,
        key="execute kind",
        required=True,
        format_func=labels(KIND_NAMES),
        persist_state="session",
        help=_(
            "Loops change a variable again and again: the value must be kept up to date. Parsing: "
            "sums, differences and choices within each other on one line, to be taken apart."
        ),
    )
    st.slider(_("Highest level"), 1, LEVELS, key="execute levels", persist_state="session")
    st.slider(
        _("Digits of a number, at most"), 1, MOST_DIGITS, key="execute digits", persist_state="session"
    )
    said = _("Level {level}: {sentence}")
    st.caption(
        "  \n".join(
            said.format(level=level, sentence=sentence(level, state["execute digits"]))
            for level in range(1, state["execute levels"] + 1)
        )
    )


def ask(playing: Play, slots: Slots) -> str:
    """A program to type; returns the last one that can be read."""
    model, learned = playing.model, playing.task
    assert isinstance(model, EncoderDecoder) and isinstance(learned, Execute)
    left, right = st.columns([5, 7])

    def read(text: str) -> str:
        _answer(learned, model, text)
        return text

    with left:
        program = last_readable("execute", typing(learned), EXAMPLE, read)
    slots["answers"], slots["letters"] = left.container(), right.container()
    return program


def show(canvas: Canvas, playing: Play, program: str) -> None:
    """The program's answer, the likeliest other answers, and the share of each level that this network
    gets right."""
    model, learned, dark = playing.model, playing.task, canvas.dark
    assert isinstance(model, EncoderDecoder) and isinstance(learned, Execute)
    one = _answer(learned, model, program)
    answers, letters = canvas.at("answers"), canvas.at("letters")
    answers.caption(beyond(one, learned))
    answers.html(figures.answers_table(one))
    letters.html(figures.verdict_html(one))
    letters.figure(figures.letters(one, dark), "execute letters", figures.letters_alt(one), main=True)
    found, copying = {playing.name: _shares(learned, model)}, _copying(learned)
    letters.figure(
        figures.levels(found, copying, learned.digits, TESTED, dark),
        "execute chart",
        figures.levels_alt(found, copying),
    )
    title = _("Right, of {count} unseen programs of level {level} each").format(
        count=TESTED, level=learned.levels
    )
    answers.html(encoder_decoder.shares(title, _by_kind(learned, model)))


def typing(learned: Execute) -> str:
    """The box for a program, and examples for it."""
    state = st.session_state
    st.html(STYLE)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            _("Example"),
            range(1, LEVELS + 1),
            key="execute level",
            on_change=another,
            args=(learned.digits, learned.kind),
            format_func=lambda level: _("level {level}").format(level=level),
            persist_state="session",
            width=130,
        )
        st.button(
            _("Another"),
            on_click=another,
            args=(learned.digits, learned.kind),
            key="execute another",
            help=_("The next test program of this level; those are never trained on."),
        )
        st.button(_("Run"), type="primary", key="execute run")
    st.text_area(
        _("Type a program, then Run (or Ctrl+Enter)"),
        key=PROGRAM,
        placeholder=EXAMPLE,
        height=158,
        max_chars=MOST_TYPED,
        persist_state="session",
    )
    return str(state[PROGRAM])


def another(digits: int, kind: str = ALL) -> None:
    """Put the next test program of the chosen level into the box."""
    state = st.session_state
    programs = exam(int(state["execute level"]), digits, kind)
    now = programs.index(state[PROGRAM]) if state[PROGRAM] in programs else -1
    state[PROGRAM] = programs[(now + 1) % len(programs)]


def beyond(one: Executed, learned: Execute) -> str:
    """What this program has that none of those has that the network was trained on."""
    most = length(learned.levels, learned.digits)
    if longest_number(one.program) > most:
        return _n(
            "Its numbers are longer than any that was trained on: those have one digit at most.",
            "Its numbers are longer than any that was trained on: those have {most} digits at most.",
            most,
        ).format(most=most)
    return ""


@kept_with_model(16)
def _answer(learned: Execute, model: EncoderDecoder, text: str) -> Executed:
    return learned.answer(model, text)


@kept_with_model(16)
def _shares(learned: Execute, model: EncoderDecoder) -> Mapping[str, float]:
    return learned.measures(model.astype("float32"))  # as it was trained, and twice as fast


@kept_with_model(16)
def _by_kind(learned: Execute, model: EncoderDecoder) -> Mapping[str, float]:
    return learned.by_kind(model.astype("float32"))


@lru_cache(maxsize=16)
def _copying(learned: Execute) -> Mapping[str, float]:
    return learned.baseline()


def small(learned: Execute, model: EncoderDecoder, delay: int, program: str) -> Small:
    """What it prints, letter by letter."""
    one = _answer(learned, model, program)
    found = [
        StripCell(letter, right=one.printed[at : at + 1] == letter)
        for at, letter in enumerate(one.text)
    ]
    said = _("✓ right") if one.text == one.printed else _("✗ wrong")
    return Small((CellStrip(_("its answer"), found),), said)


def inside(playing: Play) -> list[Inside]:
    """The encoder with the program, and the decoder with the answer that came out."""
    model, learned = playing.model, playing.task
    assert isinstance(model, EncoderDecoder) and isinstance(learned, Execute)
    typed = st.session_state[PROGRAM]
    try:
        one = _answer(learned, model, typed if typed.strip() else EXAMPLE)
    except ValueError:
        one = _answer(learned, model, last_text("execute", EXAMPLE))
    return [
        Inside(one.program, part="encoder"),
        Inside(one.text, one.printed, "decoder", one.program),
    ]


PANEL = Panel(
    watch=N_(
        "The whole program has to pass through one state before the first digit comes out. "
        "Where the ready-trained network is wrong it is mostly off by one or two: it knows "
        "about how large an answer is before it knows the answer."
    ),
    fields=(
        Field("levels", always(3), address_fields.whole(1, LEVELS), key="execute levels"),
        Field("digits", always(1), address_fields.whole(1, MOST_DIGITS), key="execute digits"),
        Field("kind", always(ALL), address_fields.choice(KINDS), key="execute kind"),
        Field("level", always(2), address_fields.whole(1, LEVELS), key="execute level"),
        Field("program", always(""), address_fields.text(MOST_TYPED), key=PROGRAM, step=Step.TYPED),
    ),
    task=task,
    controls=controls,
    ask=ask,
    show=show,
    inside=inside,
    small=small,
    presets=(
        Preset(
            N_("three curricula"),
            N_(
                "The same network three times: on the hardest level alone, from the easiest level up, "
                "on all levels mixed. Their losses are of different programs, so compare the shares "
                "that each gets right. Which is ahead in the end, and on which level?"
            ),
            {
                "levels": "2",
                "samples": "50000",
                "runs": "full.h64.lstm.emb16.hard.clip1,full.h64.lstm.emb16.rising.clip1,"
                "full.h64.lstm.emb16.mixed.clip1",
            },
        ),
        Preset(
            N_("tanh, GRU, LSTM"),
            N_(
                "The same programs for three cells. Watch the share that each gets right: which of "
                "them do better than to copy the last number?"
            ),
            CELLS,
        ),
        Preset(
            N_("loops: tanh, GRU, LSTM"),
            N_(
                "Only loops, which change a variable 2 to 5 times: its value must be kept up to date. "
                "Compare it with parsing: which kind do the three learn sooner?"
            ),
            CELLS | {"kind": "loops", "levels": "2"},
        ),
        Preset(
            N_("parsing: tanh, GRU, LSTM"),
            N_(
                "Only sums, differences and choices within each other. Which of the three finds what "
                "belongs together? Compare it with loops, the same runs on the other kind."
            ),
            CELLS | {"kind": "parsing", "levels": "2"},
        ),
        Preset(
            N_("c at first, or at every step"),
            N_(
                "Both decoders start from what the encoder made of the program. The second one also "
                "reads it beside each digit that it writes. Is it worth anything where answers are "
                "short?"
            ),
            {
                "runs": "full.h64.gru.emb16.mixed.clip1,full.h64.gru.emb16.context.mixed.clip1",
                "samples": "60000",
            },
        ),
    ),
)
