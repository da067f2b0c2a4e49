"""What the disk has changed of settings is found out; those of an earlier store get their checksums."""

import sqlite3
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.experiments.store import Store
from rnnviz.storage.checksums import add_checksums, checksum_of_text, unchanged
from rnnviz.storage.store_error import ErrorKind, StoreError
from rnnviz.text.message import Message
from rnnviz.training.experiment import Experiment

WHAT = Message("A stored experiment")


@given(st.text())
def test_what_was_written_is_read(text):
    assert int.from_bytes(checksum_of_text(text), "little") == zlib.crc32(text.encode())
    assert unchanged(text, checksum_of_text(text), WHAT) == text
    assert unchanged(text, None, WHAT) == text  # of a version that had no checksums


@given(st.text(min_size=1), st.data())
def test_one_letter_that_has_changed_is_found(text, data):
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda letter: letter != text[place]))
    with pytest.raises(StoreError, match="A stored experiment is damaged") as refused:
        unchanged(text[:place] + other + text[place + 1 :], checksum_of_text(text), WHAT)
    assert refused.value.kind is ErrorKind.DAMAGED


def test_what_is_no_text_any_more_is_damaged():
    for value in (None, 3, b"{}"):
        with pytest.raises(StoreError, match="is damaged"):
            unchanged(value, None, WHAT)


def test_the_settings_of_an_earlier_store_get_theirs():
    file = sqlite3.connect(":memory:")
    file.execute("CREATE TABLE experiments (experiment TEXT, checksum BLOB)")
    file.execute("CREATE TABLE sweeps (sweep TEXT, checksum BLOB)")
    file.executemany("INSERT INTO experiments VALUES (?, NULL)", [("one",), ("two",)])
    file.execute("INSERT INTO sweeps VALUES ('three', NULL)")
    add_checksums(file.execute)
    found = file.execute("SELECT * FROM experiments UNION ALL SELECT * FROM sweeps").fetchall()
    file.close()
    assert found == [(text, checksum_of_text(text)) for text in ("one", "two", "three")]


def test_a_training_whose_settings_have_changed_hides_none_of_the_others(tmp_path):
    store = Store(tmp_path / "store.db")
    good, bad = store.add(Experiment()), store.add(Experiment(seed=3))
    ((text,),) = store.rows("SELECT experiment FROM experiments WHERE id = ?", bad)
    other = text.replace('"seed":3', '"seed":2')
    assert other != text
    store.rows("UPDATE experiments SET experiment = ? WHERE id = ?", other, bad)
    assert [row.id for row in store.experiments()] == [good]
    with pytest.raises(StoreError, match="its checksum is another one"):
        store.row(bad)
    store.close()
