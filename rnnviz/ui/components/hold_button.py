"""The button that holds the moment which is shown of what goes on, or goes on with the newest."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from rnnviz.text.language import _


def hold_button(
    key: str, holds: bool, turned: Callable[..., None], args: tuple[Any, ...], live: bool = True
) -> None:
    """Pressed it calls `turned` with the `args`. Of what is not `live` there is nothing newer to come,
    only an end to go to."""
    follow = _("Follow on") if live else _("To the end")
    st.button(
        follow if holds else _("Hold"),
        icon=":material/play_arrow:" if holds else ":material/pause:",
        key=key,
        on_click=turned,
        args=args,
        help=_("The training itself goes on in either case.") if live else None,
    )
