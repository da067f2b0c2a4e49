"""The reader's language: from the address, else from the browser, until the reader chooses another.

It is taken from the address only once a session: later the browser sends back what we wrote there, by
then out of date.
"""

import streamlit as st

from rnnviz.text import language
from rnnviz.text.language import _
from rnnviz.ui.session.streamlit_private import in_session, labelled_choices

WORD = "lang"  # in the address
KEY = "language"
SWITCH = "language switch"


def current() -> str:
    """The language of the session that this is called in, English outside of one."""
    if not in_session():
        return language.ENGLISH
    chosen: str = st.session_state.get(KEY, language.ENGLISH)
    return chosen


def usual() -> str:
    """The language that the browser asks for."""
    return language.nearest(st.context.locale)


def settle() -> str:
    """Settle the session's language, and return a sentence if the address asks for one that we lack."""
    language.use(current)
    if KEY in st.session_state:
        return ""
    asked, there = st.query_params.get(WORD), language.languages()
    st.session_state[KEY] = asked if asked in there else usual()
    if asked is None or asked in there:
        return ""
    return _("The address asks for the language “{asked}”; there are {words}.").format(
        asked=asked[:20], words=", ".join(there)
    )


def query() -> dict[str, str]:
    """What stands in the address for the language: nothing if it is the one that the browser has."""
    chosen = st.session_state.get(KEY, usual())
    return {} if chosen == usual() else {WORD: chosen}


def switch() -> None:
    """The switch, each language by its own name."""
    names = language.languages()
    st.session_state[SWITCH] = st.session_state[KEY]
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
        state[KEY] = chosen
    for key in labelled_choices():
        if key in state:
            state[key] = state[key]
