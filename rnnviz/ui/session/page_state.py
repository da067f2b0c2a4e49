"""What a page or a component remembers beside its widgets, from one run of the script to the next: a
dataclass, kept in the session under one key."""

from typing import TypeVar

import streamlit as st

Kind = TypeVar("Kind")


def key_of(kind: type, of: str = "") -> str:
    """Where the session keeps the state of a kind."""
    return f"state {kind.__module__}.{kind.__qualname__} {of}".rstrip()


def page_state(kind: type[Kind], of: str = "") -> Kind:
    """The session's one instance of a dataclass whose fields have defaults, made when first asked for;
    to be changed in place. `of` tells several of a kind apart. Raises TypeError for a class of a page's
    own file, which is a new class with every run."""
    if kind.__module__ == "__main__":
        raise TypeError(f"{kind.__name__} must stand in a module: a page's classes last for one run.")
    key = key_of(kind, of)
    found = st.session_state.get(key)
    if not isinstance(found, kind):  # there is none, or its module has been reloaded since
        found = st.session_state[key] = kind()
    return found


def forget(kind: type, of: str = "") -> None:
    """Begin anew with the defaults."""
    st.session_state.pop(key_of(kind, of), None)
