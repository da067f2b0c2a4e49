"""Lecture: show it to a room."""

import streamlit as st

from rnnviz.store import Store, StoreError
from rnnviz.ui import address, broadcast, hosting, lectures, presenting
from rnnviz.ui.page import PAGES, begin, caption, notice
from rnnviz.ui.training import open_store


def page(store: Store) -> None:
    """The lecture that is chosen, with its scenes."""
    try:
        lecture = lectures.chosen(store)
    except (StoreError, ValueError) as problem:
        notice(str(problem))
        return
    st.html(lectures.LOOK)
    st.html(lectures.title_html(lecture))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        hosting.buttons(store, lecture)
        lectures.head(lecture)
    caption(lectures.hint())
    lectures.scenes(lecture, {broadcast.word_of(page.file): page.title for page in PAGES})


hosting.take_link()
begin("Lecture")
for complaint in address.open_address(lectures.FIELDS, {}):
    notice(complaint)
try:
    store = open_store()
    if here := presenting.current():
        hosting.panel(here)
    else:
        with st.sidebar:
            lectures.choose(store)
        page(store)
except StoreError as problem:
    notice(str(problem))
address.write_address(lectures.FIELDS)
