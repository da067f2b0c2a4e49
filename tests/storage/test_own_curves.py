"""Curves of one's own are stored with their points, and are nobody else's."""

import numpy as np
import pytest

from rnnviz.settings.settings import Settings
from rnnviz.storage import own_curves, uploads
from rnnviz.storage.database import Database, ErrorKind, StoreError
from rnnviz.storage.own_curves import add, curves, duplicate, points_of, rename, thinned
from rnnviz.text.message import Refusal

POINTS = np.array([[1.0, 2.0, 5.0], [0.7, 0.5, 0.4]])


@pytest.fixture
def file(tmp_path):
    found = Database(tmp_path / "store")
    yield found
    found.close()


def test_a_curve_comes_back_as_it_was(file):
    id = add(file, "me", "<b>mine</b>\n", POINTS, task='{"name": "echo"}', per_step=20)
    (one,) = curves(file, ["me"])
    assert (one.id, one.owner, one.name, one.per_step) == (id, "me", "<b>mine</b>", 20)
    np.testing.assert_array_equal(points_of(file, id), POINTS)
    assert curves(file, ["you"]) == []
    assert curves(file, ["you"], [id]) == [one]


def test_it_is_renamed_and_copied_by_its_owner(file):
    id = add(file, "me", "one", POINTS)
    assert not rename(file, id, "stolen", ["you"])
    assert rename(file, id, "other", ["me", "you"])
    copied = duplicate(file, id, "you", "a copy")
    assert {one.name for one in curves(file, ["me", "you"])} == {"other", "a copy"}
    np.testing.assert_array_equal(points_of(file, copied), POINTS)


def test_what_is_damaged_or_gone_is_said(file):
    id = add(file, "me", "one", POINTS)
    file.rows("UPDATE own_curves SET points = substr(points, 2)")
    with pytest.raises(StoreError) as damaged:
        points_of(file, id)
    assert damaged.value.kind == ErrorKind.DAMAGED
    with pytest.raises(StoreError) as gone:
        points_of(file, "nothing")
    assert gone.value.kind == ErrorKind.MISSING


def test_curves_count_among_the_files_that_an_owner_may_keep(file, monkeypatch):
    monkeypatch.setattr(uploads, "current", lambda: Settings(uploads=2))
    add(file, "me", "one", POINTS)
    add(file, "you", "one", POINTS)
    add(file, "me", "two", POINTS)
    with pytest.raises(Refusal, match="2 of your files"):
        add(file, "me", "three", POINTS)
    file.rows("UPDATE own_curves SET removed = 1 WHERE name = 'two'")
    add(file, "me", "three", POINTS)


def test_a_look_at_it_is_noted_now_and_then(file, monkeypatch):
    id = add(file, "me", "one", POINTS)
    file.rows("UPDATE own_curves SET used = 5")
    points_of(file, id)
    assert file.rows("SELECT used FROM own_curves")[0][0] > 5


def test_few_points_look_like_all_of_them():
    values = np.zeros(10_000)
    values[7_000], values[2_000] = 5.0, np.nan
    found = thinned(np.array([np.arange(10_000.0), values]), 100)
    assert found.shape[1] <= 100
    assert found[:, found[1].argmax()].tolist() == [7000.0, 5.0]
    assert np.isfinite(found).all()
    assert thinned(POINTS, 10) is POINTS
    assert own_curves.MOST_POINTS < 10_000
