"""Whose browser it is that a session belongs to."""

import streamlit as st

from rnnviz.server.browser_secret import NAME, owner_of


def owner() -> str:
    """The digest of the browser's secret, by which the store knows what is its own; "" where the
    browser takes no cookies, which then owns nothing."""
    return owner_of(st.context.cookies.get(NAME))
