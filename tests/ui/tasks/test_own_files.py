"""The files that a reader keeps: seen, removed, and had back."""

from support.sessions import Session

from rnnviz.settings.settings import Settings
from rnnviz.storage import uploads
from rnnviz.storage.ownership import MACHINE
from rnnviz.ui.session import presenter_session
from rnnviz.ui.tasks import own_files


def shown(session):
    """The rows, and all else that is written."""
    session(own_files.own_files)
    return [one.value for one in session.at.markdown], session.html


def test_where_there_are_none_nothing_stands(store):
    session = Session()
    uploads.keep(store, "somebody else", b"data", "theirs.csv")
    assert shown(session) == ([], "") and session.keys == []


def test_each_has_name_and_size_and_is_removed_and_had_back(store):
    kept = [uploads.keep(store, MACHINE, b"x" * n, f"*{n}*.csv") for n in (52, 310_000)]
    session = Session()
    rows, said = shown(session)
    assert sorted(rows) == [r"\*310000\*\.csv · 310 kB", r"\*52\*\.csv · 52 B"]
    assert "Together" in said and "310 kB" in said and "100 MB" in said
    session.press(f"file remove {kept[0]}", own_files.own_files)
    assert uploads.keys_of(store, MACHINE) == [kept[1]]
    assert "is removed" in session.html and "*52*.csv" in session.html
    session.press("file undo", own_files.own_files)
    assert set(uploads.keys_of(store, MACHINE)) == set(kept)
    assert "*52*.csv" not in session.html and "file undo" not in session.keys


def test_the_last_one_can_be_had_back_too_and_what_has_gone_is_said(store):
    key = uploads.keep(store, MACHINE, b"data")
    session = Session()
    shown(session)
    session.press(f"file remove {key}", own_files.own_files)
    assert session.keys == ["file undo"]
    store.rows("DELETE FROM uploads")
    session.press("file undo", own_files.own_files)
    assert session.keys == []
    assert "has gone for good" in session(presenter_session.take_notice)


def test_where_there_is_no_room_any_more_it_is_said(store, monkeypatch):
    key = uploads.keep(store, MACHINE, b"data")
    session = Session()
    shown(session)
    session.press(f"file remove {key}", own_files.own_files)
    uploads.keep(store, MACHINE, b"other")
    monkeypatch.setattr(uploads, "current", lambda: Settings(uploads=1))
    session.press("file undo", own_files.own_files)
    assert "file undo" in session.keys
    assert "allowed are up to" in session(presenter_session.take_notice)


def test_many_are_not_all_listed_and_a_class_sees_none(store, monkeypatch):
    monkeypatch.setattr(own_files, "MOST_SHOWN", 2)
    for number in range(5):
        uploads.keep(store, MACHINE, b"%d" % number)
    session = Session()
    rows, said = shown(session)
    assert len(rows) == 2 and "3 older ones" in said.replace("\u2068", "").replace("\u2069", "")
    monkeypatch.setattr(presenter_session, "current", lambda: "somebody")
    assert shown(session) == ([], "")
