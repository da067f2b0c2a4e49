"""What each of the four shapes is used for."""

import streamlit as st

from rnnviz.figures.tasks.gallery import uses
from rnnviz.text.language import _
from rnnviz.ui.components.html import markup


def shape_uses() -> None:
    """A line each, folded."""
    with st.expander(_("What each shape is used for")):
        markup(uses())
