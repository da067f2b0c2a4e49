"""The README's pictures: each is of an address that a page reads without a word of complaint."""

import re
import subprocess
import sys

import pytest
from support.page_fixtures import store_file  # noqa: F401
from support.reader import Reader

from rnnviz.lectures import ready
from rnnviz.ui.frame import page as frame
from scripts.dashboard import ROOT
from scripts.screenshots import LESSONS, SHOTS

README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.usefixtures("store_file")
@pytest.mark.parametrize("name", SHOTS)
def test_a_picture_is_of_what_its_address_asks_for(name, monkeypatch):
    shot = SHOTS[name]
    file = f"pages/{shot.path}.py" if shot.path else "app.py"
    only = tuple(page for page in frame.PAGES if page.file == file)
    monkeypatch.setattr(frame, "PAGES", only if shot.path else frame.PAGES)
    page = Reader(file, **shot.query)
    assert page.notices == []
    # what is as usual is left out
    assert page.address.items() <= shot.query.items()


@pytest.mark.parametrize("name", LESSONS)
def test_a_lecture_is_one_of_those_ready_at_a_question(name):
    lesson = LESSONS[name]
    scene = ready.READY[lesson.word].scenes[lesson.scene - 1]
    assert scene.question is not None
    for answer in lesson.answers:
        assert 0 <= answer < len(scene.question.options)


def test_the_readme_shows_what_is_made_and_nothing_else():
    shown = set(re.findall(r"docs/(\w+)\.png", README))
    assert shown <= {*SHOTS, *LESSONS}
    assert {path.stem for path in (ROOT / "docs").glob("*.png")} <= {*SHOTS, *LESSONS}


def test_a_picture_that_is_not_there_is_a_sentence():
    command = [sys.executable, "scripts/screenshots.py", "unrol"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "There is no picture 'unrol'; there are unroll, backpropagate" in done.stderr
