import sqlite3

import pytest

from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session
from rnnviz.lectures.live_session import LiveSession
from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.lectures.shown_page import ShownPage, load_shown
from rnnviz.storage.migrations import MIGRATIONS

LECTURE = Lecture(title="Cuts", scenes=(Scene(question=Question(text="Which?", options=("a", "b"))),))


@pytest.fixture
def earlier(tmp_path):
    """A store of version 4 with one lecture that is held, with some columns as they are given; then
    where it stands today and what it shows."""

    def opened(**columns) -> tuple[LiveSession, ShownPage]:
        path = tmp_path / "earlier.sqlite"
        with sqlite3.connect(path) as file:
            for migration in MIGRATIONS[:4]:
                for step in migration:
                    file.execute(step)
            values = {"code": "ABCDE", "secret": "", "lecture": LECTURE.to_json(), "begun": 1.0}
            values |= {"changed": 2.0, "version": 7} | columns
            names, marks = ", ".join(values), ", ".join("?" * len(values))
            file.execute(f"INSERT INTO halls ({names}) VALUES ({marks})", tuple(values.values()))
            file.execute("PRAGMA user_version=4")
        file.close()
        store = Store(path)
        assert live_session.load(store, "ABCDE").version == 7
        found = load_shown(store, "ABCDE")
        store.close()
        return found

    return opened
