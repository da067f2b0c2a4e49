"""HTML of our own making, headings, sentences."""

import html
import re

import streamlit as st

from rnnviz.ui.components.kept_numbers import hold, numbered
from rnnviz.ui.session.recording import record
from rnnviz.ui.session.streamlit_private import next_place


def markup(source: str, to_class: bool = True) -> None:
    """Show HTML of our own making, in which what readers typed is escaped; nothing if there is none.
    What only who has the controls can do something about is not sent to a class that follows."""
    if not source:
        return
    drawn, stamp, numbers = numbered(source)
    if numbers is not None:
        hold(f"html {next_place()}", stamp, numbers)
    if to_class:
        record("html", "", drawn)
    st.html(drawn)


def as_label(text: str) -> str:
    """What somebody typed, for a label that would be read as Markdown, whose signs are all ASCII."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def heading(text: str) -> None:
    """Show the title of a part of the page."""
    record("html", "", f"<h2>{html.escape(text)}</h2>")
    st.header(text, anchor=False)


def unseen_heading(text: str) -> None:
    """A title that is not seen, because the picture below it says the same, but read out and led to."""
    st.html(f'<h2 class="unseen">{html.escape(text)}</h2>')


def notice(text: str, to_class: bool = True) -> None:
    """A sentence to the reader, shown letter by letter as it is (it may quote what was typed)."""
    markup(notice_html(text), to_class)


def notice_html(text: str) -> str:
    """The same as HTML."""
    return f'<div class="notice" role="status"><b>!</b> {html.escape(text)}</div>'


def caption(text: str, to_class: bool = True) -> None:
    """A sentence under a picture, likewise; nothing if there is none."""
    if text:
        markup(caption_html(text), to_class)


def caption_html(text: str) -> str:
    """The same as HTML."""
    return f'<p class="caption">{html.escape(text)}</p>'


def lettered(source: str) -> None:
    """The same of HTML of our own making, whose letters may have something below and above them."""
    markup(f'<p class="caption">{source}</p>')


def tell(text: str) -> None:
    """A sentence that is not seen, and said when it is new (see `static/whole_page.js`)."""
    st.html(f'<p class="unseen" data-told>{html.escape(text)}</p>')
