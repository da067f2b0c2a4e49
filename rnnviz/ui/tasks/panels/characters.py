"""Characters on the page Tasks: a text to learn, what the network writes, and what surprises it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import streamlit as st

from rnnviz.analysis.text_answers import surprises
from rnnviz.figures.base.numbers import loss
from rnnviz.figures.tasks import characters as figures
from rnnviz.figures.tasks.came_about import MOST_CELLS, CellStrip, Small, StripCell
from rnnviz.nn.network import Network
from rnnviz.tasks.characters import MOST, SOURCES, Characters
from rnnviz.tasks.text import MOST_LETTERS, ROWS, TextTask
from rnnviz.text.encodings import decoded
from rnnviz.text.language import N_, _, labels
from rnnviz.text.written import tidy
from rnnviz.ui.components.canvas import Canvas
from rnnviz.ui.components.html import notice
from rnnviz.ui.session import address_fields
from rnnviz.ui.session.address_fields import Field, SessionValues, always
from rnnviz.ui.session.history import Step
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.uploads import most_mebibytes
from rnnviz.ui.tasks.kept_results import kept_with_model
from rnnviz.ui.tasks.last_readable import last_readable
from rnnviz.ui.tasks.panels.base import Inside, Panel, Play, Preset, Slots

LONGEST_LINK = 2000  # letters of a text of one's own that go into the address
MOST_PROMPT, MOST_LENGTH, MOST_TOP = 200, 1000, 100
PASSAGE = 400  # letters of the text that are coloured if nothing is typed
MOST_BYTES = 2**20  # of a text file
READ_AS = {
    "ring": N_("round and round, its end followed by its beginning"),
    "pairs": N_("as pairs of a token and the next one, whole pairs apart"),
    "passes": N_("each its own part, begun again with a state of zeros"),
}
NESTED = ("counting", "brackets")  # texts that have a size of their own


def task(state: SessionValues) -> Characters:
    """The task as the controls have it."""
    source = state["characters source"]
    text = state["characters own"] if source == "own" else ""
    return _made(source, text, int(state["characters most"]), state["characters rows"])


@lru_cache(maxsize=4)  # with what it has counted in its text
def _made(source: str, text: str, most: int, rows: str) -> Characters:
    # a short text is trained on as a whole, as all were before there were parts
    made = Characters(source, text, most, held_out=True, rows=rows)
    return made if made.held_back else Characters(source, text, most, rows=rows)


def controls() -> None:
    """Which text, or one of one's own."""
    st.selectbox(
        _("Text"),
        tuple(SOURCES),
        key="characters source",
        format_func=labels(SOURCES),
        persist_state="session",
    )
    source = st.session_state["characters source"]
    if source in NESTED:
        st.number_input(
            _("Largest n, or deepest nesting"), 1, MOST, key="characters most", persist_state="session"
        )
    if source == "own":
        own_text("characters")
    reading_rows("characters")


def reading_rows(name: str) -> None:
    """How the rows of a batch read the text."""
    st.selectbox(
        _("Rows read the text"),
        ROWS,
        key=f"{name} rows",
        format_func=labels(READ_AS),
        persist_state="session",
    )


def rows_field(name: str) -> Field:
    """The same in the address."""
    return Field("rows", always(ROWS[0]), address_fields.choice(ROWS), key=f"{name} rows")


@dataclass
class RefusedText:
    """Why a text file could not be read."""

    sentence: str = ""  # to be shown once


