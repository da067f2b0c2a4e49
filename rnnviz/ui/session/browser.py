"""Whose browser it is that a session belongs to."""

import streamlit as st

from rnnviz.server.browser_secret import NAME, owner_of


def owner() -> str:
    """The digest of the browser's secret, by which the store knows what is its own; "" where the
    browser takes no cookies, which then owns nothing."""
    secret = st.context.cookies.get(NAME)
    return owner_of(secret if isinstance(secret, str) else None)  # a page's test has no browser
