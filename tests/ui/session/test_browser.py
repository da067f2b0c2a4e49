"""A session knows whose browser it belongs to, by a digest alone."""

from unittest import mock

import pytest
import streamlit as st

from rnnviz.server.browser_secret import NAME, owner_of
from rnnviz.ui.session.browser import owner, secret_for

SECRET = "abcdefghijklmnopqrstuvwxyz_-0123"


@pytest.mark.parametrize(
    ("cookies", "known"), [({}, ""), ({NAME: "forged"}, ""), ({NAME: SECRET}, owner_of(SECRET))]
)
def test_the_owner_is_the_digest_of_the_secret_or_nobody(cookies, known):
    with mock.patch.object(type(st.context), "cookies", cookies):
        assert owner() == known


def test_without_a_browser_nothing_is_owned():
    assert owner() == ""


def test_a_browser_has_its_own_secret_for_each_lecture():
    with mock.patch.object(type(st.context), "cookies", {NAME: SECRET}):
        mine = secret_for("ABCDE")
        assert mine == secret_for("ABCDE") and mine != secret_for("FGHIJ")
        assert SECRET not in mine and mine != owner()
    with mock.patch.object(type(st.context), "cookies", {NAME: SECRET[::-1]}):
        assert secret_for("ABCDE") != mine
    assert secret_for("ABCDE") == ""
