"""Whatever a file holds: what is read of it is what was written, or a sentence says so."""

import zlib

import pytest
from support.damaged_stores import damages, frames_of, outcome, read_all, small_store

from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.storage.store_error import damaged, explained, whole
from rnnviz.text.message import Message, Refusal

CASES = 60  # `make faults` has many more


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return small_store(tmp_path_factory.mktemp("whole") / "store.sqlite")


def test_a_damaged_store_is_said_or_whole_and_never_changed(store, tmp_path):
    wanted = frames_of(store)
    assert len(wanted) == 4
    assert read_all(store) == []
    found = [
        outcome(tmp_path / "store.sqlite", data, wanted)
        for _, data in damages(store.read_bytes(), CASES)
    ]
    assert found.count("said") > CASES / 5
    assert found.count("whole") > CASES / 5  # there is room that nothing stands in


@pytest.mark.parametrize(
    "error", [ValueError("?"), TypeError("?"), KeyError("?"), RecursionError("?"), zlib.error("?")]
)
def test_what_cannot_be_read_of_a_row_is_damaged(error):
    with (
        pytest.raises(StoreError, match=r"^A stored checkpoint is damaged: '?\?'?\.$") as said,
        whole(Message("A stored checkpoint")),
    ):
        raise error
    assert said.value.kind is ErrorKind.DAMAGED


def test_a_sentence_stays_one():
    with (
        pytest.raises(StoreError, match=r"damaged: there is no command '.'; there are a, b\.$"),
        whole(Message("A stored checkpoint")),
    ):
        raise Refusal("There is no command {name!r}; there are {names}.", name="?", names=["a", "b"])
    with pytest.raises(StoreError, match=r"^another$"), whole(Message("A stored checkpoint")):
        raise StoreError("another")


def test_garbage_that_sqlite_quotes_is_damage(tmp_path):
    with pytest.raises(StoreError) as said, explained(tmp_path):
        b"\xe7".decode()
    assert said.value.message == damaged(tmp_path).message
