"""What a session remembers and its page's sockets use, too: they find it by a word that only this
reader's page has been told, for as long as the session lasts."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from rnnviz.ui.session.page_state import page_state

Kind = TypeVar("Kind")
_sessions: WeakValueDictionary[tuple[str, type], Any] = WeakValueDictionary()
_asks: ContextVar[str] = ContextVar("whose socket asks", default="")


@dataclass
class OwnWord:
    """By which a session is found."""

    word: str = field(default_factory=lambda: secrets.token_urlsafe(12))


def own_word() -> str:
    """That of this session."""
    return page_state(OwnWord).word


def own_memory(kind: type[Kind]) -> Kind:
    """What this session remembers of a kind, a dataclass whose fields have defaults."""
    own = page_state(kind)
    _sessions[own_word(), kind] = own
    return own


def find(word: str, kind: type[Kind]) -> Kind:
    """The same of the session which has this word; with nothing in it if the session is over or in
    another process."""
    found = _sessions.get((word, kind))
    return kind() if found is None else found


@contextmanager
def on_behalf_of(word: str) -> Iterator[None]:
    """What is done within is for the socket of the session which has this word."""
    before = _asks.set(word)
    try:
        yield
    finally:
        _asks.reset(before)


def whose_socket() -> str:
    """The word of the session whose socket asks, "" where the session itself does."""
    return _asks.get()
