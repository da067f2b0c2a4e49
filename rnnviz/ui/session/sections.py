"""The table of the pages' sections, and which of them are shown.

A section is one picture with what belongs to it. The list at the top of a page leads to each, an
address may name one (`?section=reach`), and a scene of a lecture may confine its page to one.
"""

from dataclasses import dataclass

import streamlit as st

from rnnviz.text.language import N_, _
from rnnviz.ui.session import presenter_session
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.pages import word_of

WORD = "section"  # in the address


@dataclass(frozen=True)
class Section:
    """One section as the list of its page names it."""

    word: str  # in scenes and in the address
    title: str
    folded: bool = False  # whether it is an expander, or is there at a press, which the list does


SECTIONS: dict[str, tuple[Section, ...]] = {
    "unroll": (
        Section("network", N_("Network")),
        Section("weights", N_("Weights")),
        Section("step", N_("One step")),
        Section("anatomy", N_("Gates"), folded=True),
        Section("states", N_("States")),
        Section("surprise", N_("Surprise")),
        Section("writing", N_("Writes on"), folded=True),
        Section("tokens", N_("One-hot"), folded=True),
        Section("returns", N_("PyTorch returns"), folded=True),
        Section("parameters", N_("Parameters"), folded=True),
    ),
    "backpropagate": (
        Section("matrix", N_("Matrix")),
        Section("formula", N_("Formula"), folded=True),
        Section("reach", N_("Reach")),
        Section("first", N_("First line"), folded=True),
        Section("step", N_("One step")),
        Section("graph", N_("Graph"), folded=True),
        Section("slope", N_("Slope"), folded=True),
        Section("rows", N_("Rows and columns"), folded=True),
        Section("shares", N_("Shares"), folded=True),
        Section("check", N_("Check"), folded=True),
        Section("cells", N_("RNN, GRU, LSTM"), folded=True),
        Section("depth", N_("Depth"), folded=True),
        Section("names", N_("Names and shapes"), folded=True),
    ),
    "vanish": (
        Section("norms", N_("Norm")),
        Section("slopes", N_("Slopes")),
        Section("bound", N_("Bound"), folded=True),
        Section("clipping", N_("Clipping")),
        Section("remedies", N_("What helps")),
    ),
    "truncate": (
        Section("losses", N_("Losses")),
        Section("log", N_("Log")),
        Section("runs", N_("Runs")),
        Section("cut", N_("Cut")),
        Section("floors", N_("Floors"), folded=True),
        Section("batches", N_("Mini-batches")),
        Section("answers", N_("Answers")),
        Section("matrices", N_("Reach")),
    ),
    "tasks": (
        Section("play", N_("Play")),
        Section("training", N_("Training")),
        Section("log", N_("Log")),
        Section("measures", N_("Measures")),
        Section("runs", N_("Runs")),
        Section("batches", N_("Mini-batches")),
        Section("compared", N_("Compared")),
        Section("shapes", N_("Shapes"), folded=True),
    ),
}


@dataclass
class OpenSections:
    """The page that is open in the session."""

    page: str = ""  # its word


def open_page(file: str) -> None:
    """The page with this file is what is open from now on."""
    page_state(OpenSections).page = word_of(file)


def of_page() -> tuple[Section, ...]:
    """The sections of the page that is open."""
    return SECTIONS.get(page_state(OpenSections).page, ())


def title_of(word: str) -> str:
    """The title of a section of the page that is open, in the reader's language."""
    return next(_(section.title) for section in of_page() if section.word == word)


def only() -> str:
    """The section that the scene of a held lecture confines the open page to, "" if all are shown."""
    presenter = presenter_session.current()
    page, word = presenter.confined if presenter else ("", "")
    known = page == page_state(OpenSections).page and word in {one.word for one in of_page()}
    return word if known else ""


def confine(page: str, word: str) -> None:
    """Show one section of a page alone while the lecture that this session holds lasts; "" shows
    all."""
    if presenter := presenter_session.current():
        presenter.confined = (page, word)


def shows(word: str) -> bool:
    """Whether a section of the open page is shown; what is not, need not be computed."""
    return only() in ("", word)


def asked() -> str:
    """The section of the open page that the address names, "" if it names none of them."""
    word = st.query_params.get(WORD, "")
    return word if word in {one.word for one in of_page()} else ""


def complaint() -> str:
    """A sentence if the address names a section that the open page has not."""
    word = st.query_params.get(WORD, "")
    if not word or asked() or not of_page():
        return ""
    return _("The address asks for the section “{asked}”; there are {words}.").format(
        asked=word[:20], words=", ".join(one.word for one in of_page())
    )


def query() -> dict[str, str]:
    """What stands in the address for the section."""
    return {WORD: word} if (word := asked()) else {}
