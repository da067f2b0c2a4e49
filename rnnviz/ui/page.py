"""What every page begins with: its settings, its question, and our own navigation.

A `pages/` folder and `st.navigation` do not go together, so each page draws the navigation itself.
"""

import html
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from rnnviz.language import N_, _
from rnnviz.ui import broadcast, contrast, drafts, exploring, presenter, presenting, reader
from rnnviz.ui.components import STATIC, markup


@dataclass(frozen=True)
class Page:
    """One page as the navigation lists it."""

    file: str
    title: str
    question: str


# in the order of a first visit; only pages that exist
PAGES = (
    Page("app.py", N_("Unroll"), N_("What does the network do with what I type?")),
    Page(
        "pages/backpropagate.py", N_("Backpropagate"), N_("How does one loss reach each earlier step?")
    ),
    Page("pages/vanish.py", N_("Vanish & explode"), N_("Why does the signal die or blow up?")),
    Page(
        "pages/truncate.py",
        N_("Truncate"),
        N_("What can a network learn if gradients are cut after n steps?"),
    ),
    Page("pages/tasks.py", N_("Tasks"), N_("What shapes can sequences take?")),
    Page("pages/lecture.py", N_("Lecture"), N_("Show it to a room")),
)
# reached by a link only
UNLISTED = (
    Page("pages/join.py", N_("Follow"), N_("What does the lecturer show?")),
    Page("pages/notes.py", N_("Notes"), N_("For who lectures")),
)


def begin(title: str) -> None:
    """Set the page up and draw its head and the navigation."""
    page = next(page for page in (*PAGES, *UNLISTED) if page.title == title)
    complaint = reader.settle()
    presenting.arrive(page.file)
    broadcast.open_page(page.file)
    st.set_page_config(
        page_title=f"{_(page.title)} · rnnviz", page_icon=str(STATIC / "icon.svg"), layout="wide"
    )
    st.html(Path(__file__).with_name("page.css"))
    contrast.style()
    with st.sidebar:
        st.markdown("### rnnviz")
        listed: tuple[Page, ...] = (
            PAGES if len(PAGES) > 1 else ()
        )  # Streamlit can link pages from the second on
        for other in listed:
            st.page_link(other.file, label=_(other.title), help=_(other.question))
        drafts.adder(page.file)
        with st.container(key="foot"):
            reader.switch()
            contrast.switch()
    if here := presenting.current():
        presenter.bar(here)
    st.html(f'<div class="head"><h1>{_(page.title)}</h1><p>{_(page.question)}</p></div>')
    exploring.way_back(page.file)
    for sentence in (complaint, presenting.said()):
        if sentence:
            notice(sentence)


def notice(text: str) -> None:
    """A sentence to the reader, shown letter by letter as it is (it may quote what was typed)."""
    markup(f'<div class="notice" role="status"><b>!</b> {html.escape(text)}</div>')


def caption(text: str) -> None:
    """A sentence under a picture, likewise; nothing if there is none."""
    if text:
        markup(f'<p class="caption">{html.escape(text)}</p>')
