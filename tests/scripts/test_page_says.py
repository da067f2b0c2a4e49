"""An error in a browser bears what its pages showed, and how the server's log ended."""

import pytest
from playwright.sync_api import Error

from scripts import page_says


class Context:
    def __init__(self, *pages):
        self.pages = pages


class Browser:
    def __init__(self, *pages):
        self.contexts = [Context(*pages)]


class Page:
    """A page whose state is given, or that cannot be asked."""

    url = "http://127.0.0.1:1/truncate"

    def __init__(self, found):
        self.found = found

    def evaluate(self, code):
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


FOUND = {
    "text": "\n  This takes longer than the 15 seconds.  " + 5_000 * "x",
    "state": "running",
    "pictures": ["losses 5a1", "states in words"],
    "boxes": [],
}


@pytest.fixture
def look_at():
    seen = []

    def look(*pages):
        seen.append(Browser(*pages))
        page_says.look_at(seen[-1])

    yield look
    for browser in seen:
        page_says.leave(browser)


def told(error, log=None):
    page_says.tell(error, log)
    return getattr(error, "__notes__", [])


def test_what_every_page_shows_is_written_onto_the_error_once(look_at):
    look_at(Page(FOUND), Page(Error("the page has crashed")))
    error = TimeoutError("not there")
    (note,) = told(error)
    assert "script: running\npictures: losses 5a1, states in words\nThis takes longer" in note
    assert "boxes" not in note  # there are none
    assert "/truncate: the page has crashed" in note and len(note) < 1.2 * page_says.MOST
    assert told(error) == [note]


def test_the_end_of_the_log_stands_below_it(look_at, tmp_path):
    log = tmp_path / "log.txt"
    log.write_text("first\n" + page_says.MOST * "." + "\nlast\n")
    look_at(Page(FOUND))
    _, note = told(TimeoutError("not there"), log)
    assert note.endswith(".\nlast") and "first" not in note


def test_without_a_browser_there_is_nothing_to_tell(tmp_path):
    assert told(TimeoutError(), tmp_path / "no log") == []


def test_who_ends_the_command_is_told_nothing(look_at):
    look_at(Page(FOUND))
    assert told(KeyboardInterrupt()) == []


def test_a_browser_that_is_left_is_not_asked(look_at):
    gone = Browser(Page(FOUND))
    page_says.look_at(gone)
    page_says.leave(gone)
    assert told(TimeoutError()) == []
