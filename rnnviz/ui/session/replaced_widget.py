"""Widgets that are replaced by another one, under another key, when something else has moved them."""

from collections.abc import Callable
from dataclasses import dataclass

from rnnviz.ui.session.page_state import page_state


@dataclass
class LastPlaced:
    """The key of the widget that stands at a place."""

    key: str = ""


def while_placed(place: str, key: str, turned: Callable[[], None]) -> Callable[[], None]:
    """`turned`, for as long as the widget of this key is the one that stands there: a browser may yet
    report one that has gone, and Streamlit takes that for a change."""
    page_state(LastPlaced, place).key = key

    def called() -> None:
        if page_state(LastPlaced, place).key == key:
            turned()

    return called
