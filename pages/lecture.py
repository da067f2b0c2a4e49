"""Lecture: show it to a room."""

import streamlit as st

from rnnviz.experiments.store import Store
from rnnviz.storage.database import StoreError
from rnnviz.ui.components.html import caption, notice
from rnnviz.ui.components.show_code import show_code
from rnnviz.ui.frame.page import begin
from rnnviz.ui.lectures import library
from rnnviz.ui.lectures.begin import begin_panel, present_button, take_link
from rnnviz.ui.lectures.running import running
from rnnviz.ui.lectures.scene_code import code_of_scenes
from rnnviz.ui.lectures.scene_list import scene_list
from rnnviz.ui.session import address, presenter_session
from rnnviz.ui.session.pages import PAGES
from rnnviz.ui.session.store import open_store


def page(store: Store) -> None:
    """The lecture that is chosen, with its scenes."""
    try:
        lecture = library.chosen(store)
    except (StoreError, ValueError) as problem:
        library.unreadable(store, problem)
        return
    with st.sidebar:
        show_code("lecture", code_of_scenes(lecture))
    st.html(library.title_html(lecture))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        present_button(store, lecture)
        library.head(lecture)
    caption(library.hint())
    scene_list(lecture, {page.word: page.title for page in PAGES})


take_link()
begin("Lecture")
for complaint in address.open_address(library.FIELDS, {}):
    notice(complaint)
try:
    store = open_store()
    if presenter := presenter_session.current():
        begin_panel(presenter)
    else:
        if complaint := library.settle(store):
            notice(complaint)
        with st.sidebar:
            library.choose(store)
        st.html(library.LOOK)
        running(store)
        page(store)
except StoreError as problem:
    notice(str(problem))
address.write_address(library.FIELDS)
