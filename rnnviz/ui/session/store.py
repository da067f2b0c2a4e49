"""The one store of this server."""

import time
from dataclasses import dataclass

import streamlit as st

from rnnviz.experiments import ticker
from rnnviz.experiments.store import Store
from rnnviz.storage.database import StoreError
from rnnviz.ui.session.page_state import page_state

TOLD = 3600.0  # seconds for which it is said to everybody who comes what became of the store's file

_opened: list[Store] = []  # the one, as soon as a page has needed it


@st.cache_resource
def _store() -> Store:
    store = Store()
    ticker.start(store)
    _opened[:] = [store]
    return store


def open_store() -> Store:
    """The one store of this server; raises StoreError if it cannot be used."""
    return _store()


@dataclass
class _Told:
    """How much of what became of the store's file this session knows."""

    number: int = 0


def news() -> str:
    """What became of the store's file while it was in use, once for every session; "" if nothing."""
    if not _opened:
        return ""
    try:
        _opened[0].watch()
    except StoreError as problem:
        return str(problem)
    happened, told = _opened[0].happened, page_state(_Told)
    if happened is None or happened.number == told.number:
        return ""
    told.number = happened.number
    return str(happened.message) if time.monotonic() - happened.at < TOLD else ""
