"""Tags are put on and taken off, and go with what they are on."""

import pytest

from rnnviz.experiments.store import Store
from rnnviz.storage.tags import MOST_TAGS, change, read_tags, tags_of
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import Experiment


def test_they_are_put_on_and_taken_off(store: Store):
    change(store, ["a", "b"], ["two", " one\n"])
    change(store, ["b"], ["three"], ["two"])
    assert tags_of(store, ["a", "b", "c"]) == {"a": ("one", "two"), "b": ("one", "three")}


def test_they_go_with_what_they_are_on(store):
    id = store.add(Experiment())
    change(store, [id], ["one"])
    store.remove(id)
    assert tags_of(store, [id]) == {}


def test_they_are_on_one_line_each_and_not_too_many():
    assert read_tags(["b", "a", "a", "", "x" * 99, "two\nlines"]) == ("a", "b", "two lines", "x" * 30)
    with pytest.raises(Refusal, match="21 tags"):
        read_tags(map(str, range(MOST_TAGS + 1)))


def test_too_many_on_one_thing_change_nothing(store):
    change(store, ["a"], map(str, range(MOST_TAGS)))
    before = tags_of(store, ["a", "b"])
    with pytest.raises(Refusal):
        change(store, ["b", "a"], ["one more"])
    assert tags_of(store, ["a", "b"]) == before
