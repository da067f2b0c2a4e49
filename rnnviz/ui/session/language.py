"""The reader's language: from the address, else from the browser, until the reader chooses another.

It is taken from the address only once a session: later the browser sends back what we wrote there, by
then out of date.
"""

import threading
from dataclasses import dataclass

import streamlit as st

from rnnviz.text import language
from rnnviz.text.language import _, listed
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.streamlit_private import labelled_choices, this_run

WORD = "lang"  # in the address
SWITCH = "language switch"


@dataclass
class Reader:
    """Who looks at the pages of a session."""

    language: str = ""  # "" until it is settled


class _Run(threading.local):
    """The run of a script that this thread is at, and its reader: a page asks some hundred times."""

    run: object | None = None
    reader: Reader | None = None


_at = _Run()


def current() -> str:
    """The language of the session that this is called in, English outside of one."""
    run = this_run()
    if run is None:
        return language.ENGLISH
    if _at.reader is None or run is not _at.run:
        _at.run, _at.reader = run, page_state(Reader)
    return _at.reader.language or language.ENGLISH


def usual() -> str:
    """The language that the browser asks for."""
    return language.nearest(st.context.locale)


def settle() -> str:
    """Settle the session's language, and return a sentence if the address asks for one that we lack."""
    language.use(current)
    if page_state(Reader).language:
        return ""
    asked, there = st.query_params.get(WORD), language.languages()
    page_state(Reader).language = asked if asked in there else usual()
    if asked is None or asked in there:
        return ""
    return _("The address asks for the language “{asked}”; there are {words}.").format(
        asked=asked[:20], words=listed(there)
    )


def query() -> dict[str, str]:
    """What stands in the address for the language: nothing if it is the one that the browser has."""
    chosen = page_state(Reader).language or usual()
    return {} if chosen == usual() else {WORD: chosen}


def switch() -> None:
    """The switch, each language by its own name."""
    names = language.languages()
    st.session_state[SWITCH] = page_state(Reader).language
    st.segmented_control(
        "Language · 语言",
        list(names),
        key=SWITCH,
        format_func=names.__getitem__,
        required=True,
        label_visibility="collapsed",
        on_change=_switched,
    )


def _switched() -> None:
    """Take the reader's choice, and set every other choice again: the browser sends them back by labels
    that they no longer have. What is typed needs no such thing, and may not be sent yet."""
    state = st.session_state
    if (chosen := state.get(SWITCH)) in language.languages():
        page_state(Reader).language = chosen
    for key in labelled_choices():
        if key in state:
            state[key] = state[key]
