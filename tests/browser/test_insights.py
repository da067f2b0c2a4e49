"""What readers are to see is in sight within the clicks that it may take, on a fresh dashboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from support.browser_waiting import wait_until_still

from scripts.dashboard import Server, new_page, server
from scripts.insights import INSIGHTS, Insight, walked


@pytest.fixture(scope="module")
def fresh() -> Iterator[Server]:
    """A dashboard on which nobody has trained anything."""
    with server() as running:
        yield running


@pytest.mark.parametrize("insight", INSIGHTS, ids=lambda insight: insight.name)
def test_it_is_seen_within_its_clicks(fresh: Server, browser: Browser, insight: Insight) -> None:
    page = new_page(browser, 1280, 720)
    page.goto(f"{fresh.url}/{insight.path}")
    wait_until_still(page)
    walk, _seconds = walked(page, insight)
    assert walk.clicks <= insight.clicks
    page.context.close()
