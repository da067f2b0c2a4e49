"""A server that is open to several, without one: whose browser the next page belongs to."""

import streamlit as st

from rnnviz.server.browser_secret import NAME
from rnnviz.ui.session import browser

ANN, BOB = "ann" + "a" * 29, "bob" + "b" * 29  # secrets of two browsers


def several_owners(monkeypatch):
    """From now on pages are opened by a browser with this secret, "" for one without cookies, None for
    one on the machine itself."""
    monkeypatch.setattr(browser, "has_one_owner", lambda: False)

    def come(secret):
        monkeypatch.setattr(browser, "is_on_machine", lambda: secret is None)
        monkeypatch.setattr(type(st.context), "cookies", {NAME: secret} if secret else {})

    return come
