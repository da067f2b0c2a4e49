"""All that a store can hold, exported on one and imported on a second: rows, networks and pictures."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from support.exported import MADE, own_column, pictures, trained
from support.kept_files import alike
from support.kept_stores import row_read
from support.own_race import OwnRace
from support.scene_races import race_of
from support.stored_loops import OwnLoop
from torch import nn

from faults.foreign import watched
from rnnviz.catalogue.entry import task_text
from rnnviz.experiments.store import Store
from rnnviz.exports.bundle import bundle
from rnnviz.exports.files import curve_files, loop_files, training_files
from rnnviz.exports.open_bundle import open_bundle
from rnnviz.lectures.model import Scene
from rnnviz.plot.loop_pictures import loop_pictures, loop_sentences
from rnnviz.runs.run import Run
from rnnviz.storage import datasets, own_curves, tags
from rnnviz.storage.migrations import MIGRATIONS
from rnnviz.tasks import TASKS
from rnnviz.text.message import Message
from rnnviz.training.experiment import Experiment
from rnnviz.ui.tasks.panels import PANELS
from rnnviz.ui.training import echo_race
from rnnviz.watch.loop_store import LoopStore
from rnnviz.watch.packed_frame import unpack
from rnnviz.watch.showing import LoopMoment

FIXTURES = Path(__file__).parents[1] / "fixtures"
# what of a table's columns is in the zip, to the last bit; `tables_of` compares just these
CARRIED = {
    "experiments": "title created experiment digest samples total stride kind",
    "frames": "number samples seconds",
    "checkpoints": "frame run samples updates loss gradient_norm status diverged_at seconds total "
    "state measures held_out checksum",
    "curves": "run block level points checksum",
    "tags": "tag",
    "loops": "name created said calls stride",
    "loop_frames": "number call seconds norms packed checksum",
    "loop_losses": "points checksum",
    "own_curves": "name created task per_step told points checksum",
}
# and what is not, and why
LEFT = {
    "experiments": {
        "number": "counted anew",
        "id": "given anew",
        "status": "one that had not finished has stopped, and can go on",
        "said": "that of one that has finished comes along",
        "speed duration remaining queued paused": "of a worker, which a zip has none of",
        "worker lost pid heartbeat idle": "of a worker, which a zip has none of",
        "owner": "whoever opens it",
        "used": "now",
        "removed": "what is removed is not exported",
        "checksum": "of the settings, made anew",
    },
    "frames": {"experiment": "the id"},
    "checkpoints": {"experiment": "the id"},
    "curves": {"experiment": "the id"},
    "tags": {"id": "the id"},
    "loops": {
        "number": "counted anew",
        "id": "given anew",
        "heartbeat ended pid": "a loop from a zip has ended",
        "owner": "whoever opens it",
        "removed": "what is removed is not exported",
    },
    "loop_frames": {"loop": "the id"},
    "loop_losses": {"loop": "the id"},
    "own_curves": {
        "id": "given anew",
        "owner": "whoever opens it",
        "used": "now",
        "removed": "what is removed is not exported",
    },
}
ELSEWHERE = {
    "commands": "told to a worker, which has done them",
    "lectures halls answers presenters pieces": "a lecture is saved as a file of its own",
    "uploads": "a training's own data come along as datasets/; others are files that a reader has",
    "keys links": "secrets of a store and of browsers",
    "sweeps sweep_runs sweep_cells": "a map leaves as CSV and Parquet by `rnnviz sweep`",
}


def words(texts):
    """All names in texts that are separated by blanks."""
    return [name for text in texts for name in text.split()]


def test_every_column_of_the_store_is_in_the_zip_or_says_why_not(store):
    asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    tables = [name for (name,) in store.rows(asked)]
    assert sorted(tables) == sorted([*CARRIED, *words(ELSEWHERE)])
    for table, carried in CARRIED.items():
        columns = [row[1] for row in store.rows(f"PRAGMA table_info({table})")]
        assert sorted(columns) == sorted([*carried.split(), *words(LEFT[table])]), table


def tables_of(store, id):
    """All rows that belong to something, with the columns that are carried."""
    found = {}
    for table, carried in CARRIED.items():
        own = {
            **dict.fromkeys(("experiments", "loops", "own_curves", "tags"), "id"),
            **dict.fromkeys(("loop_frames", "loop_losses"), "loop"),
        }.get(table, "experiment")
        columns = ", ".join(carried.split())
        found[table] = sorted(
            store.rows(f"SELECT {columns} FROM {table} WHERE {own} = ?", id), key=repr
        )
    return found


@pytest.fixture
def first(store, monkeypatch):
    """The store that is exported from."""
    monkeypatch.setenv("RNNVIZ_STORE", str(store.path))
    return store


def brought(other, data):
    """What has come of a zip that is opened twice: the second time it is there already."""
    one = open_bundle(other, data, "you", "mine.zip")
    two = open_bundle(other, data, "you", "mine.zip")
    assert (one.was_there, two.was_there) == (False, True)
    assert two.id == one.id
    return one.id


def same_training(first, id, second):
    """Export a training, import it, and compare everything; gives the other store and the id there."""
    data = training_files(first, id).made(".zip")
    before, drawn = tables_of(first, id), pictures(first, id)
    other = second()
    copy = brought(other, data)
    assert tables_of(other, copy) == before
    assert pictures(other, copy) == drawn
    for one, same in zip(first.last_frame(id).states, other.last_frame(copy).states, strict=True):
        for name, array in one.parameters.items():
            np.testing.assert_array_equal(same.parameters[name], array, strict=True)
    assert other.row(copy).owner == "you"
    return other, copy


def prepared():
    """What each preset of each page trains, but for those that wait for a file."""
    for name, preset in echo_race.PRESETS.items():
        yield pytest.param("truncate", preset.asked, id=f"truncate {name}")
    for task, panel in PANELS.items():
        for preset in panel.presets:
            if preset.asked.get("source") != "own":
                yield pytest.param("tasks", {"task": task, **preset.asked}, id=f"{task} {preset.name}")


@pytest.mark.parametrize(("page", "asked"), list(prepared()))
def test_the_race_of_every_preset_comes_back(first, second, page, asked):
    race = OwnRace(first, race_of(Scene(page=page, settings=asked)))
    race.advance()
    race.advance(status="paused")
    same_training(first, race.id, second)


@pytest.mark.parametrize("task", TASKS)
def test_a_single_run_of_every_task_comes_back(first, second, task):
    kind = own_column() if task == "forecast" else TASKS[task]()
    usual = {"batch": 2} | dict(TASKS[task].usual) | {"hidden": 3, "train": "readout"}
    race = OwnRace(first, Experiment(task=kind, runs=(Run(**usual),), seeds=2))
    race.advance(2)
    same_training(first, race.id, second)


@pytest.mark.parametrize("status", ["queued", "running", "paused", "stopped", "died"])
def test_what_had_not_finished_can_go_on(first, second, status):
    race = OwnRace(first, MADE["echo"]())
    race.advance(2)
    race.status(status)
    other, copy = same_training(first, race.id, second)
    row = other.row(copy)
    assert (row.status, str(row.message)) == ("stopped", "Stopped; it can go on from here.")
    assert (row.worker, row.pid, row.speed) == (None, None, None)


def test_names_and_tags_come_along(first, second):
    id = trained(first, MADE["echo"](), title="<b>mine</b> & “yours”")
    tags.change(first, [id], ["last year", "<i>", "课"])
    other, copy = same_training(first, id, second)
    assert other.row(copy).title == "<b>mine</b> & “yours”"
    assert tags.tags_of(other, [copy])[copy] == ("<i>", "last year", "课")


@pytest.mark.parametrize("fixture", ["before_the_house", "before_the_story", "before_the_settings"])
def test_trainings_of_earlier_versions_come_back(fixture, first, second, monkeypatch, tmp_path):
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "store.sqlite").write_bytes((FIXTURES / fixture / "store.sqlite").read_bytes())
    with closing(Store(folder / "store.sqlite")) as old:
        zips = {row.id: bundle(old, row.id) for row in old.experiments()}
        told = {row.id: row_read(old, row) for row in old.experiments()}
        assert len(zips) > 2
    other = second()
    for id, data in zips.items():
        copy = open_bundle(other, data, "you").id
        found, wanted = row_read(other, other.row(copy)), told[id]
        # what had not finished has stopped, at no pace of its own
        apart = {"id", "newest", "speed"}
        apart |= set() if wanted["status"] == "finished" else {"status", "en", "zh"}
        found, wanted = ({n: v for n, v in of.items() if n not in apart} for of in (found, wanted))
        alike(found, wanted)


def loops_of(store):
    return LoopStore(store.path)


LOOPS = {
    "LSTM": {"kind": nn.LSTM, "layers": 2},
    "GRU, both directions": {"kind": nn.GRU, "bidirectional": True},
    "RNN": {"kind": nn.RNN, "nonlinearity": "relu"},
    "carried": {"carried": True, "last": True},
}


@pytest.mark.parametrize("kind", LOOPS)
def test_a_loop_with_all_that_was_seen_comes_back(kind, first, second):
    with OwnLoop(name="<b>mine</b>", **LOOPS[kind]) as loop:
        for step in range(3):
            loop.watch.loss(1.0 / (step + 1))
            loop.advance()
    id = loop.watch._writer.id
    tags.change(first, [id], ["mine"])
    with closing(loops_of(first)) as loops:
        same_loop(first, loops, id, second)


def test_a_loop_that_fell_silent_comes_back(first, second):
    watched(first.path)
    with closing(loops_of(first)) as loops:
        same_loop(first, loops, "f0f0f0f0", second)


def same_loop(first, loops, id, second):
    before, drawn = tables_of(first, id), drawn_loop(loops, id)
    data = loop_files(loops, id).made(".zip")
    other = second()
    copy = brought(other, data)
    assert tables_of(other, copy) == before
    with closing(loops_of(other)) as others:
        assert drawn_loop(others, copy) == drawn
        assert others.loop(copy).owner == "you"


def drawn_loop(loops, id):
    """Every picture and sentence of every layer, at the first and at the last moment."""
    frames = [unpack(loops.frame(id, head.number).packed) for head in loops.heads(id)]
    found = []
    for shown in (frames[:1], frames):
        moment = LoopMoment(loops.loop(id).name, shown, loops.loop(id).message, ended=True)
        for layer in shown[-1].layers:
            found.append((loop_sentences(moment, layer), loop_pictures(moment, layer, matrix=True)))
    return repr(found)


@pytest.mark.parametrize("task", ["", "echo", "own"])
def test_a_curve_comes_back(task, first, second):
    text = ""
    if task:
        made = own_column() if task == "own" else TASKS[task]()
        text = task_text(made)
    points = np.array([[1.0, 2.5, 1e6], [0.1, np.nan, np.inf]])
    told = Message("One row without a step or a value is left out.", "{count:,} rows", count=1)
    id = own_curves.add(first, "me", "<b>mine</b>", points, task=text, per_step=7, told=told.to_json())
    tags.change(first, [id], ["mine"])
    before, data = tables_of(first, id), curve_files(first, id).made(".zip")
    other = second()
    copy = brought(other, data)
    assert tables_of(other, copy) == before
    np.testing.assert_array_equal(own_curves.points_of(other, copy), points)
    assert curve_files(other, copy).made(".csv") == curve_files(first, id).made(".csv")
    if task == "own":
        assert datasets.load(made.data)


def test_the_schema_that_was_looked_at_is_the_newest(store):
    ((version,),) = store.rows("PRAGMA user_version")
    assert version == len(MIGRATIONS)
