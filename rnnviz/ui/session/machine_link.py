"""What a server says when it starts: the link that makes a browser the machine's own user."""

from collections.abc import Callable
from contextlib import closing
from urllib.parse import urlencode

import streamlit as st

from rnnviz.server.own_address import ANYWHERE, is_own, own_address, web_address
from rnnviz.server.own_link import PATH, TOKEN
from rnnviz.settings.sources import current
from rnnviz.storage import links
from rnnviz.storage.database import Database, StoreError
from rnnviz.storage.ownership import machine_secret
from rnnviz.text.language import _


def sentence(open_store: Callable[[], Database]) -> str:
    """The link in a sentence, for who has started the server; "" where only the machine itself comes,
    which is its user without any link."""
    listens = str(st.get_option("server.address") or "")
    if is_own(listens) and listens and not current().trusted_proxies:
        return ""
    try:
        with closing(open_store()) as store:
            token = links.make(store, machine_secret(store))
    except StoreError as problem:
        return str(problem)
    host = (own_address() or "localhost") if listens in ANYWHERE else listens
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    path = f"{'/' + base if base else ''}/{PATH}"
    there = web_address(scheme, host, int(st.get_option("server.port")), path)
    return _(
        "To own what this machine has made (runs of notebooks, older experiments and lectures), open "
        "once within ten minutes: {address}"
    ).format(address=f"{there}?{urlencode({TOKEN: token})}")
