"""What every page begins with: its settings, its question, and our own navigation.

A `pages/` folder and `st.navigation` do not go together, so each page draws the navigation itself.
"""

import html
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from rnnviz.ui.components import STATIC


@dataclass(frozen=True)
class Page:
    """One page as the navigation lists it."""

    file: str
    title: str
    question: str


# in the order of a first visit; only pages that exist
PAGES = (
    Page("app.py", "Unroll", "What does the network do with what I type?"),
    Page("pages/backpropagate.py", "Backpropagate", "How does one loss reach each earlier step?"),
    Page("pages/vanish.py", "Vanish & explode", "Why does the signal die or blow up?"),
    Page(
        "pages/truncate.py",
        "Truncate",
        "What can a network learn if gradients are cut after n steps?",
    ),
    Page("pages/tasks.py", "Tasks", "What shapes can sequences take?"),
)


def begin(title: str) -> None:
    """Set the page up and draw its head and the navigation."""
    page = next(page for page in PAGES if page.title == title)
    st.set_page_config(
        page_title=f"{page.title} · rnnviz", page_icon=str(STATIC / "icon.svg"), layout="wide"
    )
    st.html(Path(__file__).with_name("page.css"))
    with st.sidebar:
        st.markdown("### rnnviz")
        listed: tuple[Page, ...] = (
            PAGES if len(PAGES) > 1 else ()
        )  # Streamlit can link pages from the second on
        for other in listed:
            st.page_link(other.file, label=other.title, help=other.question)
    st.html(f'<div class="head"><h1>{page.title}</h1><p>{page.question}</p></div>')


def notice(text: str) -> None:
    """A sentence to the reader, shown letter by letter as it is (it may quote what was typed)."""
    st.html(f'<div class="notice" role="status"><b>!</b> {html.escape(text)}</div>')


def caption(text: str) -> None:
    """A sentence under a picture, likewise; nothing if there is none."""
    if text:
        st.html(f'<p class="caption">{html.escape(text)}</p>')
