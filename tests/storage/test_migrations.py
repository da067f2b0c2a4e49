"""What an earlier version stored is there after the tables have changed; steps that are more than SQL
have tests of their own."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from support.damaged_stores import SMALL, frames_of, read_all, small_store
from support.kept_files import alike, listed
from support.kept_stores import goes_on, store_read

from rnnviz.lectures.phase import Phase
from rnnviz.storage.checksums import checksum_of_text
from rnnviz.storage.migrations import MIGRATIONS


@pytest.mark.parametrize(
    ("columns", "phase"),
    [
        ({}, Phase.IDLE),
        ({"asking": 1}, Phase.ASKING),
        ({"revealed": 1}, Phase.REVEALED),
        ({"revealed": 1, "told": 1}, Phase.SOLVED),
    ],
)
def test_a_question_is_where_it_was(earlier, columns, phase):
    now, _ = earlier(**columns)
    assert now.phase is phase


@pytest.fixture(scope="module")
def today(tmp_path_factory):
    """A store with a bit of everything, whose training can go on."""
    path = small_store(tmp_path_factory.mktemp("today") / "store.sqlite")
    with closing(sqlite3.connect(path)) as file:
        longer = SMALL.model_copy(update={"samples": 9000})
        file.execute(
            "UPDATE experiments SET worker = NULL, status = 'stopped', total = 9000, experiment = ?, "
            "checksum = ?, digest = ?",
            (longer.to_json(), checksum_of_text(longer.to_json()), longer.digest),
        )
        file.execute(
            "INSERT INTO commands (experiment, name, arguments) "
            "SELECT id, 'stop', '{}' FROM experiments"
        )
        file.commit()
    return path


def as_of(path, today, version):
    """The rows of a store in the tables that there were up to a version of the schema."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        for migration in MIGRATIONS[:version]:
            for step in migration:
                file.execute(step) if isinstance(step, str) else step(file.execute)
        file.execute(f"PRAGMA user_version={version}")
        file.execute("ATTACH ? AS today", (f"{today}",))
        tables = [
            name for (name,) in file.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
        ]
        for table in set(tables) - {"sqlite_sequence"}:
            names = [
                {row[1] for row in file.execute(f"PRAGMA {of}.table_info({table})")}
                for of in ("main", "today")
            ]
            both = ", ".join(sorted(names[0] & names[1]))
            file.execute(f"INSERT INTO main.{table} ({both}) SELECT {both} FROM today.{table}")
        if version < 5:
            file.execute("UPDATE experiments SET said = 'Stopped; it can go on from here.'")
        if 3 <= version < 6:
            file.execute("UPDATE halls SET asking = 1, shown = NULL")
        return set(tables)


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_a_store_of_every_earlier_schema_is_read_and_goes_on(today, tmp_path, version):
    path, now = tmp_path / "store.sqlite", tmp_path / "now.sqlite"
    tables = as_of(path, today, version)
    shutil.copy(today, now)
    found, wanted = store_read(path), store_read(now)
    (one,), (other,) = found["experiments"], wanted["experiments"]
    for name in ("id", "title", "status", "samples", "experiment", "frames", "runs", "curves"):
        assert listed(one[name]) == listed(other[name]), name
    if "lectures" in tables:
        assert found["lectures"] == wanted["lectures"]
        for code, hall in wanted["halls"].items():
            for name in ("lecture", "scene", "answers", "asking"):
                assert found["halls"][code][name] == hall[name]
    # sums of losses may end otherwise in the last digit, by when the frames between were taken
    alike(goes_on(path, one["id"]), goes_on(now, one["id"]))
    assert frames_of(path).keys() == frames_of(now).keys()
    assert read_all(path) == []
