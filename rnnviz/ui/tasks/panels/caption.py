"""Caption on the page Tasks: a picture to draw, and the words that come out of it one by one."""

import numpy as np
import streamlit as st

from rnnviz.analysis.encoder_decoder_trace import Passage, passage
from rnnviz.figures.tasks import caption as figures
from rnnviz.figures.tasks import encoder_decoder
from rnnviz.figures.tasks.came_about import CellStrip, Small, StripCell
from rnnviz.nn.cells.base import Array
from rnnviz.nn.encoder_decoder import EncoderDecoder
from rnnviz.tasks import pictures
from rnnviz.tasks.caption import LONGEST, Caption
from rnnviz.tasks.pictures import gallery, kind_of, unseen
from rnnviz.text.language import N_, _, listed
from rnnviz.text.message import Refusal
from rnnviz.ui.components.canvas import Canvas
from rnnviz.ui.components.drawing import drawing
from rnnviz.ui.session.address_fields import Field, SessionValues, always
from rnnviz.ui.tasks.kept_results import kept_with_model
from rnnviz.ui.tasks.last_readable import last_readable, last_text
from rnnviz.ui.tasks.panels.base import Inside, Panel, Play, Slots

PICTURE, STAMP = "caption picture", "caption stamp"
EXAMPLE = "007e424242427e00"  # a large frame in the middle
MOST_WORDS = LONGEST + 3

# as the network writes them; other languages explain the words
SHAPES = (
    N_("a dot"),
    N_("a square"),
    N_("a frame"),
    N_("a cross"),
    N_("an x"),
    N_("a diagonal"),
    N_("a line across"),
    N_("a line down"),
)


def task(state: SessionValues) -> Caption:
    """The task, which has no settings."""
    return Caption()


def controls() -> None:
    """What can be in a picture."""
    st.caption(
        _(
            "Shapes: {shapes}. Sizes: small (up to 4 cells), large. Of {count} kinds of picture "
            "{unseen} are never trained on."
        ).format(
            shapes=listed(map(_, SHAPES)),
            count=len(gallery()),
            unseen=len(unseen()),
        )
    )


def ask(playing: Play, slots: Slots) -> Array:
    """A picture to draw."""
    state = st.session_state
    st.html(encoder_decoder.STYLE)
    left, right = st.columns([4, 8])
    with left:
        drawing(state[PICTURE], state.setdefault(STAMP, 0), "caption drawing", _drawn)
        with st.container(horizontal=True, gap="small"):
            st.button(
                _("A trained kind"),
                on_click=_another,
                args=(False,),
                key="caption trained",
                help=_("Another picture of a kind that is trained on."),
            )
            st.button(
                _("An unseen kind"),
                on_click=_another,
                args=(True,),
                key="caption unseen",
                help=_("Another picture of a kind that is never trained on."),
            )
    slots["shares"], slots["words"] = left.container(), right.container()
    with slots["words"]:
        return last_readable("caption", state[PICTURE], EXAMPLE, read)


def show(canvas: Canvas, playing: Play, picture: Array) -> None:
    """What the network says of a picture."""
    model, learned = playing.model, playing.task
    assert isinstance(model, EncoderDecoder) and isinstance(learned, Caption)
    right = encoder_decoder.shares(_("Whole sentences right"), _shares(learned, model))
    canvas.at("shares").html(right)
    one, kind = _passage(model, pictures.write(picture)), kind_of(picture)
    verdict = figures.verdict(learned.words(one.tokens), kind, kind in unseen())
    canvas.at("words").html(verdict + figures.words(one, learned.answers))


def small(learned: Caption, model: EncoderDecoder, delay: int, picture: Array) -> Small:
    """The sentence, word by word."""
    one, kind = _passage(model, pictures.write(picture)), kind_of(picture)
    said = learned.words(one.tokens).split()
    due = kind.sentence.split() if kind else said
    found = [StripCell(word, right=due[at : at + 1] == [word]) for at, word in enumerate(said)]
    right = _("✓ right") if said == due else _("✗ wrong")
    return Small((CellStrip(_("its answer"), found),), right if kind else "")


def read(text: str) -> Array:
    """A picture that has something in it; raises ValueError, a sentence, for a blank one."""
    picture = pictures.read(text)
    if not picture.any():
        raise Refusal(
            "The picture is blank: click cells, or drag over them. Until then the words are "
            "about the last one that was not."
        )
    return picture


def _drawn(cells: str) -> None:
    st.session_state[PICTURE] = cells


def _another(new: bool) -> None:
    """A picture of a random kind, from those never trained on or from the others."""
    rng, state = np.random.default_rng(), st.session_state
    kinds = [kind for kind in gallery() if (kind in unseen()) == new]
    state[PICTURE] = pictures.write(rng.choice(gallery()[kinds[rng.integers(len(kinds))]]))
    state[STAMP] = state.get(STAMP, 0) + 1


@kept_with_model(16)
def _passage(model: EncoderDecoder, text: str) -> Passage:
    return passage(model, pictures.read(text).astype(float).reshape(1, -1), MOST_WORDS)


@kept_with_model(16)
def _shares(learned: Caption, model: EncoderDecoder) -> dict[str, float]:
    words = {"exact, training": N_("trained kinds"), "exact, unseen": N_("unseen kinds")}
    return {words[name]: share for name, share in learned.measures(model).items()}


def inside(playing: Play) -> list[Inside]:
    """The picture's cells for the encoder, and its words for the decoder."""
    model, learned = playing.model, playing.task
    assert isinstance(model, EncoderDecoder) and isinstance(learned, Caption)
    text = last_text("caption", EXAMPLE)
    cells = " ".join(map(str, pictures.read(text).ravel()))
    said = learned.words(_passage(model, text).tokens)
    return [Inside(cells, part="encoder"), Inside(said, part="decoder", source=cells)]


def read_field(text: str) -> str:
    """Reads a picture from the address."""
    try:
        pictures.read(text)
    except ValueError:
        raise Refusal("16 hexadecimal digits, two for each row of the picture") from None
    return text.lower()


PANEL = Panel(
    watch=N_(
        "The picture is read in one step, which makes the decoder's first state; nothing else tells "
        "it what is there. Draw one, and see the words come out one by one."
    ),
    fields=(Field("picture", always(EXAMPLE), read_field, key=PICTURE),),
    task=task,
    controls=controls,
    ask=ask,
    show=show,
    inside=inside,
    small=small,
)
