"""A follower who lets go of a lecture, to explore a copy of what it shows, and comes back."""

from dataclasses import dataclass

import streamlit as st

from rnnviz.lectures.model import Scene
from rnnviz.text.language import _
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.pages import file_of
from rnnviz.ui.session.presenter_actions import open_scene

JOIN = file_of("join")


@dataclass
class Exploring:
    """The lecture that the session's reader has let go of."""

    code: str = ""


def explore(code: str, scene: Scene) -> None:
    """Open the page that is shown, with its settings, in the follower's own session."""
    page_state(Exploring).code = code
    open_scene(scene)


def back_to_lecture(file: str) -> None:
    """On every page, for who has let go: the button that leads back."""
    exploring = page_state(Exploring)
    if not exploring.code:
        return
    if file == JOIN:
        exploring.code = ""
    elif st.button(
        _("Back to the lecture"), icon=":material/arrow_back:", key="back to lecture", type="primary"
    ):
        st.switch_page(JOIN, query_params={"c": exploring.code})
