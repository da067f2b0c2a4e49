"""How the room comes to a lecture: its short address, the same as a QR code made on this machine, and
what has to be done where phones could not reach it."""

import html
from functools import lru_cache
from urllib.parse import urlencode, urlsplit

import segno
import streamlit as st

from rnnviz.server.own_address import ANYWHERE, is_own, own_address, web_address
from rnnviz.text.language import _


def home() -> str:
    """Where this browser finds the dashboard, as http://host:port, with the path if it has one."""
    parts = urlsplit(st.context.url or "")
    if not parts.netloc:
        return f"http://localhost:{st.get_option('server.port')}"
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"{parts.scheme}://{parts.netloc}{'/' + base if base else ''}"


def for_all(url: str, listens: str, own: str | None) -> tuple[str, str]:
    """An address of the dashboard that works for everybody in the room, and what is to be done if there
    is none ("" else): `listens` is the address that the server answers at, `own` this machine's."""
    parts = urlsplit(url)
    if not is_own(parts.hostname):
        return url, ""
    there = web_address(parts.scheme, own, parts.port, parts.path) if own else ""
    if listens in ANYWHERE and there:
        return there, ""
    start = "make run ARGS=--server.address=0.0.0.0"
    if there:
        return url, _(
            "Phones cannot reach this address: it means the machine that asks for it. Start the "
            "dashboard with “{start}”; in this network its address is then {there}."
        ).format(start=start, there=there)
    return url, _(
        "Phones cannot reach this address: it means the machine that asks for it, and this one is in "
        "no network just now. Join one, then start the dashboard with “{start}”."
    ).format(start=start)


def home_for_all() -> tuple[str, str]:
    """Where everybody in the room finds the dashboard, and what is to be done where phones cannot."""
    return for_all(home(), str(st.get_option("server.address") or ""), own_address())


def address(code: str) -> tuple[str, str]:
    """A lecture's short address, and what is to be done where phones could not reach it."""
    there, problem = home_for_all()
    return f"{there}/join?{urlencode({'c': code})}", problem


@lru_cache(maxsize=16)
def code_picture(url: str) -> str:
    """An address as a QR code, an SVG as a data URI; black on white, as cameras want it."""
    made = segno.make(url, error="m", micro=False)
    return made.svg_data_uri(border=4, dark="#000", light="#fff", scale=8)


def shown(code: str) -> None:
    """The way to follow, to be read from the back row."""
    url, problem = address(code)
    plain = url.removeprefix("http://").removesuffix(f"?c={code}")
    words = _("Open {address} and type {code}, or point your camera here").format(
        address="\0", code="\1"
    )
    words = html.escape(words).replace("\0", f"<b>{html.escape(plain)}</b>")
    words = words.replace("\1", f"<b class='code'>{html.escape(code)}</b>")
    alt = _("QR code of {address}").format(address=url)
    st.html(
        f'<div class="room"><img src="{code_picture(url)}" alt="{html.escape(alt)}">'
        f"<p>{words}</p></div>"
    )
    if problem:
        st.html(f'<div class="notice" role="status"><b>!</b> {html.escape(problem)}</div>')
