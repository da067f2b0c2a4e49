"""What the page Backpropagate shows, as code."""

import streamlit as st

from rnnviz.code.backpropagating import backpropagate_code
from rnnviz.code.script import PageCode
from rnnviz.text.message import Refusal
from rnnviz.ui.gradients.text_gradients import LastLook, look_at
from rnnviz.ui.network import selection
from rnnviz.ui.network.reading import reading


def code_now() -> PageCode:
    """The matrix that is shown of what stands in the boxes, with its cut; raises ValueError or
    StoreError, a sentence."""
    now = reading(selection.current())
    looked = look_at(now, st.session_state, LastLook(), alone=True)
    if looked.look is None:
        raise Refusal(
            "These gradients cannot be computed, so they have no code: {problem}",
            problem=looked.problem,
        )
    look = looked.look
    return backpropagate_code(now.net, now.typed.pieces, now.trace, look.name, look.flow.row, look.cut)
