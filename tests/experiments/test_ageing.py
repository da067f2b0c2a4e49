"""What nobody uses is thinned, then removed, where that is wanted; nothing else is touched."""

import datetime
import time

import pytest
from support.workers import SHORT

from rnnviz.experiments import ageing
from rnnviz.experiments.ageing import DAY, FEW, fate, sweep
from rnnviz.settings.settings import Settings


@pytest.fixture(autouse=True)
def limits(monkeypatch):
    def set_to(**settings):
        monkeypatch.setattr(ageing, "current", lambda: Settings(**settings))

    set_to(thin_after_days=2, remove_after_days=14)
    return set_to


def rested(store, days, frames=0, owner="a", status="finished"):
    id = store.add(SHORT, owner=owner)
    store.rows(
        "UPDATE experiments SET used = ?, status = ? WHERE id = ?",
        time.time() - days * DAY,
        status,
        id,
    )
    with store.transaction() as run:
        for number in range(frames):
            run("INSERT INTO frames VALUES (?, ?, ?, ?)", (id, number, number, 0.0))
    return id


def swept(store, times=10):
    for _ in range(times):
        sweep(store)


def test_few_frames_are_left_the_first_and_the_newest_among_them(store):
    id, young = rested(store, 3, frames=101), rested(store, 1, frames=101)
    sweep(store)
    assert FEW < len(store.frames(id)) < 101  # in pieces
    swept(store)
    assert [head.number for head in store.frames(id)] == [0, 25, 50, 75, 100]
    assert len(store.frames(young)) == 101


def test_what_has_rested_longer_is_removed(store):
    id, other = rested(store, 15, frames=50), rested(store, 13)
    swept(store)
    assert [row.id for row in store.experiments()] == [other]
    assert not store.rows("SELECT 1 FROM frames WHERE experiment = ?", id)


@pytest.mark.parametrize("spared", ["queued", "worker", "lecture", "machine", "unknown"])
def test_what_is_in_use_or_not_theirs_stays(store, spared):
    id = rested(
        store,
        400,
        owner="" if spared == "machine" else "a",
        status="queued" if spared == "queued" else "finished",
    )
    if spared == "worker":
        store.rows("UPDATE experiments SET worker = 'w', status = 'running'")
    if spared == "lecture":
        store.rows(
            "INSERT INTO halls (code, secret, lecture, begun, changed, trains) "
            "VALUES ('c', 's', '{}', 0, 0, ?)",
            SHORT.digest,
        )
    if spared == "unknown":  # stored before ages were noted
        store.rows("UPDATE experiments SET used = NULL")
    swept(store)
    assert [row.id for row in store.experiments()] == [id]


def test_a_look_keeps_it(store):
    id = rested(store, 15)
    store.touch(store.row(id))
    swept(store)
    before = store.row(id)
    assert time.time() - before.used < 60.0
    store.touch(before)
    assert store.row(id).used == before.used


def test_nothing_ages_where_nobody_wants_it(store, limits):
    limits()
    id = rested(store, 10_000, frames=20)
    swept(store)
    assert len(store.frames(id)) == 20
    assert not fate(store.row(id))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"thin_after_days": 2, "remove_after_days": 14}, ("few of its moments", "removed after {14}")),
        ({"thin_after_days": 2}, ("few of its moments are left after {2}.",)),
        ({"remove_after_days": 14}, ("it is removed after {14}.",)),
        ({"remove_after_days": 36_500}, ("removed after",)),
    ],
)
def test_it_is_said_beforehand(store, limits, settings, said):
    limits(**settings)
    days = {f"{{{n}}}": datetime.date.fromtimestamp(time.time() + n * DAY).isoformat() for n in (2, 14)}
    text = str(fate(store.row(rested(store, 0))))
    for part in said:
        for mark, day in days.items():
            part = part.replace(mark, day)
        assert part in text
    assert not fate(store.row(rested(store, 0, owner="")))
