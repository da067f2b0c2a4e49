"""What people expect of any tool and every page has: Back and Forward, help, a sign that something is
loading, boxes that read numbers as people write them (see `static/habits.js`)."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from rnnviz.text.language import _
from rnnviz.ui.components.static_files import base_path, loader
from rnnviz.ui.frame import help
from rnnviz.ui.session import address
from rnnviz.ui.session.pages import Page


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "rnnviz_habits", html="<span></span>", js=loader("habits.js"), isolate_styles=False
    )


@cache
def _look() -> str:
    return Path(__file__).with_name("habits.css").read_text("utf-8")


def number_words() -> dict[str, str]:
    """What is said of something typed into a box for a number that is none."""
    return {
        "unread": _("“{text}” is not a number."),
        "doubtful": _("“{text}” may be {one} or {other}; write it as one of these."),
        "whole": _("Allowed are whole numbers."),
    }


def habits(page: Page) -> None:
    """Place them on a page."""
    _component()(
        key="habits",
        data={
            "look": _look(),  # it stays while one page follows another, as a component's own does not
            "home": f"{base_path()}/",
            "loading": _("Loading"),
            "numbers": number_words(),
            "help": help.data(page),
        },
        height=1,
        on_reset_change=address.reset,
    )
