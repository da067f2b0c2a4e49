"""What who follows a lecture sees: drawn in their browser from what the server sends, without a script.

A follower's page runs once; all that comes later comes over a socket of its own
(`rnnviz/server/follower_socket.py`) to `static/follow.js`.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from rnnviz.experiments.store import Store
from rnnviz.figures.tasks import encoder_decoder
from rnnviz.lectures import live_session
from rnnviz.lectures.model import PAGES, Scene
from rnnviz.lectures.shown_page import load_shown
from rnnviz.server import wrong_codes
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.text.language import _, current
from rnnviz.ui.components.static_files import STATIC, base_path, loader, module_address

HERE = Path(__file__).parent
# the colours of the page on which the lecturer's pictures were drawn, by their names in CSS
COLOURS = {
    "--st-text-color": "textColor",
    "--st-background-color": "backgroundColor",
    "--st-secondary-background-color": "secondaryBackgroundColor",
    "--st-border-color": "borderColor",
    "--st-primary-color": "primaryColor",
    "--st-link-color": "linkColor",
}
# the pictures that stand in a shadow of their own, with their style
SHADOWS = ("unrolled", "arrivals", "gallery", "draw")


@cache
def _component() -> Callable[..., Any]:
    style = encoder_decoder.STYLE.read_text() + (HERE / "follow.css").read_text()
    return st.components.v2.component(
        "rnnviz_follow",
        html=f'<style>{style}</style><div class="follow"></div>',
        js=loader("follow.js"),
        isolate_styles=False,
    )


def find(store: Store, code: str) -> None:
    """Look for the lecture of a code. Raises StoreError if there is none, Refusal where too many codes
    were tried."""
    address = st.context.ip_address or "127.0.0.1"  # which Streamlit leaves out
    wrong_codes.check(address)
    try:
        live_session.version(store, code)
    except StoreError as problem:
        if problem.kind is ErrorKind.MISSING:
            wrong_codes.note(address)
        raise


def followed(code: str) -> None:
    """Show the lecture of that code, live, with its questions to be answered."""
    _component()(
        key="followed",
        data={
            "socket": f"{base_path()}/live/{code}?lang={current()}",
            "words": words(),
            "themes": {name: _theme(name) for name in ("light", "dark")},
            "modules": {name: module_address(f"{name}.js") for name in ("figure", *SHADOWS)},
            "styles": {name: (STATIC / f"{name}.css").read_text() for name in SHADOWS},
        },
    )


def words() -> dict[str, str]:
    """All that the browser's side says by itself."""
    return {
        "connecting": _("Connecting …"),
        "lost": _("The connection is lost. Trying again …"),
        "waiting": _("The lecture has not begun yet. This page goes on by itself."),
        "asked": _("New question: {question}"),
        "shut": _("The question is closed."),
        "send": _("Send"),
        "sent": _("Your answer has been counted. You may change it."),
        "closed": _("No more answers are taken."),
        "right": _("Right: {answer}"),
        "yours": _("Your answer: {answer}"),
        "sketch": _("Draw with a finger, or choose a point with ← → and move it with ↑ ↓."),
        "sketched": _("Your curve at {place}: {answer}"),
        "point": _("{place}: {answer}"),
        "lag": _("lag {lag}"),
        "across": _("{across} = {lag}"),
        "lags": _("lag (steps back)"),
        "unheard": _("Your answer has not arrived. Try again when the connection is back."),
    }


def scene_shown(store: Store, code: str) -> Scene:
    """The page that the class sees now and its settings, also where the lecturer has changed them.
    Raises StoreError if there is no such lecture."""
    now, shown = load_shown(store, code)
    if shown.page not in PAGES:
        return now.current
    return Scene(page=shown.page, settings=dict(shown.settings))  # type: ignore[arg-type]


def _theme(name: str) -> dict[str, str]:
    return {variable: st.get_option(f"theme.{name}.{option}") for variable, option in COLOURS.items()}
