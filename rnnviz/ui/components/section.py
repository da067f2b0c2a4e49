"""One section of a page: where the list of the page's pictures leads to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from rnnviz.text.allowance import TooMuch
from rnnviz.ui.components.at_length import at_length_if_ever
from rnnviz.ui.components.html import heading, notice, unseen_heading
from rnnviz.ui.session import page_clock, sections


def section(word: str, draw: Callable[..., None], *given: object, head: str = "") -> None:
    """Draw a section of the open page by calling `draw` with what is given, if it is shown at all; its
    heading is read out only, unless there is a `head`."""
    if sections.shows(word):
        with box(word, head):
            within_limits(draw, *given)


def within_limits(draw: Callable[..., None], *given: object) -> None:
    """Draw a part of a page; where that takes more than a page may, a sentence says so, and the others
    go on."""
    page_clock.grant()
    try:
        with at_length_if_ever():
            draw(*given)
    except TooMuch as problem:
        notice(str(problem), to_class=False)


@contextmanager
def box(word: str, head: str = "") -> Iterator[None]:
    """The place of a section that is shown, with its heading."""
    with st.container(key=f"section-{word}"):
        if head:
            heading(head)
        else:
            unseen_heading(sections.title_of(word))
        yield
