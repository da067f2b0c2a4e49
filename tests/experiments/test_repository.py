"""Experiments are added, found, steered, renamed and removed."""

import json

import pytest
from support.own_race import advance, own

from rnnviz.experiments.commands import ChangeRate, ChangeSpeed, Pause, Resume, Stop, read
from rnnviz.experiments.frame_writer import Superseded
from rnnviz.experiments.repository import LONGEST_TITLE
from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.storage.database import StoreError
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import Race

SHORT = Experiment(samples=600_000, runs=[Run(batch=20, hidden=3), Run(batch=40, hidden=2)])


def test_what_is_added_is_found_again_by_every_reader(store, path):
    first = store.add(SHORT, "the first")
    second = store.add(Experiment(seed=3))
    other = Store(path)
    assert [row.id for row in other.experiments()] == [second, first]
    row = other.row(first)
    assert (row.title, row.status, str(row.message), row.samples, row.total) == (
        "the first",
        "queued",
        "",
        0,
        600_000,
    )
    assert row.experiment == SHORT
    assert other.last_frame(first) is None
    assert other.frames(first) == []
    assert [len(curve.loss) for curve in other.curves(first)] == [0, 0]
    other.close()


def test_only_its_owner_names_it_and_the_name_is_one_short_line(store):
    id = store.add(SHORT, owner="ann")
    assert not store.rename(id, "bob's", "bob") and not store.rename(id, "the machine's", "")
    assert store.row(id).title == ""
    assert store.rename(id, "  two\n lines\u200b \ud800 ", "ann")
    assert store.row(id).title == "two lines"
    assert store.rename(id, "a" * 1000, "ann")
    assert store.row(id).title == "a" * LONGEST_TITLE
    assert store.rename(id, " ", "ann") and store.row(id).title == ""


def test_what_is_named_and_has_begun_is_found_the_newest_first(store):
    ids = [store.add(SHORT, title=title, owner="ann") for title in ("one", "", "two", "three")]
    store.add(SHORT, title="another's", owner="bob")
    assert store.named("ann", 9) == []
    for id in ids[:3]:
        own(store, id).open(1)
        store.rows("INSERT INTO frames VALUES (?, 0, 0, 0.0)", id)
    assert [row.title for row in store.named("ann", 9)] == ["two", "one"]
    assert [row.title for row in store.named("ann", 2)] == ["two"]  # the newest has not begun
    asked = "EXPLAIN QUERY PLAN SELECT id FROM experiments WHERE title > '' AND owner = ?"
    assert "named_experiments" in str(store.rows(asked, "ann"))


def test_it_is_renamed_and_removed_with_all_that_belongs_to_it(store):
    id = store.add(SHORT)
    store.rename(id, "another")
    assert store.row(id).title == "another"
    pen, race = own(store, id), Race(SHORT)
    pen.open(2)
    advance(pen, race)
    store.command(id, Pause())
    store.remove(id)
    for table in ("experiments", "frames", "checkpoints", "curves", "commands"):
        assert store.rows(f"SELECT count(*) FROM {table}") == [(0,)]
    with pytest.raises(StoreError, match="no experiment"):
        store.row(id)
    with pytest.raises(Superseded):
        advance(pen, race)


def test_the_newest_training_of_an_experiment_is_found_by_what_it_is(store):
    ids = [store.add(experiment) for experiment in (SHORT, Experiment(), SHORT)]
    assert store.newest(SHORT).id == ids[2]
    assert store.newest(Experiment()).id == ids[1]
    assert store.newest(Experiment(seed=1)) is None
    # as another version wrote it: settings in another order, and one that was not there yet
    written = json.loads(SHORT.to_json())
    less = {name: written[name] for name in reversed(written) if name != "seed"}
    store.rows(
        "UPDATE experiments SET checksum = NULL, experiment = ? WHERE id = ?", json.dumps(less), ids[2]
    )
    assert store.newest(SHORT).id == ids[2]
    # as if what is usual had changed since
    later = SHORT.model_copy(update={"seed": 3}).to_json()
    store.rows("UPDATE experiments SET checksum = NULL, experiment = ? WHERE id = ?", later, ids[2])
    assert store.newest(SHORT).id == ids[0]


def test_what_was_stored_before_there_were_digests_is_found(store, path):
    good, bad = store.add(SHORT), store.add(Experiment(seed=1))
    with store.transaction() as run:
        run("UPDATE experiments SET digest = NULL")
        run(
            """UPDATE experiments SET checksum = NULL, experiment = '{"runs": 3}' WHERE id = ?""",
            (bad,),
        )
    assert store.newest(SHORT) is None
    store.close()
    for _ in range(2):
        again = Store(path)
        assert again.newest(SHORT).id == good
        assert again.rows("SELECT id FROM experiments WHERE digest IS NULL") == [(bad,)]
        again.close()


def test_commands_are_obeyed_once_and_in_order(store):
    id = store.add(SHORT)
    pen = own(store, id)
    assert store.command(id, Pause())
    assert store.command(id, ChangeRate(1, 0.5))
    assert store.command(id, ChangeSpeed(2.0))
    assert pen.commands() == [Pause(), ChangeRate(1, 0.5), ChangeSpeed(2.0)]
    assert pen.commands() == []
    assert pen.beat("running") == ChangeSpeed(2.0)
    pen.end("finished")
    assert not store.command(id, Pause())


def test_what_waits_can_be_stopped(store):
    id = store.add(SHORT)
    assert store.command(id, Pause())
    assert store.rows("SELECT paused FROM experiments") == [(1,)]
    assert store.command(id, Stop())
    assert store.row(id).status == "stopped"
    assert not store.command(id, Resume())


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("jump", {}),
        ("pause", {"run": 0}),
        ("rate", {"run": 2, "rate": 0.1}),
        ("rate", {"run": 0, "rate": 0.0}),
        ("rate", {"run": 0, "rate": float("nan")}),
        ("rate", {"rate": 0.1}),
        ("speed", {"speed": 0.0}),
        ("speed", {"speed": float("inf")}),
    ],
)
def test_a_command_that_makes_no_sense_is_refused(store, name, arguments):
    id = store.add(SHORT)
    with pytest.raises(ValueError, match=r"allowed|takes|no command"):
        store.command(id, read(name, json.dumps(arguments)))


def test_nobody_removes_what_is_anothers(store):
    id = store.add(SHORT, owner="a")
    assert not store.remove(id, "b")
    assert not store.remove(id, "")
    assert store.row(id).owner == "a"
    assert store.remove(id, "a")
    assert not store.remove(id)


def test_room_that_is_free_again_counts_as_none(store):
    before = store.used_bytes()
    store.rows("INSERT INTO keys VALUES ('large', zeroblob(1000000))")
    assert store.used_bytes() - before == pytest.approx(1_000_000, rel=0.01)
    store.rows("DELETE FROM keys")
    assert store.used_bytes() == pytest.approx(before, abs=10_000)


def test_the_newest_of_some_owners_are_found_by_whose_they_are(store):
    ids = [store.add(SHORT, owner=owner) for owner in ("me", "another", "me", "visit", "me")]
    assert [row.id for row in store.newest_of(("me", "visit"), 3)] == [ids[4], ids[3], ids[2]]
    assert store.newest_of((), 3) == []
