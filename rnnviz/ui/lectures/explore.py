"""A follower who lets go of a lecture, to explore a copy of what it shows, and comes back."""

import streamlit as st

from rnnviz.lectures.model import Scene
from rnnviz.text.language import _
from rnnviz.ui.session import presenter_session

KEY = "following"  # of the session: the code of the lecture that its reader has let go of
JOIN = "pages/join.py"


def explore(code: str, scene: Scene) -> None:
    """Open the page that is shown, with its settings, in the follower's own session."""
    st.session_state[KEY] = code
    presenter_session.open_scene(scene)


def way_back(file: str) -> None:
    """On every page, for who has let go: the button that leads back."""
    code = st.session_state.get(KEY)
    if not code:
        return
    if file == JOIN:
        del st.session_state[KEY]
    elif st.button(
        _("Back to the lecture"), icon=":material/arrow_back:", key="way back", type="primary"
    ):
        st.switch_page(JOIN, query_params={"c": code})
