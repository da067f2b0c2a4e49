"""Labelling on the page Tasks: a sentence to type, its names, and what each further word changes."""

from typing import Any

import streamlit as st

from rnnviz.figures.tasks import labelling as figures
from rnnviz.figures.tasks.came_about import CellStrip, Small, StripCell
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.tasks.labelling import DELAYS, EXAMPLES, MEASURED, MOST_CLAUSES, Labelling
from rnnviz.tasks.names import EITHER, FIRST
from rnnviz.text.language import N_, _, listed
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import Experiment
from rnnviz.ui.components.canvas import Canvas
from rnnviz.ui.session import address_fields
from rnnviz.ui.session.address_fields import Field, SessionValues, always
from rnnviz.ui.session.history import Step
from rnnviz.ui.tasks.kept_results import kept_with_model
from rnnviz.ui.tasks.last_readable import last_readable
from rnnviz.ui.tasks.panels.base import Inside, Panel, Play, Slots
from rnnviz.ui.tasks.panels.delay import over_delays
from rnnviz.ui.training.controls import Preset

MOST_TYPED = 200  # letters
MOST_WORDS = 20  # so that the table can be read


def task(state: SessionValues) -> Labelling:
    """The task as the controls have it."""
    return Labelling(clauses=int(state["labelling clauses"]))


def controls() -> None:
    """How long the sentences are, and which words they are made of."""
    st.slider(
        _("Clauses of a sentence"), 1, MOST_CLAUSES, key="labelling clauses", persist_state="session"
    )
    st.caption(
        _(
            "First names that are words, too: {first}. What may be a surname or a thing: {either}. All "
            "is written small, or the capitals would tell."
        ).format(first=", ".join(FIRST), either=", ".join(EITHER))
    )


def ask(playing: Play, slots: Slots) -> tuple[str, ...]:
    """A sentence to type."""
    learned = playing.task
    assert isinstance(learned, Labelling)
    typed = st.text_input(
        _("Type a sentence"),
        key="labelling text",
        live="0ms",
        max_chars=MOST_TYPED,
        placeholder=EXAMPLES[0],
        persist_state="session",
    )
    with st.container(horizontal=True, gap="small"):
        for place, text in enumerate(EXAMPLES):
            st.button(
                text,
                key=f"labelling example {place}",
                type="tertiary",
                on_click=_choose,
                args=(text,),
            )
    return last_readable("labelling", typed, EXAMPLES[0], lambda text: _words(learned, text))


def show(canvas: Canvas, playing: Play, words: tuple[str, ...]) -> None:
    """The sentence's names, word by word, and how many the network gets right."""
    net, learned, delay = playing.model, playing.task, playing.run.delay
    assert isinstance(net, Network) and isinstance(learned, Labelling)
    chances = _unfolding(learned, net, words, delay)
    canvas.html(figures.verdict(words, chances[-1], learned.right(words)))
    canvas.html(figures.unfolding(words, chances))
    canvas.caption(figures.changes(words, chances))
    if net.directions > 1:
        canvas.caption(
            _("It was asked about whole sentences: what it says of a beginning nobody taught it.")
        )
    if missing := [word for word in dict.fromkeys(words) if word not in learned.tokens]:
        shown = listed(f"“{word}”" for word in missing)
        said = _("The network has never learned {shown}: it reads {what} there.")
        canvas.caption(said.format(shown=shown, what=_("zeros")))
    canvas.caption(figures.score(*_score(learned, net, delay), MEASURED))


def small(learned: Labelling, net: Network, delay: int, words: tuple[str, ...]) -> Small:
    """How likely each word is part of a name, once all have been read."""
    chances, right = _unfolding(learned, net, words, delay)[-1], learned.right(words)
    found = [
        StripCell(word, float(chance), right is None or (chance > 0.5) == bool(right[place]))
        for place, (word, chance) in enumerate(zip(words, chances, strict=True))
    ]
    count = sum(cell.right for cell in found)
    said = _("{right} of {count} words right").format(right=count, count=len(found))
    return Small((CellStrip(_("P(part of a name)"), found),), said if right else "")


def compare(
    experiment: Experiment, losses: list[tuple[str, float]], dark: bool
) -> tuple[dict[str, Any], str] | None:
    """The losses of the runs over how far they look ahead, and their words."""
    learned = experiment.task
    if not isinstance(learned, Labelling):
        return None
    return over_delays(experiment, losses, {n: learned.delayed(n) for n in (0, *DELAYS)}, dark)


def _choose(text: str) -> None:
    st.session_state["labelling text"] = text


def _words(learned: Labelling, text: str) -> tuple[str, ...]:
    """The words of a sentence; raises ValueError for one that is too long."""
    words = learned.read(text)
    if len(words) > MOST_WORDS:
        raise Refusal(
            "The sentence has {count} words; allowed are up to {most}.",
            count=len(words),
            most=MOST_WORDS,
        )
    return words or learned.read(EXAMPLES[0])


@kept_with_model(16)
def _unfolding(learned: Labelling, net: Network, words: tuple[str, ...], delay: int) -> Array:
    return learned.unfolding(net, words, delay)


@kept_with_model(16)
def _score(learned: Labelling, net: Network, delay: int) -> tuple[float, float]:
    return learned.score(net.astype("float32"), delay)


def inside(playing: Play) -> list[Inside]:
    """The sentence as Unroll reads it."""
    learned, typed = playing.task, st.session_state["labelling text"]
    assert isinstance(learned, Labelling)
    return [Inside(" ".join(learned.read(typed if typed.strip() else EXAMPLES[0])))]


PANEL = Panel(
    watch=N_(
        "Whether rusty woods is a person is told by the word behind it: only who reads both sides of a "
        "word can know."
    ),
    fields=(
        Field("clauses", always(2), address_fields.whole(1, MOST_CLAUSES), key="labelling clauses"),
        Field(
            "text", always(""), address_fields.text(MOST_TYPED), key="labelling text", step=Step.TYPED
        ),
    ),
    task=task,
    controls=controls,
    ask=ask,
    show=show,
    inside=inside,
    small=small,
    presets=(
        Preset(
            N_("one direction, or both"),
            N_(
                "The first network has read only what stands before a word, the second one reads the "
                "sentence from its end, too. Which of them must fail, and on which line does it stop?"
            ),
            {"runs": "full.h8.gru.emb4,full.h8.gru.emb4.both"},
        ),
        Preset(
            N_("delays, or both directions"),
            N_(
                "One direction is enough for who answers two words later. Watch what each word of "
                "delay is worth, and that both directions need none."
            ),
            {
                "runs": "full.h8.gru.emb4,full.h8.gru.emb4.delay1,full.h8.gru.emb4.delay2,"
                "full.h8.gru.emb4.both"
            },
        ),
    ),
    compare=compare,
)
