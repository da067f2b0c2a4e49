"""Who watches sees what must not be; in a process of its own, for it watches as long as that lives."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TRIED = """
import logging, os, shutil, socket, sys, threading, time
from pathlib import Path
from fuzz import watch

data, outside = Path(sys.argv[1]), Path(sys.argv[2])
eye = watch.Watch(data)


def kinds(try_it):
    with eye.case():
        try_it()
    return [trouble.kind for trouble in eye.troubles]


def log():
    try:
        {}["x"]
    except KeyError:
        logging.getLogger("a.b").exception("no")


def thread():
    one = threading.Thread(target=lambda: 1 / 0)
    one.start()
    one.join()


def busy():
    end = time.process_time() + 0.3
    while time.process_time() < end:
        pass


assert kinds(lambda: (data / "x").write_text("x")) == []
assert kinds(lambda: Path(watch.__file__).read_text()) == []
assert kinds(lambda: (data / "x").read_text()) == []
assert kinds(lambda: (outside / "x").write_text("x")) == ["outside"]
assert kinds(lambda: Path(watch.__file__).with_name("x").touch()) == ["outside"]
Path(watch.__file__).with_name("x").unlink()
assert kinds(lambda: (outside / "x").read_text()) == ["outside"]
assert kinds(lambda: (outside / "x").unlink()) == ["outside"]
# a folder is emptied from within: its names alone say nothing
for folder, found in ((data / "f", []), (outside / "f", ["outside"])):
    (folder / "g").mkdir(parents=True)
    (folder / "x").touch()
    assert {*kinds(lambda: shutil.rmtree(folder))} == {*found}
assert kinds(lambda: os.system("true")) == ["outside"]
assert kinds(lambda: 1 / 0) == ["trace"]
assert kinds(log) == kinds(thread) == ["trace"]
assert eye.troubles[0].place.startswith("ZeroDivisionError")
watch.MOST_SECONDS = 0.1
assert kinds(busy) == ["slow"]
watch.MOST_MEMORY = 1.0
assert kinds(lambda: None) == ["memory"]
"""


def test_it_sees_traces_waits_memory_and_files_that_are_none_of_ours(tmp_path):
    for name in ("data", "outside"):
        (tmp_path / name).mkdir()
    words = [sys.executable, "-c", TRIED, str(tmp_path / "data"), str(tmp_path / "outside")]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
