"""Which sections of a page are shown.

A section is one picture with what belongs to it. The list at the top of a page leads to each, an
address may name one (`?section=reach`), and a scene of a lecture may confine its page to one.
"""

from dataclasses import dataclass

import streamlit as st

from rnnviz.text.language import _
from rnnviz.ui.session import presenter_session
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.pages import word_of
from rnnviz.ui.session.section_table import SECTIONS, Section

WORD = "section"  # in the address


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
    if presenter is None:
        return ""  # at once: every section of a page asks, and so does each of its parts
    page, word = presenter.confined
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
