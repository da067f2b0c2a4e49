"""Translate on the page Tasks: a text, its answer character by character, and the vector between the
two."""

import re
from dataclasses import dataclass
from typing import Any

import streamlit as st

from rnnviz.analysis.encoder_decoder_trace import Passage, passage
from rnnviz.figures.tasks import encoder_decoder
from rnnviz.figures.tasks import translate as figures
from rnnviz.figures.tasks.came_about import CellStrip, Small, StripCell
from rnnviz.nn.decoding import Answer, beam
from rnnviz.nn.encoder_decoder import EncoderDecoder
from rnnviz.tasks.dates import EXAMPLES, ORDER
from rnnviz.tasks.pairs import MOST_PAIRS, SIX, nearest, read_pairs
from rnnviz.tasks.translate import BLANK, KINDS, LONGEST, MOST_TYPED, SHORTEST, Translate
from rnnviz.text.language import N_, _, _n, labels, listed
from rnnviz.text.message import Refusal
from rnnviz.ui.components.canvas import Canvas
from rnnviz.ui.components.html import caption
from rnnviz.ui.session import address_fields
from rnnviz.ui.session.address_fields import Field, SessionValues, always
from rnnviz.ui.session.history import Step
from rnnviz.ui.tasks.kept_results import kept_with_model
from rnnviz.ui.tasks.last_readable import last_readable, last_text
from rnnviz.ui.tasks.panels.base import Inside, Panel, Play, Preset, Slots
from rnnviz.ui.training.controls import words

WORDS = {"dates": N_("Dates"), "pairs": N_("Pairs"), "reversal": N_("Letters backwards")}
MOST_WIDE = 10
MOST_PAIRED = MOST_PAIRS * 100  # letters of all pairs, which are longer by their arrows
FED_WORDS = {"own": N_("what it wrote itself"), "blanks": N_("blanks")}
FED = tuple(FED_WORDS)
RUNS, FORCING = "translate runs", "translate forcing"


def task(state: SessionValues) -> Translate:
    """The task as the controls have it; what another kind needs is left as it is by itself."""
    kind, ends = state["translate kind"], state["translate letters"]
    if kind == "pairs":
        return Translate(
            kind,
            state["translate pairs"],
            padded=state["translate padded"],
            epochs=state["translate each once"],
        )
    return Translate(kind, shortest=ends[0], longest=ends[1]) if kind == "reversal" else Translate(kind)


def controls() -> None:
    """What is translated, and how much of what the decoder reads while it learns is the truth."""
    keep: dict[str, Any] = {"persist_state": "session"}
    st.segmented_control(
        _("Translate"), KINDS, key="translate kind", required=True, format_func=labels(WORDS), **keep
    )
    kind = st.session_state["translate kind"]
    if kind == "pairs":
        st.text_area(
            _("Pairs, one a line"),
            key="translate pairs",
            max_chars=MOST_PAIRED,
            height=190,
            **keep,
            help=_("As man -> women; a tab, a comma or a hyphen will do, too."),
        )
        _pairs_read(st.session_state["translate pairs"])
        st.toggle(
            _("Padded with ? to one length, any letter from a to z"), key="translate padded", **keep
        )
        st.toggle(
            _("Each pair once an epoch"),
            key="translate each once",
            **keep,
            help=_("In an order drawn anew for every epoch; else each is drawn by chance."),
        )
    elif kind == "reversal":
        st.slider(_("Letters of a word"), SHORTEST, LONGEST, key="translate letters", **keep)
    else:
        st.caption(
            _("As {examples}. Of numbers alone the order is {order}.").format(
                examples=listed(EXAMPLES, N_("; ")), order=_(ORDER)
            )
        )
    st.session_state[FORCING] = _forcing(st.session_state.get(RUNS, ""))
    st.slider(
        _("Teacher forcing, all runs"),
        0.0,
        1.0,
        step=0.1,
        key=FORCING,
        format="percent",
        on_change=_force,
        help=_(
            "While it learns, the decoder is fed the right character at this share of its "
            "steps; at all others what it wrote itself, as it must when it is used."
        ),
    )


def _pairs_read(text: str) -> None:
    """How many pairs are read, and the first of them; what cannot be read is said elsewhere."""
    try:
        found = read_pairs(text)
    except ValueError:
        return
    word, answer = next(iter(found.items()))
    caption(
        _("{count:,} pairs, the first: {word} → {answer}").format(
            count=len(found), word=word, answer=answer
        )
    )


def _forcing(runs: str) -> float:
    """What the first run's word says of it."""
    found = re.search(r"\.forcing(\d+(?:_\d+)?)", runs.split(",")[0])
    return min(float(found[1].replace("_", ".")), 1.0) if found else 1.0


def _force() -> None:
    """Put what the slider says into the word of every run."""
    share = st.session_state[FORCING]
    ending = "" if share == 1.0 else f".forcing{share:g}".replace("0.", "0_")
    runs = [re.sub(r"\.forcing[\d_]+", "", word) for word in words(st.session_state[RUNS])]
    st.session_state[RUNS] = ",".join(word + ending for word in runs)


