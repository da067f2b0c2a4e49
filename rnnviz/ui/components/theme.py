"""How the reader looks at the page: dark or light, in high contrast or not."""

import streamlit as st

# high contrast in the session: what the reader has chosen, if so, and what the browser asks for
CONTRAST, CONTRAST_WANTED = "contrast", "contrast wanted"


def is_dark() -> bool:
    """Whether the reader looks at the dark theme."""
    return st.context.theme.type == "dark"


def is_strong() -> bool:
    """Whether the reader looks at everything in high contrast (see `ui/contrast.py`)."""
    state = st.session_state
    return bool(state.get(CONTRAST, state.get(CONTRAST_WANTED, False)))
