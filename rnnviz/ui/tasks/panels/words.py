"""Words on the page Tasks: sentences of one's own, the next word, and the perplexity."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import streamlit as st

from rnnviz.analysis.text_answers import chances, surprises
from rnnviz.figures.tasks import characters as figures
from rnnviz.figures.tasks import words as pictures
from rnnviz.figures.tasks.came_about import Small
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.tasks import languages
from rnnviz.tasks.languages import FARTHEST, NEAREST
from rnnviz.tasks.words import SENTENCE, SOURCES, Words
from rnnviz.text.language import N_, _, labels, listed
from rnnviz.ui.components.canvas import Canvas
from rnnviz.ui.components.html import caption
from rnnviz.ui.session import address_fields
from rnnviz.ui.session.address_fields import Field, SessionValues, always
from rnnviz.ui.session.history import Step
from rnnviz.ui.tasks.kept_results import kept_with_model
from rnnviz.ui.tasks.panels.base import Inside, Panel, Play, Preset, Slots
from rnnviz.ui.tasks.panels.characters import (
    LONGEST_LINK,
    own_text,
    reading_rows,
    rows_field,
    surprised,
    write_own,
)

EXAMPLE = "Tom has"
GOES_ON = 8  # words
MOST_TYPED = 400
MOST_SMALL = 12  # words of a small picture
MOST_SHOWN = 12  # distances
SHOWN = 60  # letters of the sentence that stands as an example


def task(state: SessionValues) -> Words:
    """The task as the controls have it."""
    if state["words source"] == "language":
        return _sentences(int(state["words distance"]), bool(state["words upto"]), state["words rows"])
    return _made(state["words own"], state["words rows"])


@lru_cache(maxsize=4)  # with what it has counted in its text
def _made(text: str, rows: str) -> Words:
    # a short text is trained on as a whole, as all were before there were parts
    made = Words(text, held_out=True, rows=rows)
    return made if made.held_back else Words(text, rows=rows)


@lru_cache(maxsize=4)
def _sentences(distance: int, up_to: bool, rows: str) -> Words:
    return Words(source="language", distance=distance, up_to=up_to, held_out=True, rows=rows)


def controls() -> None:
    """The sentences to learn."""
    st.selectbox(
        _("Text"),
        tuple(SOURCES),
        key="words source",
        format_func=labels(SOURCES),
        persist_state="session",
    )
    if st.session_state["words source"] == "own":
        own_text("words")
        reading_rows("words")
        return
    distance = st.number_input(
        _("Words between the country and its language"),
        NEAREST,
        FARTHEST,
        key="words distance",
        persist_state="session",
    )
    st.checkbox(
        _("Up to so many, each number equally often"), key="words upto", persist_state="session"
    )
    shown = " ".join(languages.sentence("france", int(distance)))
    st.caption(
        _("As “{sentence}” Countries: {countries}.").format(
            sentence=shown if len(shown) <= SHOWN else f"{shown[:SHOWN]} … i speak french .",
            countries=", ".join(languages.LANGUAGES),
        )
    )
    reading_rows("words")


@dataclass(frozen=True)
class Begun:
    """A sentence that was begun, and the measure of surprise."""

    known: list[str]  # those of its words that the text has
    unit: str  # "perplexity" or "nats"


def ask(playing: Play, slots: Slots) -> Begun:
    """The beginning of a sentence."""
    learned = playing.task
    assert isinstance(learned, Words)
    typed = st.text_input(
        _("Begin a sentence"),
        key="words typed",
        live="0ms",
        placeholder=_example(learned),
        max_chars=MOST_TYPED,
        persist_state="session",
    )
    begun = learned.read(typed if typed.strip() else _example(learned))
    known = [part for part in begun if part in learned.tokens] or [learned.parts[0]]
    if missing := [part for part in begun if part not in learned.tokens]:
        named = listed(f"“{part}”" for part in missing[:5])
        caption(
            _("The text has no {named}; the network goes on after “{known}”.").format(
                named=named, known=" ".join(known)
            )
        )
    unit = "perplexity" if st.session_state.get("words perplexity", True) else "nats"
    return Begun(known, unit)


def small(learned: Words, net: Network, delay: int, asked: Begun) -> Small:
    """What of the typed words surprises it, or of the text that it learns from."""
    typed = asked.known if len(asked.known) > 1 else list(learned.parts)
    return surprised(learned, net, typed[:MOST_SMALL], delay)


def show(canvas: Canvas, playing: Play, asked: Begun) -> None:
    """The next word, and how well the text itself is foreseen."""
    net, learned, begun = playing.model, playing.task, " ".join(asked.known)
    assert isinstance(net, Network) and isinstance(learned, Words)
    left, right = canvas.columns([4, 5])
    left.html(figures.coming(learned.tokens, _next(learned, net, asked.known)))
    likeliest = learned.sample(net, begun, GOES_ON, temperature=0.0)
    left.html(figures.sample(begun, likeliest, spaced=True))
    if asked_at := _shown_distances(learned):
        chances = _knows(learned, net, asked_at)
        said = pictures.known_sentence(asked_at, chances, len(languages.LANGUAGES))
        if len(asked_at) > 1:
            chance = 1.0 / len(languages.LANGUAGES)
            figure = pictures.known(asked_at, chances, chance, canvas.dark)
            right.figure(figure, "words known", said, main=True)
        right.caption(said)
    parts = list(learned.parts[:MOST_TYPED])
    costs = surprises(learned.tokens, net, parts, playing.run.delay)
    right.html(figures.surprise(parts, costs, float(np.log(len(learned.tokens))), spaced=True))
    mean = float(np.nanmean(costs))
    right.html(figures.floors(mean, learned.floors(), _("this network"), asked.unit))


def _example(learned: Words) -> str:
    if learned.source == "own":
        return EXAMPLE
    return " ".join(languages.beginning("france", learned.distance))


def _shown_distances(learned: Words) -> tuple[int, ...]:
    """The distances at which it is shown whether the country is still known."""
    if learned.source == "own" or not learned.up_to:
        return learned.distances()
    every = np.linspace(NEAREST, learned.distance, MOST_SHOWN).round().astype(int)
    return tuple(dict.fromkeys(every.tolist()))


@kept_with_model(16)
def _knows(learned: Words, net: Network, distances: tuple[int, ...]) -> Array:
    return learned.knows(net, distances)


def _next(learned: Words, net: Network, known: list[str]) -> Array:
    """The probability of each word after these, `(V,)`."""
    return chances(learned.tokens, net, known)[-1]


def inside(playing: Play) -> list[Inside]:
    """The beginning of the sentence."""
    typed, learned = st.session_state["words typed"], playing.task
    assert isinstance(learned, Words)
    return [Inside(typed if typed.strip() else _example(learned))]


CLASSIC = Preset(
    N_("the classic: 100 epochs"),
    N_(
        "Vectors and state of 100, five rows that start three words apart, windows of two words: its "
        "log has one perplexity an epoch. Watch where it ends."
    ),
    {
        "own": SENTENCE,
        "rows": "pairs",
        "runs": "windows2.h100.scaled.emb100.onebias.sgd.log2.rate0_1",
        "samples": "2000",
    },
    classic=True,
)
PANEL = Panel(
    watch=N_(
        "Which word comes next? A perplexity of 3 is as uncertain as a choice among 3 likely words."
    ),
    fields=(
        Field("text", always("own"), address_fields.choice(tuple(SOURCES)), key="words source"),
        Field("distance", always(10), address_fields.whole(NEAREST, FARTHEST), key="words distance"),
        address_fields.flag_field("upto", "words upto"),
        Field("own", always(SENTENCE), address_fields.text(LONGEST_LINK), write_own, key="words own"),
        rows_field("words"),
        Field("typed", always(""), address_fields.text(MOST_TYPED), key="words typed", step=Step.TYPED),
    ),
    task=task,
    controls=controls,
    ask=ask,
    show=show,
    inside=inside,
    small=small,
    presets=(
        CLASSIC,
        Preset(
            N_("I grew up in France"),
            N_(
                "… I speak French: between the two somebody counts aloud, up to 20 words. At "
                "which distance do tanh, GRU and LSTM still know the language? Who has forgotten the "
                "country guesses 1 in 5."
            ),
            {
                "text": "language",
                "distance": "20",
                "upto": "yes",
                "runs": "windows30.h64.emb16.b20,windows30.h64.gru.emb16.b20,"
                "windows30.h64.lstm.emb16.b20",
                "samples": "1500000",
            },
        ),
    ),
)
