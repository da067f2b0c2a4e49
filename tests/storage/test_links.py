"""A link brings a secret along once, within ten minutes, and the store alone does not give it."""

import threading
from contextlib import closing

import pytest

from rnnviz.storage import links
from rnnviz.storage.clock import clock
from rnnviz.storage.database import Database
from rnnviz.text.message import Refusal

SECRET = "abcdefghijklmnopqrstuvwxyz_-0123"


def test_a_link_works_once(store):
    token = links.make(store, SECRET)
    assert links.take(store, token) == SECRET
    with pytest.raises(Refusal, match="has been used"):
        links.take(store, token)


@pytest.mark.parametrize(("later", "works"), [(0, True), (599, True), (601, False), (-86_400, False)])
def test_it_works_for_ten_minutes_also_where_the_clock_was_set_back(store, later, works, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: 1e9)
    token = links.make(store, SECRET)
    monkeypatch.setattr(clock, "now", lambda: 1e9 + later)
    if works:
        assert links.take(store, token) == SECRET
        return
    with pytest.raises(Refusal):
        links.take(store, token)


def test_the_store_holds_neither_the_token_nor_the_secret(store):
    token = links.make(store, SECRET)
    ((hashed, wrapped, _),) = store.rows("SELECT * FROM links")
    assert token not in hashed and SECRET.encode() != wrapped and len(wrapped) == len(SECRET)
    other = links.make(store, SECRET)  # the same secret, wrapped in another way
    assert len({row[1] for row in store.rows("SELECT * FROM links")}) == 2
    assert links.take(store, other) == SECRET


@pytest.mark.parametrize("wrong", ["", "?", "a" * 10_000, "\0", "ü", "\ud800"])
def test_a_guess_is_refused_in_a_sentence(store, wrong):
    links.make(store, SECRET)
    with pytest.raises(Refusal, match="Make a new one"):
        links.take(store, wrong)


def test_of_many_that_follow_it_at_once_one_gets_the_secret(tmp_path):
    with closing(Database(tmp_path / "store")) as store:
        token, got = links.make(store, SECRET), []

        def follow():
            with closing(Database(tmp_path / "store")) as own:
                try:
                    got.append(links.take(own, token))
                except Refusal:
                    got.append("")

        several = [threading.Thread(target=follow) for _ in range(8)]
        for one in several:
            one.start()
        for one in several:
            one.join()
    assert sorted(got) == [""] * 7 + [SECRET]