@dataclass(frozen=True)
class Translated:
    """A text to translate, from the vector of another one if there is one."""

    text: str
    of: str
    width: int  # of the beam
    blank: int | None = None  # the token that the decoder is fed whatever it wrote


def ask(playing: Play, slots: Slots) -> Translated:
    """A text to type."""
    learned = playing.task
    assert isinstance(learned, Translate)
    st.html(encoder_decoder.STYLE)
    example = example_of(learned)
    boxes = st.columns([4, 4, 3], vertical_alignment="bottom")
    keep: dict[str, Any] = {"live": "0ms", "max_chars": MOST_TYPED, "persist_state": "session"}
    typed = boxes[0].text_input(_("Text"), key="translate text", placeholder=example, **keep)
    other = boxes[1].text_input(
        _("Hand over the c of another text instead"),
        key="translate with",
        placeholder=_("its own"),
        **keep,
    )
    width = boxes[2].slider(
        _("Width of the beam"), 1, MOST_WIDE, key="translate width", persist_state="session"
    )

    blank = None
    if learned.padded:
        fed = st.segmented_control(
            _("The decoder is fed"),
            FED,
            key="translate fed",
            required=True,
            format_func=labels(FED_WORDS),
            persist_state="session",
        )
        blank = learned.answers.index(BLANK) if fed == "blanks" else None

    def read(text: str) -> str:
        learned.read(text)
        return learned.plain(text)

    text = last_readable("translate", typed, example, read)
    of = last_readable("translate with", other, text, read) if other.strip() else ""
    return Translated(text, of, width, blank)


def show(canvas: Canvas, playing: Play, asked: Translated) -> None:
    """What the network makes of a text."""
    model, learned, dark = playing.model, playing.task, canvas.dark
    assert isinstance(model, EncoderDecoder) and isinstance(learned, Translate)
    text, of = asked.text, asked.of
    one = _passage(learned, model, text, of, asked.blank)
    source = of or text
    answer = learned.words(one.tokens) + ("" if one.ended else "…")
    right = learned.right(source) if learned.taught(source) else None  # else there is no verdict
    canvas.html(
        figures.verdict(text, answer, right, note(learned, source, answer), of)
        + figures.diagram(
            one,
            learned.pieces(text),
            learned.answers,
            None if right is None else "".join(learned.pieces(right)),
            of,
        )
    )
    left, beside = canvas.columns([1, 1])
    left.figure(
        figures.letters(one, learned.answers, dark),
        "translate answer",
        figures.letters_alt(one, learned.answers),
        main=True,
    )
    found = _beam(learned, model, source, asked.width)
    texts = [learned.words(answer.tokens) for answer in found]
    beside.html(
        figures.answers_table(found, texts, answer, right)
        + encoder_decoder.shares(_("Right to the last character"), _shares(learned, model))
    )


def small(learned: Translate, model: EncoderDecoder, delay: int, asked: Translated) -> Small:
    """The answer, letter by letter."""
    source = asked.of or asked.text
    answer = learned.words(_passage(learned, model, asked.text, asked.of, asked.blank).tokens)
    right = learned.right(source) if learned.taught(source) else None
    found = [
        StripCell(letter, right=right is None or right[at : at + 1] == letter)
        for at, letter in enumerate(answer)
    ]
    said = _("✓ right") if answer == right else _("✗ wrong")
    return Small((CellStrip(_("its answer"), found),), "" if right is None else said)


def example_of(learned: Translate) -> str:
    """What stands in as long as nothing is typed."""
    if learned.kind == "pairs":
        return next(iter(learned.known))
    return EXAMPLES[0] if learned.kind == "dates" else "network"[: learned.longest]


def note(learned: Translate, text: str, answer: str) -> str:
    """What is to be said of a text that was, or was not, trained on; of its answer, too, if nobody ever
    taught it, so that it is neither right nor wrong."""
    if learned.kind == "pairs":
        if text in learned.known:
            return ""
        word, changes = nearest(text, learned.known)
        return _n(
            "in no pair; the nearest is {word} → {known}, {changes} character away",
            "in no pair; the nearest is {word} → {known}, {changes} characters away",
            changes,
        ).format(word=word, known=learned.known[word], changes=changes)
    if (right := learned.right(text)) is None:
        return _("no date that can be read")
    if learned.taught(text):
        return _("never trained on") if learned.untrained(text) else ""
    return (
        _("a spelling that it was never taught, and yet the date that it means")
        if answer == right
        else _("a spelling that it was never taught; it means {right}").format(right=right)
    )


@kept_with_model(16)
def _passage(
    learned: Translate, model: EncoderDecoder, text: str, of: str, blank: int | None = None
) -> Passage:
    handed = passage(model, learned.read(of), 1).own if of else None
    return passage(model, learned.read(text), learned.most(of or text), handed, blank)


@kept_with_model(16)
def _beam(learned: Translate, model: EncoderDecoder, text: str, width: int) -> list[Answer]:
    return beam(model, passage(model, learned.read(text), 1).own, width, learned.most(text))


