"""One dashboard and one Chromium for all the browser tests of a process; every test is a visitor of
its own."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page
from support.trainings import stop_trainings
from support.visitors import Visitors

from rnnviz.storage.ownership import MACHINE
from rnnviz.watch.loop_store import LoopStore
from scripts import page_says
from scripts.dashboard import Server, chromium, server, wait_for_picture

POLICY = "Content Security Policy"  # what a browser says of everything that a page was not allowed


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """What fails says what its pages showed, while they are still open."""
    try:
        return (yield)
    except Exception as error:
        page_says.tell(error)
        raise


@pytest.fixture(scope="session")
def dashboard() -> Iterator[Server]:
    with server() as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium("--process-per-site") as running:
        yield running


@pytest.fixture(scope="session")
def visitors(browser: Browser, dashboard: Server) -> Visitors:
    return Visitors(browser, dashboard.url)


@pytest.fixture(autouse=True)
def nothing_trains_on(dashboard: Server) -> Iterator[None]:
    """What a test leaves in training is stopped: the next one's would have to wait for its turn."""
    yield
    stop_trainings(dashboard)
    with closing(LoopStore(dashboard.store)) as loops:  # nor does the next one begin with its loops
        for loop in loops.loops((MACHINE,), 100):
            loops.remove_loop(loop.id, (MACHINE,))


@pytest.fixture
def visit(dashboard: Server, visitors: Visitors) -> Iterator[Callable[..., Page]]:
    """Opens a page by its settings; afterwards nothing may have failed in browser or server."""
    errors: list[str] = []
    outside: list[str] = []

    def go(
        path: str = "", width: int = 1280, height: int = 720, dark: bool = False, **query: str
    ) -> Page:
        url = f"{dashboard.url}/{path}{'?' + urlencode(query) if query else ''}"
        page = visitors.page(width, height, dark)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: POLICY in said.text and errors.append(said.text))
        page.on("request", lambda request: _note(request.url, dashboard.url, outside))
        page.goto(url)
        if path:
            page.get_by_role("heading", level=1).wait_for(timeout=60_000)
        else:
            wait_for_picture(page)
        return page

    before = len(dashboard.log.read_text())
    yield go
    visitors.leave()
    assert errors == []
    assert outside == []
    said = dashboard.log.read_text()[before:]
    assert "Traceback" not in said, said


def _note(url: str, home: str, outside: list[str]) -> None:
    if url.startswith(("http://", "https://")) and not url.startswith(home):
        outside.append(url)
