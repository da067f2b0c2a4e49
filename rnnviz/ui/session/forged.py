"""What browsers say that controls stand at is client input, as an address is."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from rnnviz.storage.database import StoreError
from rnnviz.ui.session.address_fields import Field, SessionValues

REFUSED = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, StoreError)


def mend(fields: Sequence[Field], kept: Mapping[str, Any]) -> None:
    """Bring every field whose control stands at what it cannot back to what was `kept` of it, else to
    its default."""
    state = st.session_state
    for field in fields:
        if field.key not in state:
            continue
        value, known = state[field.key], field.key in kept
        if (known and _same(value, kept[field.key])) or _can_be(field, value, state):
            continue
        state[field.key] = kept[field.key] if known else field.default(state)


def _same(value: Any, other: Any) -> bool:
    return type(value) is type(other) and bool(value == other)


def _can_be(field: Field, value: Any, state: SessionValues) -> bool:
    """Whether the field's control may stand at this value."""
    try:
        if field.is_said and type(value) is type(field.default(state)):
            return True
        field.read(field.write(value))
    except REFUSED:
        pass
    else:
        return True
    try:
        return _same(value, field.default(state))
    except REFUSED:
        return False