def own_text(name: str) -> None:
    """A text of one's own, typed or from a file."""
    st.text_area(
        _("Your text"), key=f"{name} own", max_chars=MOST_LETTERS, height=160, persist_state="session"
    )
    place = f"{name} file"

    def loaded() -> None:
        file = st.session_state[place]
        if file is None:
            return
        try:
            text, encoding = decoded(file.getvalue())
        except ValueError as problem:
            page_state(RefusedText, name).sentence = _(
                "{file}: {problem} Your text is as it was."
            ).format(file=file.name, problem=problem)
            return
        st.session_state[f"{name} own"] = tidy(text)
        if encoding:
            page_state(RefusedText, name).sentence = _(
                "{file} is not in UTF-8; it is read as {encoding}."
            ).format(file=file.name, encoding=encoding)

    st.file_uploader(
        _("Or a text file"),
        type="txt",
        key=place,
        max_upload_size=most_mebibytes(MOST_BYTES),
        on_change=loaded,
    )
    if refused := page_state(RefusedText, name).sentence:
        notice(refused, to_class=False)
        page_state(RefusedText, name).sentence = ""
    if len(st.session_state[f"{name} own"]) > LONGEST_LINK:
        st.caption(
            _("A link holds texts of up to {most:,} letters: yours stays here.").format(
                most=LONGEST_LINK
            )
        )


def write_own(text: str) -> str:
    """A text of one's own for the address, nothing if it is too long."""
    return text if len(text) <= LONGEST_LINK else ""


@dataclass(frozen=True)
class Drawing:
    """What a text is drawn after, and how."""

    prompt: str
    length: int
    temperature: float
    top: int
    seed: int


@dataclass(frozen=True)
class Prompted:
    """What the network is to write, if it can, and a text to be surprised by."""

    drawing: Drawing | None
    parts: list[str]


def ask(playing: Play, slots: Slots) -> Prompted:
    """A prompt, and a text to type."""
    net, learned = playing.model, playing.task
    assert isinstance(net, Network) and isinstance(learned, TextTask)
    drawing = None if playing.run.delay else ask_for_text(learned, net)
    slots["written"] = st.container()
    left, right = st.columns([7, 4])
    with left:
        typed = st.text_input(
            _("Type a text, and see what surprises the network"),
            live="0ms",
            key="characters typed",
            max_chars=PASSAGE,
            persist_state="session",
            placeholder=_("empty: the beginning of what it has learned"),
        )
    slots["surprise"], slots["floors"] = left.container(), right.container()
    return Prompted(drawing, learned.read(typed if typed.strip() else "".join(learned.parts[:PASSAGE])))


def ask_for_text(learned: TextTask, net: Network) -> Drawing:
    """A prompt and how to draw from the probabilities."""
    boxes = st.columns([5, 3, 2, 2, 2], vertical_alignment="bottom")
    keep: dict[str, Any] = {"persist_state": "session"}
    prompt = boxes[0].text_input(
        _("Prompt"),
        key="characters prompt",
        live="0ms",
        max_chars=MOST_PROMPT,
        placeholder=_("empty: a letter by chance"),
        **keep,
    )
    temperature = boxes[1].slider(
        _("Temperature"),
        0.0,
        2.0,
        step=0.05,
        key="characters temperature",
        help=_("0: always the likeliest letter."),
        **keep,
    )
    top = boxes[2].number_input(
        _("Top k"),
        0,
        MOST_TOP,
        key="characters top",
        help=_("Only the k likeliest letters can come; 0 is all."),
        **keep,
    )
    length = boxes[3].number_input(_("Letters"), 1, MOST_LENGTH, key="characters length", **keep)
    draw = boxes[4].number_input(
        _("Draw"), 0, 999_999, key="characters draw", help=_("Another number, another text."), **keep
    )

    def read(text: str) -> Drawing:
        drawing = Drawing(text, int(length), temperature, int(top), int(draw))
        _written(learned, net, drawing)
        return drawing

    return last_readable("characters prompt", prompt, "", read)


def show(canvas: Canvas, playing: Play, asked: Prompted) -> None:
    """What the network writes, and what of a text surprises it."""
    net, learned = playing.model, playing.task
    assert isinstance(net, Network) and isinstance(learned, TextTask)
    written = canvas.at("written")
    if asked.drawing is None:
        written.caption(
            _(
                "With a delay the next letter has been read before it is asked for: there is nothing "
                "to write."
            )
        )
    else:
        written.html(figures.sample(asked.drawing.prompt, _written(learned, net, asked.drawing)))
    costs = surprises(learned.tokens, net, asked.parts, playing.run.delay)
    most = float(np.log(len(learned.tokens)))
    canvas.at("surprise").html(figures.surprise(asked.parts, costs, most))
    mean = float(np.nanmean(costs)) if np.isfinite(costs).any() else float("nan")
    canvas.at("floors").html(figures.floors(mean, learned.floors(), _("this network, here")))


