"""`rnnviz sweep` trains a sweep without a browser, and goes on with what is missing."""

import signal
import subprocess
import sys
from contextlib import suppress

import pandas as pd
import pytest
from support.small_sweeps import small
from support.waiting import PATIENCE, until

from rnnviz.__main__ import main
from rnnviz.experiments import supervisor
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.storage.database import StoreError
from rnnviz.storage.ownership import MACHINE
from rnnviz.sweeps import command_line
from rnnviz.sweeps.sweep_store import Progress, SweepStore
from rnnviz.text.message import Message


@pytest.fixture
def at_end():
    yield
    for child in list(supervisor._children.values()):
        child.wait(PATIENCE)
    supervisor._children.clear()


def test_a_sweep_is_trained_written_and_found_again(tmp_path, capsys, at_end):
    made = small(2, 2)
    (tmp_path / "sweep.json").write_text(made.to_json())
    arguments = [
        *("sweep", str(tmp_path / "sweep.json"), "--store", str(tmp_path / "s.sqlite")),
        *("--out", str(tmp_path / "all.csv")),
    ]
    main(arguments)
    said = capsys.readouterr().out
    assert "8 runs in 4 cells; about" in said
    assert "finished: 8 of 8 runs" in said
    table = pd.read_csv(tmp_path / "all.csv")
    assert len(table) == 8
    main(arguments)
    assert "It goes on: 8 runs are there." in capsys.readouterr().out
    store = Store(tmp_path / "s.sqlite")
    assert len(SweepStore(store).newest_of([""], 9)) == 1
    store.close()


@pytest.mark.parametrize(
    ("text", "more", "words"),
    [
        ("{}", [], "is no sweep. x: field required."),
        ("{", [], "is no sweep. sweep is '{': invalid JSON"),
        (small().to_json(), ["--out", "a.xlsx"], "allowed are .csv, .parquet"),
    ],
)
def test_what_cannot_be_is_said(tmp_path, capsys, text, more, words):
    path = tmp_path / "sweep.json"
    path.write_text(text)
    with pytest.raises(SystemExit):
        main(["sweep", str(path), "--store", str(tmp_path / "s.sqlite"), *more])
    assert words in capsys.readouterr().err


def test_no_file_and_no_text_are_said(tmp_path, capsys):
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00\xd8\xff")
    for name, words in (("none", "No such file"), ("bytes", "is no")):
        with pytest.raises(SystemExit):
            main(["sweep", str(tmp_path / name)])
        assert words in capsys.readouterr().err


def test_lines_say_how_it_stands():
    line = command_line._line(Progress("running", Message("It waits."), 1200, 2, 4000, 61.0, 7300.0, 3))
    assert line == "running: 1,200 of 4,000 runs, 61.0 s, 2.0 h left, 2 cells failed. It waits."
    assert [command_line._duration(seconds) for seconds in (5, 600)] == ["5 s", "10 min"]


@pytest.mark.skipif(sys.platform == "win32", reason="there a program cannot be told to end")
@pytest.mark.parametrize("ending", command_line.ENDINGS)
def test_a_sweep_that_is_told_to_end_takes_its_worker_along(tmp_path, ending):
    made = small(2, 2, samples=100_000_000)
    (tmp_path / "sweep.json").write_text(made.to_json())
    path = tmp_path / "s.sqlite"
    command = [
        sys.executable,
        "-m",
        "rnnviz",
        "sweep",
        str(tmp_path / "sweep.json"),
        "--store",
        str(path),
    ]
    # a shell that runs many programs hides Ctrl-C from them
    program = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(ending, signal.default_int_handler),
    )
    store = Store(path)
    sweeps = SweepStore(store)

    def runs():
        with suppress(StoreError):
            id = sweeps.newest(made, MACHINE)
            return id and store.row(id).status == Status.RUNNING and store.row(id)

    row = until(runs, PATIENCE)
    program.send_signal(ending)
    said, _ = program.communicate(timeout=PATIENCE)
    assert program.returncode == 1
    assert "stopped: 0 of 8 runs" in said
    until(lambda: supervisor._vanished(row.pid), PATIENCE)
    assert store.row(row.id).status == Status.STOPPED
    store.close()


def test_of_two_signals_the_second_ends_it_as_any_program():
    before = signal.getsignal(signal.SIGTERM)
    with command_line._told_to_end() as told:
        assert not told()
        signal.raise_signal(signal.SIGTERM)
        assert told()
        assert signal.getsignal(signal.SIGTERM) == before
    with command_line._told_to_end() as told:
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before
