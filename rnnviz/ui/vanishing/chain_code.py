"""What the page Vanish & explode shows, as code."""

import streamlit as st

from rnnviz.analysis.remedies import telling_limit
from rnnviz.code.chaining import chain_code
from rnnviz.code.script import PageCode
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.vanishing.chain_controls import KEY, LastGood
from rnnviz.ui.vanishing.chain_view import view_of


def code_now() -> PageCode:
    """The chain that is shown, and the gradient that is clipped below it."""
    chain, state = page_state(LastGood).chain, st.session_state
    distance = min(int(state.get(KEY + "shown", chain.steps)), chain.steps)
    limit = state.get(KEY + "limit shown")
    if limit is None:
        limit = telling_limit(view_of(chain).first_draw(distance))
    return chain_code(chain, distance, float(limit))
