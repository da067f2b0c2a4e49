"""Hello on the page Tasks: a word of one's own, its answer, and the answer after every update."""

import numpy as np
import streamlit as st

from rnnviz.analysis.text_answers import chances as chances_of
from rnnviz.figures.tasks import hello as figures
from rnnviz.figures.tasks.came_about import CellStrip, Small, StripCell
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import pieces
from rnnviz.tasks.hello import LONGEST, Hello
from rnnviz.text.language import N_, _
from rnnviz.text.message import Refusal
from rnnviz.ui.components.canvas import Canvas
from rnnviz.ui.session import address_fields
from rnnviz.ui.session.address_fields import Field, SessionValues, always
from rnnviz.ui.session.history import Step
from rnnviz.ui.tasks.last_readable import last_readable
from rnnviz.ui.tasks.panels.base import Inside, Panel, Play, Preset, Slots


def task(state: SessionValues) -> Hello:
    """The task as the controls have it."""
    return Hello(state["hello word"], state["hello answer"])


def controls() -> None:
    """The word and what it is to be answered with."""
    st.text_input(_("Word"), key="hello word", max_chars=LONGEST, persist_state="session")
    st.text_input(
        _("Its answer, letter for letter"),
        key="hello answer",
        max_chars=LONGEST,
        persist_state="session",
    )


def ask(playing: Play, slots: Slots) -> list[str]:
    """Letters to type."""
    learned = playing.task
    assert isinstance(learned, Hello)
    typed = st.text_input(
        _("Type letters"),
        key="hello typed",
        live="0ms",
        placeholder=learned.word,
        max_chars=LONGEST,
        persist_state="session",
    )
    return last_readable("hello", typed, learned.word, lambda text: _letters(learned, text))


def show(canvas: Canvas, playing: Play, letters: list[str]) -> None:
    """The letters' answer, and what the run answered after each update."""
    net, learned = playing.model, playing.task
    assert isinstance(net, Network) and isinstance(learned, Hello)
    wanted = pieces(learned.target, "characters") if _is_the_word(learned, letters) else None
    chances = chances_of(learned.tokens, net, letters, playing.run.delay)
    likeliest = [learned.tokens[place] for place in chances.argmax(axis=1)]
    canvas.html(figures.answer(letters, likeliest, wanted))
    canvas.html(figures.probabilities(letters, learned.tokens, chances, wanted))
    moments = _moments(learned, playing)
    if moments:
        canvas.html(figures.history(moments, pieces(learned.target, "characters")))
    else:
        canvas.hint(_("Press Start: what the network answers after every update appears here."))


def small(learned: Hello, net: Network, delay: int, letters: list[str]) -> Small:
    """The letters' answer, each on the probability of the right one if that is known."""
    wanted = pieces(learned.target, "characters") if _is_the_word(learned, letters) else None
    chances = chances_of(learned.tokens, net, letters, delay)
    found = []
    for place, row in enumerate(chances):
        letter, due = learned.tokens[int(row.argmax())], wanted[place] if wanted else None
        share = float(row[learned.tokens.index(due)] if due else row.max())
        found.append(StripCell(letter, share, due in (None, letter)))
    right = sum(cell.right for cell in found)
    said = _("{right} of {count} letters right").format(right=right, count=len(found))
    return Small((CellStrip(_("its answer"), found),), said if wanted else "")


def _letters(learned: Hello, typed: str) -> list[str]:
    """What was typed, letter by letter; raises ValueError for letters that the network never saw."""
    letters = pieces(typed, "characters")
    if missing := [letter for letter in letters if letter not in learned.tokens]:
        raise Refusal(
            "The network has no “{missing}”; it knows only the letters {tokens}.",
            missing=missing[0],
            tokens=tuple(learned.tokens),
        )
    return letters


def _is_the_word(learned: Hello, letters: list[str]) -> bool:
    return letters == pieces(learned.word, "characters")


def _moments(learned: Hello, playing: Play) -> list[figures.Attempt]:
    """What a run answered to the word in each frame that was kept."""
    word, wanted = (pieces(text, "characters") for text in (learned.word, learned.target))
    places = [learned.tokens.index(letter) for letter in wanted]
    found = []
    for past in {past.updates: past for past in reversed(playing.past())}.values():
        assert isinstance(past.model, Network)
        chances = chances_of(learned.tokens, past.model, word, playing.run.delay)
        likeliest = [learned.tokens[place] for place in chances.argmax(axis=1)]
        of_right = chances[np.arange(len(places)), places]
        found.append(figures.Attempt(past.updates, past.loss, likeliest, of_right))
    return found[::-1]


def inside(playing: Play) -> list[Inside]:
    """The letters with their answer, if it is the word that was learned."""
    learned, typed = playing.task, st.session_state["hello typed"]
    assert isinstance(learned, Hello)
    word = typed if typed.strip() else learned.word
    return [Inside(word, learned.target if word == learned.word else "")]


CLASSIC = Preset(
    N_("the classic: 15 updates"),
    N_(
        "Two layers of 8, vectors of 10, Adam. Watch in its log the loss, the ids and the letters it "
        "answers."
    ),
    {"word": "hello", "answer": "ohlol", "runs": "full.h8.l2.emb10.log1", "samples": "15"},
    classic=True,
)
PANEL = Panel(
    watch=N_("The two l of hello get different answers: the letter alone cannot decide, a memory can."),
    fields=(
        Field("word", always("hello"), address_fields.text(LONGEST), key="hello word"),
        Field("answer", always("ohlol"), address_fields.text(LONGEST), key="hello answer"),
        Field("typed", always(""), address_fields.text(LONGEST), key="hello typed", step=Step.TYPED),
    ),
    task=task,
    controls=controls,
    ask=ask,
    show=show,
    inside=inside,
    small=small,
    presets=(CLASSIC,),
)
