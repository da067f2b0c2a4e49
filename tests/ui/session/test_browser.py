"""A session knows whose browser it belongs to, by a digest alone, and what is its own."""

from contextlib import closing
from unittest import mock

import pytest
import streamlit as st

from rnnviz.experiments.store import Store
from rnnviz.server.browser_secret import NAME, owner_of
from rnnviz.settings.settings import Settings
from rnnviz.storage.database import StoreError
from rnnviz.storage.ownership import MACHINE, machine_secret
from rnnviz.ui.session import browser
from rnnviz.ui.session import store as session_store
from rnnviz.ui.session.browser import browser_digest, owner, secret_for

SECRET = "abcdefghijklmnopqrstuvwxyz_-0123"
OTHERS = "192.168.1.77"


@pytest.fixture
def comes(monkeypatch, tmp_path):
    """A browser comes to a server that listens somewhere, from an address, with cookies and headers."""
    with closing(Store(tmp_path / "store")) as store:
        monkeypatch.setattr(session_store, "_store", lambda: store)
        monkeypatch.setattr(browser, "own_address", lambda: "192.168.1.5")

        def go(listens=None, peer=OTHERS, cookie="", proxies=(), **headers):
            named = {name.replace("_", "-"): text for name, text in headers.items()}
            monkeypatch.setattr(browser.st, "get_option", lambda name: listens)
            monkeypatch.setattr(browser.streamlit_private, "peer", lambda: peer)
            monkeypatch.setattr(browser, "current", lambda: Settings(trusted_proxies=proxies))
            monkeypatch.setattr(type(st.context), "cookies", {NAME: cookie} if cookie else {})
            monkeypatch.setattr(type(st.context), "headers", named)
            return owner()

        go.store = store
        yield go


@pytest.mark.parametrize(
    ("cookies", "known"), [({}, ""), ({NAME: "forged"}, ""), ({NAME: SECRET}, owner_of(SECRET))]
)
def test_a_browser_is_the_digest_of_its_secret_or_nobody(cookies, known):
    with mock.patch.object(type(st.context), "cookies", cookies):
        assert browser_digest() == known


def test_a_server_for_its_machine_alone_has_one_owner(comes):
    for listens in ("127.0.0.1", "localhost", "::1", "127.0.0.2"):
        assert comes(listens, peer="127.0.0.1", cookie=SECRET) == MACHINE
        assert comes(listens, peer="127.0.0.1") == MACHINE


@pytest.mark.parametrize("listens", [None, "", "0.0.0.0", "::", "192.168.1.5"])
def test_else_each_browser_owns_its_own_but_that_of_the_machine_itself(comes, listens):
    assert comes(listens, cookie=SECRET) == owner_of(SECRET)
    assert comes(listens, cookie=SECRET[::-1]) == owner_of(SECRET[::-1])
    for peer in ("127.0.0.1", "::1", "::ffff:127.0.0.1", "192.168.1.5"):
        assert comes(listens, peer, cookie=SECRET) == MACHINE
    assert comes(listens, peer="", cookie=SECRET) == owner_of(SECRET)


@pytest.mark.parametrize(
    "between",
    [
        {"proxies": ("127.0.0.1",)},
        {"X_Forwarded_For": "127.0.0.1"},  # a proxy that nobody has told us of
        {"Forwarded": "for=127.0.0.1"},
    ],
)
def test_behind_a_proxy_nobody_is_on_the_machine(comes, between):
    for listens in ("127.0.0.1", "0.0.0.0"):
        assert comes(listens, "127.0.0.1", SECRET, **between) == owner_of(SECRET)


def test_who_has_the_machines_secret_is_its_user_anywhere(comes):
    secret = machine_secret(comes.store)
    assert owner_of(secret)
    assert comes("0.0.0.0", cookie=secret) == MACHINE
    assert comes("0.0.0.0", cookie=secret[:-1] + ("a" if secret[-1] != "a" else "b")) != MACHINE


def test_without_cookies_a_visit_owns_what_it_makes(comes):
    found = comes("0.0.0.0")
    assert found.startswith("visit:") and owner() == found
    assert browser.is_visit() and not browser.own_secret()
    st.session_state.clear()  # another visit
    assert comes("0.0.0.0") != found
    comes("0.0.0.0", cookie=SECRET)
    assert not browser.is_visit()


def test_the_secret_for_another_device_is_that_of_the_owner(comes):
    comes("0.0.0.0", cookie=SECRET)
    assert browser.own_secret() == SECRET
    comes("0.0.0.0", "127.0.0.1", SECRET)
    assert browser.own_secret() == machine_secret(comes.store)


def test_a_store_that_cannot_be_used_makes_nobody_the_machines_user(comes, monkeypatch):
    def broken():
        raise StoreError("Locked.")

    monkeypatch.setattr(browser, "open_store", broken)
    assert comes("0.0.0.0", cookie=SECRET) == owner_of(SECRET)


def test_a_browser_has_its_own_secret_for_each_lecture():
    with mock.patch.object(type(st.context), "cookies", {NAME: SECRET}):
        mine = secret_for("ABCDE")
        assert mine == secret_for("ABCDE") and mine != secret_for("FGHIJ")
        assert SECRET not in mine and mine != browser_digest()
    with mock.patch.object(type(st.context), "cookies", {NAME: SECRET[::-1]}):
        assert secret_for("ABCDE") != mine
    assert secret_for("ABCDE") == ""
