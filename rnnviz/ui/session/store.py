"""The one store of this server."""

import streamlit as st

from rnnviz.experiments import ticker
from rnnviz.experiments.store import Store


@st.cache_resource
def _store() -> Store:
    store = Store()
    ticker.start(store)
    return store


def open_store() -> Store:
    """The one store of this server; raises StoreError if it cannot be used."""
    return _store()
