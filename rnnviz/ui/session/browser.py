"""Whose browser it is that a session belongs to, and so what is its own."""

import hmac
import secrets
from contextlib import suppress
from dataclasses import dataclass, field

import streamlit as st

from rnnviz.server.browser_secret import NAME, owner_of
from rnnviz.server.own_address import is_own, own_address
from rnnviz.settings.sources import current
from rnnviz.storage.database import StoreError
from rnnviz.storage.ownership import MACHINE, machine_secret
from rnnviz.text.language import N_
from rnnviz.ui.session import streamlit_private
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.store import open_store

VISIT = "visit:"  # what the owner begins with where a browser takes no cookies
ONLY_THIS_VISIT = N_(
    "This browser keeps no cookies here, perhaps because another site shows this page: what you train "
    "or save is yours until you close or reload it."
)


@dataclass
class Visit:
    """Who owns what a session makes whose browser takes no cookies."""

    owner: str = field(default_factory=lambda: VISIT + secrets.token_hex(16))


def is_phone() -> bool:
    """Whether the browser calls itself one of a phone or a tablet."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


def owner() -> str:
    """Who owns what this session makes, and may change it: the machine's own user, or a browser, or
    where it takes no cookies this visit alone."""
    if has_one_owner() or is_on_machine():
        return MACHINE
    known = browser_digest()
    if not known:
        return page_state(Visit).owner
    with suppress(StoreError):  # which the page says where it needs the store
        if hmac.compare_digest(known, owner_of(machine_secret(open_store()))):
            return MACHINE
    return known


def has_one_owner() -> bool:
    """Whether all who come are the same: the server listens to its own machine alone and nobody hands
    on what others ask."""
    listens = st.get_option("server.address")
    return bool(listens) and is_own(str(listens)) and not _comes_through_others()


def is_on_machine() -> bool:
    """Whether the browser runs on the machine that serves it."""
    peer = streamlit_private.peer()
    return bool(peer) and (is_own(peer) or peer == own_address()) and not _comes_through_others()


def _comes_through_others() -> bool:
    """Whether a proxy may stand between the browser and us, one that we know of or one that says so."""
    headers = st.context.headers
    return bool(current().trusted_proxies) or "X-Forwarded-For" in headers or "Forwarded" in headers


def is_visit() -> bool:
    """Whether what this session makes is its own for this visit alone, which it is to be told."""
    return owner().startswith(VISIT)


def browser_digest() -> str:
    """The digest of the browser's secret, by which the store knows it again; "" where it takes no
    cookies."""
    return owner_of(st.context.cookies.get(NAME))


def own_secret() -> str:
    """The secret by which another device is the same owner as this session; "" where there is none.
    Raises StoreError."""
    if owner() == MACHINE:
        return machine_secret(open_store())
    return st.context.cookies[NAME] if browser_digest() else ""


def secret_for(code: str) -> str:
    """The secret by which this browser drives a lecture that it holds, always the same; "" where it
    takes no cookies."""
    if not browser_digest():
        return ""
    return hmac.digest(st.context.cookies[NAME].encode(), code.encode(), "sha256").hex()
