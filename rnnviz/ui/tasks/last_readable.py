"""What stands in a box while it cannot be read: the last that could."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from rnnviz.ui.components.html import notice
from rnnviz.ui.session.page_state import page_state

Read = TypeVar("Read")


@dataclass
class LastText:
    """The last text of a box that could be read."""

    text: str = ""


def last_text(key: str, example: str) -> str:
    """The last text of a box that could be read, the example before there was any."""
    return page_state(LastText, key).text or example


def last_readable(key: str, typed: str, example: str, read: Callable[[str], Read]) -> Read:
    """What `read` makes of the typed text, or of the example if nothing is typed. If it raises
    ValueError, the sentence is shown, and the last text that could be read stands in (or the example,
    which always can be)."""
    typed = typed if typed.strip() else example
    try:
        found = read(typed)
        page_state(LastText, key).text = typed
        return found
    except ValueError as problem:
        notice(str(problem), to_class=False)
    try:
        return read(last_text(key, example))
    except ValueError:  # another network, which cannot read it
        return read(example)
