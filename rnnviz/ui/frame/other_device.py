"""Somebody's things on another device: a link that makes it the same owner, as a QR code, too."""

import html
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from rnnviz.server.own_link import PATH, TOKEN
from rnnviz.storage import links
from rnnviz.storage.clock import clock
from rnnviz.storage.database import StoreError
from rnnviz.text.language import _
from rnnviz.ui.lectures import join_link
from rnnviz.ui.session import browser, presenter_session
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.store import open_store


@dataclass
class MadeLink:
    """The link that was made last, and until when it works."""

    url: str = ""
    advice: str = ""  # what is to be done where other devices cannot use it
    ends: float = 0.0  # seconds since 1970


def other_device() -> None:
    """The place to make such a link; nowhere where all have one owner, or a class looks on."""
    if browser.has_one_owner() or browser.is_visit() or presenter_session.current():
        return
    with st.popover(
        _("Your things on another device"),
        icon=":material/devices:",
        width="stretch",
        key="other device",
    ):
        said = _(
            "A link or its picture brings your trainings and lectures to another device. It works "
            "once, for ten minutes; whoever opens it owns what you own."
        )
        st.html(f"<p>{html.escape(said)}</p>")
        st.button(_("Make a link"), key="make own link", on_click=_make)
        made = page_state(MadeLink)
        if made.ends > clock.now():
            if made.advice:
                st.html(f"<p>{html.escape(made.advice)}</p>")
            alt = html.escape(_("QR code of {address}").format(address=made.url))
            picture = join_link.code_picture(made.url)
            st.html(f'<img class="own-link" src="{picture}" alt="{alt}" width="240">')
            st.code(made.url, language=None, wrap_lines=True)


def _make() -> None:
    try:
        token = links.make(open_store(), browser.own_secret())
    except StoreError as problem:
        presenter_session.notify(str(problem))
        return
    there, advice = join_link.home_for_all()
    made = page_state(MadeLink)
    made.url, made.advice = f"{there}/{PATH}?{urlencode({TOKEN: token})}", advice
    made.ends = clock.now() + links.LASTS
