"""Whose browser it is that a session belongs to."""

import hmac

import streamlit as st

from rnnviz.server.browser_secret import NAME, owner_of


def owner() -> str:
    """The digest of the browser's secret, by which the store knows what is its own; "" where the
    browser takes no cookies, which then owns nothing."""
    return owner_of(st.context.cookies.get(NAME))


def secret_for(code: str) -> str:
    """The secret by which this browser drives a lecture that it owns, always the same; "" where it owns
    nothing."""
    if not owner():
        return ""
    return hmac.digest(st.context.cookies[NAME].encode(), code.encode(), "sha256").hex()
