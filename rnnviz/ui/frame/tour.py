"""A tour of the first page for who has never been here: six steps, shown once in each browser."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from rnnviz.text.language import N_, _
from rnnviz.ui.components.static_files import loader

# what is pointed at, and what is said of it
STEPS = (
    (
        ".st-key-text",
        N_("Type here: with every key the network reads your text anew. Nothing is a film."),
    ),
    (
        ".st-key-unrolled",
        N_(
            "Each column is one time step: below what it reads, in the middle its "
            "state, on top what it expects. Click one, or use the arrow keys."
        ),
    ),
    (
        ".arithmetic",
        N_("Here the chosen step stands number by number, as you would work it out by hand."),
    ),
    (
        ".st-key-sections",
        N_(
            "This list has every picture of the page and leads to it. What is folded unfolds then: the "
            "cell as texts draw it, the text it writes on, what PyTorch returns. With ⤓ beside it each "
            "leaves as a file: as it is drawn, or its numbers."
        ),
    ),
    (
        ".st-key-net",
        N_(
            "In the sidebar you choose another network, or one of the examples under Try. Show the "
            "code gives all of it as a script in PyTorch or NumPy, to be run on your own computer."
        ),
    ),
    (
        '[data-testid="stSidebar"] a[href$="lecture"]',
        N_(
            "The other pages go on from here: how gradients run back, why they vanish, what is learned "
            "when they are cut, from one seed or eight, and in Phase diagram which lag at which cut, "
            "as a map. Watch shows a PyTorch loop of your own while it trains, Runs compares all that "
            "was trained, and Save… makes files of it: a report, tables, a zip for another rnnviz. "
            "Lecture shows it to a room."
        ),
    ),
)


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "rnnviz_tour",
        html="<span></span>",
        css=Path(__file__).with_name("tour.css").read_text(),
        js=loader("tour.js"),
        isolate_styles=False,
    )


def offer() -> None:
    """Place the tour; the browser shows it if it never has, and if no link has led to the page."""
    _component()(
        key="tour",
        data={
            "name": _("A short tour"),
            "steps": [{"target": target, "words": _(words)} for target, words in STEPS],
            "of": _("{step} of {all}"),
            "skip": _("Skip"),
            "back": _("Back"),
            "next": _("Next"),
            "done": _("Done"),
        },
        height=1,
    )
