"""What readers are to see is in sight within the clicks that it may take, on a fresh dashboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from support.browser_waiting import wait_until_still
from support.visitors import Visitors

from scripts.dashboard import server
from scripts.insights import INSIGHTS, Insight, walked


@pytest.fixture(scope="module")
def fresh(browser: Browser) -> Iterator[Visitors]:
    """Visitors of a dashboard on which nobody has trained anything."""
    with server() as running:
        yield Visitors(browser, running.url)


@pytest.mark.parametrize("insight", INSIGHTS, ids=lambda insight: insight.name)
def test_it_is_seen_within_its_clicks(fresh: Visitors, insight: Insight) -> None:
    page = fresh.page()
    page.goto(f"{fresh.home}/{insight.path}")
    wait_until_still(page)
    walk, _seconds = walked(page, insight)
    assert walk.clicks <= insight.clicks
    fresh.leave()
