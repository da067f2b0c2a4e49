"""The place where a link for another device is made: only where there are several owners."""

import re

import pytest
from support.sessions import Session
from support.several_owners import ANN, several_owners

from rnnviz.storage import links
from rnnviz.storage.clock import clock
from rnnviz.storage.ownership import machine_secret
from rnnviz.ui.frame import other_device
from rnnviz.ui.session import presenter_session


@pytest.fixture
def session():
    return Session()


def shown(session):
    """What it shows, and the link if one was made."""
    session(other_device.other_device)
    return session.keys, [code.value for code in session.at.code]


def test_where_all_are_one_there_is_nothing_to_click(session):
    assert shown(session) == ([], [])


@pytest.mark.parametrize("secret", [ANN, None], ids=["browser", "machine"])
def test_a_link_and_its_picture_bring_the_secret_along(session, store, monkeypatch, secret):
    several_owners(monkeypatch)(secret)
    assert shown(session) == (["make own link"], [])
    session.press("make own link", other_device.other_device)
    (link,) = [code.value for code in session.at.code]
    token = re.fullmatch(r"http://[^/]+/own\?token=(\S+)", link)[1]
    assert "data:image/svg+xml" in session.html and f'alt="QR code of {link}"' in session.html
    assert links.take(store, token) == (secret or machine_secret(store))
    monkeypatch.setattr(clock, "now", lambda: 1e12)
    assert shown(session) == (["make own link"], [])  # it is too old


def test_not_where_a_class_looks_on_nor_where_nothing_lasts(session, store, monkeypatch):
    come = several_owners(monkeypatch)
    come("")
    assert shown(session) == ([], [])
    come(ANN)
    monkeypatch.setattr(presenter_session, "current", lambda: "somebody")
    assert shown(session) == ([], [])
