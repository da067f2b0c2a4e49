"""What workers said in English until now is the message that says the same today."""

import json
import re
import sqlite3

import pytest
from support.interface_texts import texts

from rnnviz.experiments.store import Store
from rnnviz.storage import migrations
from rnnviz.storage.old_sentences import OF_THE_STORE, OF_WORKERS, message
from rnnviz.text import language
from rnnviz.text.message import Message

FULL = (
    "The disk that holds /data/a.sqlite is full, so nothing more can be stored. Everything stored "
    "before is safe; free some space."
)
SAID = [
    "It starts.",
    "It failed: out of memory.",
    "Stopped; it can go on from here.",
    "Run 1 diverged at update 1,234. Run 2 diverged at update 7.",
    "Its worker was ended by signal 9 or fell silent at about 12,000 samples. "
    "Resume goes on from there.",
    "It waits for its turn: at most 2 experiments are under way at once here, paused ones too.",
    "It waits for its turn: at most one experiment is under way at once here, paused ones too.",
    f"{FULL} Until then it waits.",
    "Another program has locked the store /a b.sqlite; try again when it is done. Until then it waits.",
]
UNKNOWN = [
    "A sentence of another version.",
    "It starts. And then something else.",
    "Run x diverged at update 7.",
    "Run 1 diverged at update {update}.",
]


@pytest.fixture
def chinese(monkeypatch):
    monkeypatch.setattr(language, "_found", lambda: "zh")


@pytest.mark.parametrize("text", SAID)
def test_in_english_it_says_what_it_said(text):
    assert str(message(text)) == text


@pytest.mark.parametrize("text", SAID)
def test_what_workers_said_is_said_again(text, chinese):
    again = str(message(text))
    assert re.search(r"[\u4e00-\u9fff]", again)
    assert not re.search(r"(Run|Resume|update|worker|experiments|disk|waits)\b", again)
    assert re.findall(r"\d[\d,]*", again) == re.findall(r"\d[\d,]*", text)


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_is_not_known_is_said_as_it_is(text, chinese):
    assert message(text) == Message.plain(text)
    assert str(message(text)) == text


def test_what_the_store_said_of_itself_is_translated_within():
    found = message(f"{FULL} Until then it waits.")
    assert found.fields["problem"].fields == {"path": "/data/a.sqlite"}
    assert message("No idea. Until then it waits.").fields["problem"] == Message.plain("No idea.")


def test_all_messages_are_said_today_too():
    known = texts.texts()
    for sentence in (*OF_WORKERS, *OF_THE_STORE):
        assert (sentence.new or sentence.old) in known, sentence


def test_a_store_is_brought_up_to_date_once(tmp_path):
    path = tmp_path / "store.sqlite"
    old = sqlite3.connect(path)
    for migration in migrations.MIGRATIONS[:4]:
        for statement in migration:
            old.execute(statement)
    old.execute("PRAGMA user_version = 4")
    for number, text in enumerate([*SAID, *UNKNOWN, ""]):
        old.execute(
            "INSERT INTO experiments (id, title, created, experiment, status, said, total) "
            "VALUES (?, '', 0, '{}', 'stopped', ?, 1)",
            (f"{number:02}", text),
        )
    old.commit()
    old.close()
    for _ in range(2):  # the second time there is nothing left to do
        store = Store(path)
        found = [str(row.message) for row in reversed(store.experiments())]
        assert found == [*SAID, *UNKNOWN, ""]
        for (said,) in store.rows("SELECT said FROM experiments WHERE said != ''"):
            assert json.loads(said)["text"]
        store.close()


def test_what_a_worker_of_an_earlier_version_says_meanwhile_is_shown(tmp_path):
    store = Store(tmp_path / "store.sqlite")
    store.rows(
        "INSERT INTO experiments (id, title, created, experiment, status, said, total) "
        "VALUES ('a', '', 0, '{}', 'running', 'It starts.', 1)"
    )
    assert str(store.row("a").message) == "It starts."
    store.close()
