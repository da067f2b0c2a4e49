"""On a server for several everybody has what is their own: a stranger looks on and gets a copy."""

import re
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from rnnviz.experiments.store import Store
from rnnviz.lectures import repository
from rnnviz.lectures.model import Lecture, Scene
from rnnviz.server.browser_secret import NAME, owner_of
from scripts.dashboard import ROOT, Server, free_port, new_page, started

SETTLED = 20_000  # milliseconds that a slow machine may take
LINK = {"runs": "windows5.h2,windows5.h3", "samples": "20000", "speed": "full"}
EXAM = Lecture(title="The exam", scenes=(Scene(notes="The answer is 7"),))


@contextmanager
def served(folder: Path, *more: str) -> Iterator[Server]:
    """A server of the test's own."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "serve.py"]
    command += ["--server.port", str(port), "--server.headless", "true", *more]
    with started(command, port, folder, ROOT) as running:
        yield running


@pytest.fixture
def several(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that a proxy may stand before, so that nobody is on the machine itself."""
    monkeypatch.setenv("RNNVIZ_TRUSTED_PROXIES", "127.0.0.1")
    with served(tmp_path) as running:
        yield running


def secret(page: Page) -> str:
    """The secret of a page's browser."""
    return next(str(one["value"]) for one in page.context.cookies() if one.get("name") == NAME)


def opened(page: Page, server: Server, path: str) -> Page:
    """The page at a path, drawn."""
    page.goto(f"{server.url}/{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=SETTLED)
    return page


def test_a_stranger_neither_resets_nor_removes_nor_sees_what_is_anothers(
    several: Server, browser: Browser
) -> None:
    link = "truncate?" + "&".join(f"{name}={value}" for name, value in LINK.items())
    mine, theirs = opened(new_page(browser), several, link), new_page(browser)
    start = mine.get_by_role("button", name="Start", exact=True)
    start.click(timeout=SETTLED)
    again = mine.get_by_role("button", name="Start again", exact=True)
    expect(again).to_be_visible(timeout=SETTLED)
    expect(mine.get_by_role("button", name="Pause", exact=True)).to_have_count(0, timeout=60_000)
    with closing(Store(several.store)) as store:
        exam = repository.save(store, EXAM, owner=owner_of(secret(mine)))
        (row,) = store.experiments()
        assert row.owner == owner_of(secret(mine))

    opened(theirs, several, link)
    expect(theirs.get_by_text("Somebody else has trained this")).to_be_visible(timeout=SETTLED)
    for name in ("Start again", "Stop", "Resume", "Pause", "Remove", "Go on from here"):
        expect(theirs.get_by_role("button", name=name, exact=True)).to_have_count(0)
    theirs.get_by_role("button", name="Copy it for myself").click()
    expect(theirs.get_by_role("button", name="Start again", exact=True)).to_be_visible(timeout=SETTLED)
    theirs.get_by_role("button", name="Remove", exact=True).click()
    theirs.get_by_role("button", name="Remove for good").click()
    expect(theirs.get_by_role("button", name="Copy it for myself")).to_be_visible(timeout=SETTLED)
    opened(theirs, several, f"lecture?lecture={exam}")
    expect(theirs.locator(".notice").first).to_contain_text("There is no lecture", timeout=SETTLED)
    expect(theirs.get_by_text("The exam")).to_have_count(0)
    with closing(Store(several.store)) as store:
        (left,) = store.experiments()
        assert (left.id, left.owner, left.status) == (row.id, row.owner, "finished")

    opened(mine, several, f"lecture?lecture={exam}")
    expect(mine.get_by_text("The answer is 7")).to_be_visible(timeout=SETTLED)
    mine.get_by_role("button", name="Your things on another device").click()
    mine.get_by_role("button", name="Make a link").click()
    code = mine.locator("code", has_text="/own?token=")
    expect(code).to_be_visible(timeout=SETTLED)
    brought = re.search(r"/own\?token=\S+", code.inner_text())
    assert brought
    phone = new_page(browser, 390, 844)
    phone.goto(several.url + brought[0])
    phone.wait_for_url(re.compile(f"^{several.url}/($|\\?(?!token))"), timeout=SETTLED)
    assert secret(phone) == secret(mine)
    opened(phone, several, f"lecture?lecture={exam}")
    expect(phone.locator("h2.lecture")).to_have_text("The exam", timeout=SETTLED)
    log = several.log.read_text("utf-8")
    said = re.search(r"/own\?token=\S+", log)  # by which a browser becomes the machine's user
    assert said and "Traceback" not in log
    for page in (mine, theirs, phone):
        page.context.close()


def test_who_opens_it_on_the_machine_itself_keeps_what_the_store_held(
    tmp_path: Path, browser: Browser
) -> None:
    with served(tmp_path, "--server.address", "0.0.0.0") as server:
        with closing(Store(server.store)) as store:
            exam = repository.save(store, EXAM)
        page = opened(new_page(browser), server, f"lecture?lecture={exam}")
        expect(page.get_by_text("The answer is 7")).to_be_visible(timeout=SETTLED)
        expect(page.get_by_role("button", name="Your things on another device")).to_be_visible()
        page.context.close()
