from dataclasses import replace

import pytest
from support.shown_pages import content, page

from rnnviz.lectures import live_session, shown_page
from rnnviz.lectures.model import Lecture, Scene
from rnnviz.lectures.piece import Piece
from rnnviz.lectures.shown_page import MOST_SHOWN, ShownPage, load_shown, show
from rnnviz.storage.database import StoreError

LECTURE = Lecture(title="Cuts", scenes=(Scene(look="one"), Scene(page="truncate")))


@pytest.fixture
def held(store):
    return (store, *live_session.begin(store, LECTURE))


def stored(store):
    return sorted(digest for (digest,) in store.rows("SELECT digest FROM pieces"))


def test_before_anything_is_shown_there_is_nothing(held):
    store, code, _ = held
    now, shown = load_shown(store, code)
    assert (now, shown) == (live_session.load(store, code), ShownPage())


def test_what_is_shown_is_stored_with_its_version(held):
    store, code, secret = held
    first = ShownPage("truncate", {"axis": "log"}, True, 12.5, {"a": Piece.of("html", [1])})
    show(store, code, secret, first)
    now, shown = load_shown(store, code)
    assert shown == first
    assert content(shown) == {"a": {"kind": "html", "data": [1]}}
    show(store, code, secret, ShownPage())
    later, shown = load_shown(store, code)
    assert (later.version, shown) == (now.version + 1, ShownPage())
    with pytest.raises(ValueError, match="at most 4,000,000 are sent"):
        show(store, code, secret, page(a="x" * MOST_SHOWN))
    assert load_shown(store, code) == (later, ShownPage())


def test_each_piece_is_stored_once_and_no_longer_than_it_is_shown(held):
    store, code, secret = held
    show(store, code, secret, page(a="same", b="same", c="other"))
    assert len(stored(store)) == 2
    before = stored(store)
    show(store, code, secret, page(c="new", a="same"))
    assert len(stored(store)) == 2 and set(stored(store)) & set(before)
    assert list(content(load_shown(store, code)[1])) == ["c", "a"]
    other, key = live_session.begin(store, LECTURE)
    show(store, other, key, page(a="same"))
    live_session.end(store, code, secret)
    assert len(stored(store)) == 1  # another lecture's own


def test_pieces_that_are_known_are_not_read_again(held, monkeypatch):
    store, code, secret = held
    show(store, code, secret, page(a="1", b="2"))
    known = {piece.digest: piece for piece in load_shown(store, code)[1].pieces.values()}
    show(store, code, secret, page(a="1", b="3"))
    read = []
    fresh = Piece.stored

    def counted(digest, packed):
        read.append(digest)
        return fresh(digest, packed)

    monkeypatch.setattr(shown_page.Piece, "stored", counted)
    _, shown = load_shown(store, code, known)
    assert read == [shown.pieces["b"].digest]
    assert [piece.content["data"] for piece in shown.pieces.values()] == ["1", "3"]


def test_without_the_lecture_there_is_nothing_to_load(store):
    with pytest.raises(StoreError, match="There is no lecture with the code AAAAA"):
        load_shown(store, "AAAAA")


def test_of_several_windows_the_class_sees_one(held):
    store, code, secret = held
    assert show(store, code, secret, page(a="1"), "one", False)  # nobody has been seen before
    before = live_session.load(store, code)
    assert before.wall == "one"
    assert not show(store, code, secret, page(a="2"), "other", False)
    assert live_session.load(store, code) == before
    assert show(store, code, secret, page(a="3"), "other", True)
    assert live_session.load(store, code).wall == "other"
    assert content(load_shown(store, code)[1])["a"]["data"] == "3"


def test_what_is_shown_is_known_without_its_pieces(held):
    store, code, secret = held
    assert shown_page.load_head(store, code) == ShownPage()
    first = ShownPage("truncate", {"axis": "log"}, True, 12.5, {"a": Piece.of("html", [1])}, 1)
    show(store, code, secret, first)
    assert shown_page.load_head(store, code) == replace(first, pieces={})
    with pytest.raises(StoreError, match="no lecture"):
        shown_page.load_head(store, "AAAAA")