@kept_with_model(16)
def _shares(learned: Translate, model: EncoderDecoder) -> dict[str, float]:
    words = {
        "exact": N_("of the pairs"),
        "exact, training": N_("of 100 texts as it was trained on"),
        "exact, unseen": N_("of 100 never trained on"),
    }
    return {words[name]: share for name, share in learned.measures(model).items()}


def inside(playing: Play) -> list[Inside]:
    """The text for the encoder, and its answer for the decoder."""
    model, learned = playing.model, playing.task
    assert isinstance(model, EncoderDecoder) and isinstance(learned, Translate)
    text = learned.plain(last_text("translate", example_of(learned)))
    try:
        answer = learned.written(_passage(learned, model, text, "").tokens)
        text = "".join(learned.pieces(text))
    except ValueError:  # another network, which cannot read it
        return []
    return [Inside(text, part="encoder"), Inside(answer, part="decoder", source=text)]


def read_ends(value: str) -> tuple[int, int]:
    """Reads the shortest and the longest word, as 2-6."""
    found = re.fullmatch(r"(\d{1,3})-(\d{1,3})", value)
    ends = (int(found[1]), int(found[2])) if found else (0, 0)
    if not SHORTEST <= ends[0] <= ends[1] <= LONGEST:
        raise Refusal(
            "two numbers of letters from {shortest} to {longest}, as 2-6",
            shortest=SHORTEST,
            longest=LONGEST,
        )
    return ends


CLASSIC = "full.h128.b6.log100.rate0_001"
PANEL = Panel(
    watch=N_(
        "The text is read to its end, and only then is the answer written. All that the decoder "
        "knows of the text has gone through the one vector c."
    ),
    fields=(
        Field("kind", always("dates"), address_fields.choice(KINDS), key="translate kind"),
        Field("pairs", always(SIX), address_fields.text(MOST_PAIRED), key="translate pairs"),
        Field(
            "letters",
            always((2, 6)),
            read_ends,
            lambda ends: f"{ends[0]}-{ends[1]}",
            key="translate letters",
        ),
        Field(
            "text", always(""), address_fields.text(MOST_TYPED), key="translate text", step=Step.TYPED
        ),
        Field(
            "with", always(""), address_fields.text(MOST_TYPED), key="translate with", step=Step.TYPED
        ),
        address_fields.flag_field("padded", "translate padded"),
        address_fields.flag_field("epochs", "translate each once"),
        Field("fed", always(FED[0]), address_fields.choice(FED), key="translate fed"),
        Field("width", always(3), address_fields.whole(1, MOST_WIDE), key="translate width"),
    ),
    task=task,
    controls=controls,
    ask=ask,
    show=show,
    inside=inside,
    small=small,
    presets=(
        Preset(
            N_("the six pairs"),
            N_(
                "The classic little dictionary, with 128 tanh units. Watch when its six answers come "
                "right. Then change one letter: has it learned a rule, or by heart?"
            ),
            {"kind": "pairs", "runs": "full.h128.b6.rate0_001", "samples": "6000"},
        ),
        Preset(
            N_("the classic: six pairs"),
            N_(
                "Every update reads all six pairs, each word of five letters with ?; a to z can be "
                "read. Type mans, a word in the plural, and old, a word never seen: which answers come?"
            ),
            {
                "kind": "pairs",
                "padded": "yes",
                "epochs": "yes",
                "runs": CLASSIC,
                "samples": "6000",
            },
            classic=True,
        ),
        Preset(
            N_("how much fits through c?"),
            N_(
                "Words are turned round by 8, 16 and 64 units: up to 6 letters and their order have "
                "to go through one vector of that size. Which is large enough?"
            ),
            {
                "kind": "reversal",
                "runs": "full.h8.lstm.clip1,full.h16.lstm.clip1,full.h64.lstm.clip1",
                "samples": "40000",
            },
        ),
        Preset(
            N_("what do gates buy?"),
            N_(
                "tanh, GRU and LSTM, 64 units each: what was read at the start has to last to the "
                "end. Watch which of them do better than to guess."
            ),
            {"runs": "full.h64.clip1,full.h64.gru.clip1,full.h64.lstm.clip1", "samples": "60000"},
        ),
        Preset(
            N_("how much truth is fed in?"),
            N_(
                "The decoder is given the right character before it, or what it wrote itself, or now "
                "the one and now the other. Which learns sooner, and who is ahead in the end?"
            ),
            {
                "runs": "full.h64.lstm.clip1,full.h64.lstm.clip1.forcing0_5,"
                "full.h64.lstm.clip1.forcing0",
                "samples": "60000",
            },
        ),
        Preset(
            N_("c at first, or at every step"),
            N_(
                "Both decoders start from c. The second one also reads c beside each token, so that "
                "its state need not keep it. Which learns sooner, and do both come to the same end?"
            ),
            {"runs": "full.h64.gru.clip1,full.h64.gru.context.clip1", "samples": "60000"},
        ),
    ),
)
