"""The page Truncate without a browser: what it offers, what it refuses, what it says of a bad store."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rnnviz.experiment import Experiment, Run
from rnnviz.store import Store
from rnnviz.truncation import Truncation

PAGE = Path(__file__).parents[2] / "pages" / "truncate.py"


@pytest.fixture
def store_file(tmp_path, monkeypatch):
    file = tmp_path / "store.db"
    monkeypatch.setenv("RNNVIZ_STORE", str(file))
    st.cache_resource.clear()  # the server keeps one store open
    yield file
    st.cache_resource.clear()


@pytest.fixture
def opened(store_file, monkeypatch):
    # outside of its app a page has nobody to link to
    monkeypatch.setattr("rnnviz.ui.page.PAGES", tuple(p for p in pages() if p.title == "Truncate"))

    def go(**query):
        at = AppTest.from_file(str(PAGE), default_timeout=60)
        for name, text in query.items():
            at.query_params[name] = text
        at.run()
        assert not at.exception
        return at

    return go


def pages():
    from rnnviz.ui.page import PAGES

    return PAGES


def labels(at):
    return [button.label for button in at.main.button]


def said(at):
    return [element.proto.body for element in at.get("html") if 'class="notice"' in element.proto.body]


def test_the_first_visit_offers_the_classic_pair_and_start(opened):
    at = opened()
    assert labels(at) == ["Start"]
    assert at.text_input(key="runs").value == "windows5.h4,windows10.h16"
    assert said(at) == []


def test_what_cannot_be_is_said_and_nothing_can_start(opened):
    at = opened(lags="3:0.9,8:0.4")
    assert "probability of a 1 would be" in said(at)[0]
    assert labels(at) == []


def test_a_bad_link_is_said(opened):
    at = opened(optimizer="magic", rate="-1")
    assert any("“magic”" in words for words in said(at))
    assert any("“-1”" in words for words in said(at))


def test_the_last_one_trained_is_shown(opened, store_file):
    run = Run(hidden=7, truncation=Truncation.windows(6))
    Store(store_file).add(Experiment(runs=(run,), samples=12_345))
    at = opened()
    assert at.text_input(key="runs").value == "windows6.h7"
    assert at.number_input(key="samples").value == 12_345
    assert "Start" not in labels(at)


def test_a_damaged_store_is_a_sentence(opened, store_file):
    store_file.write_bytes(b"not a database, not even a small one" * 100)
    at = opened()
    assert str(store_file.name) in said(at)[0]