def small(learned: TextTask, net: Network, delay: int, asked: Prompted) -> Small:
    """What of the text surprises it."""
    return surprised(learned, net, asked.parts[:MOST_CELLS], delay)


def surprised(learned: TextTask, net: Network, parts: list[str], delay: int) -> Small:
    """Parts of a text on the colour of their surprise, and its mean in nats."""
    costs = surprises(learned.tokens, net, parts, delay)
    most = float(np.log(len(learned.tokens)))
    found = [
        StripCell(part, float(cost) / most if np.isfinite(cost) else None)
        for part, cost in zip(parts, costs, strict=True)
    ]
    mean = float(np.nanmean(costs)) if np.isfinite(costs).any() else float("nan")
    name = _("yellow: as surprising as for a mere guess")
    return Small((CellStrip(name, found),), _("on average {mean} nats").format(mean=loss(mean)))


@kept_with_model(16)
def _written(learned: TextTask, net: Network, asked: Drawing) -> tuple[str, ...]:
    rng = np.random.default_rng(asked.seed)
    drawn = learned.sample(net, asked.prompt, asked.length, asked.temperature, asked.top or None, rng)
    return tuple(drawn)


def inside(playing: Play) -> list[Inside]:
    """What was typed, or the beginning of the text."""
    typed, learned = st.session_state["characters typed"], playing.task
    assert isinstance(learned, TextTask)
    return [Inside(typed if typed.strip() else "".join(learned.parts[:40]))]


COUNTING = Preset(
    N_("who can count to 20?"),
    N_(
        "Of aⁿXbⁿ, n up to 20, the network has to give back as many b as there were a: it must count. "
        "Watch which of tanh, GRU and LSTM come close to the floor of the grammar."
    ),
    {
        "text": "counting",
        "most": "20",
        "runs": ",".join(f"windows25.h16{cell}.clip1" for cell in ("", ".gru", ".lstm")),
        "samples": "800000",
    },
)
CLASSIC = Preset(
    N_("the classic: 100 lines"),
    N_(
        "100 tanh units, windows of 25, loss summed, Adagrad, each derivative cut at ±5. Watch in the "
        "log what it writes every 100 updates."
    ),
    {
        "rows": "passes",
        "runs": "windows25.h100.small.summed.double.onebias.adagrad.b1.log100"
        ".clipvalue5.eps1e-08.rate0_1",
        "samples": "250000",
    },
    classic=True,
)
PANEL = Panel(
    watch=N_(
        "At each letter it says which may come next: draw from that, and it writes. What surprises it?"
    ),
    fields=(
        Field(
            "text", always("reference"), address_fields.choice(tuple(SOURCES)), key="characters source"
        ),
        Field("most", always(8), address_fields.whole(1, MOST), key="characters most"),
        Field("own", always(""), address_fields.text(LONGEST_LINK), write_own, key="characters own"),
        rows_field("characters"),
        Field(
            "prompt",
            always(""),
            address_fields.text(MOST_PROMPT),
            key="characters prompt",
            step=Step.TYPED,
        ),
        Field("temperature", always(0.7), address_fields.real(0.0, 2.0), key="characters temperature"),
        Field("top", always(0), address_fields.whole(0, MOST_TOP), key="characters top"),
        Field("length", always(300), address_fields.whole(1, MOST_LENGTH), key="characters length"),
        Field("draw", always(0), address_fields.whole(0, 999_999), key="characters draw"),
        Field(
            "typed", always(""), address_fields.text(PASSAGE), key="characters typed", step=Step.TYPED
        ),
    ),
    task=task,
    controls=controls,
    ask=ask,
    show=show,
    inside=inside,
    small=small,
    presets=(COUNTING, CLASSIC),
)
