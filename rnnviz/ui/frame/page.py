"""What every page begins with: its settings, its question, and our own navigation.

A `pages/` folder and `st.navigation` do not go together, so each page draws the navigation itself.
"""

from pathlib import Path

import streamlit as st

from rnnviz.figures.base.pictures import styles
from rnnviz.text.language import _
from rnnviz.ui.components import high_contrast
from rnnviz.ui.components.html import notice
from rnnviz.ui.components.section_list import section_list
from rnnviz.ui.components.static_files import STATIC
from rnnviz.ui.components.terms import terms
from rnnviz.ui.components.whole_page import whole_page
from rnnviz.ui.frame.habits import habits
from rnnviz.ui.frame.other_device import other_device
from rnnviz.ui.lectures import editor, explore, presenter_bar
from rnnviz.ui.session import (
    language,
    presenter_actions,
    presenter_session,
    recording,
    sections,
    store,
)
from rnnviz.ui.session.pages import BY_TITLE, PAGES


def begin(title: str) -> None:
    """Set the page up and draw its head and the navigation."""
    page = BY_TITLE[title]
    complaint = language.settle()
    presenter_actions.arrive(page.file)
    recording.open_page(page.file)
    sections.open_page(page.file)
    st.set_page_config(
        page_title=f"{_(page.title)} · rnnviz", page_icon=str(STATIC / "icon.svg"), layout="wide"
    )
    st.html(f"<style>{Path(__file__).with_name('page.css').read_text('utf-8')}{styles()}</style>")
    high_contrast.style()
    with st.sidebar:
        st.html('<p class="logo">rnnviz</p>')
        with st.container(key="pages"):
            for other in PAGES if len(PAGES) > 1 else ():  # one page alone has nobody to link to
                st.page_link(other.file, label=_(other.title), help=_(other.question))
        editor.adder(page.file)
        with st.container(key="foot"):
            language.switch()
            high_contrast.switch()
            whole_page(page.word, _(page.title))
            if page.in_scenes or page.word == "lecture":
                other_device()
            habits(page)
    if presenter := presenter_session.current():
        presenter_bar.bar(presenter)
    st.html(f'<div class="head"><h1>{_(page.title)}</h1><p>{_(page.question)}</p></div>')
    section_list()
    terms()
    explore.back_to_lecture(page.file)
    for sentence in (complaint, sections.complaint(), presenter_session.take_notice(), store.news()):
        if sentence:
            notice(sentence, to_class=False)
