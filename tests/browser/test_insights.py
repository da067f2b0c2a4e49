"""What readers are to see is in sight within the clicks that it may take, on a fresh dashboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from support.browser_waiting import wait_until_still
from support.trainings import stop_trainings
from support.visitors import Visitors

from scripts.dashboard import Server, server
from scripts.insights import INSIGHTS, Insight, walked


@pytest.fixture(scope="module")
def alone() -> Iterator[Server]:
    """A dashboard on which nobody else has trained anything."""
    with server() as running:
        yield running


@pytest.fixture
def fresh(browser: Browser, alone: Server) -> Iterator[Visitors]:
    """Its visitors; what they leave in training is stopped."""
    yield Visitors(browser, alone.url)
    stop_trainings(alone)


@pytest.mark.parametrize("insight", INSIGHTS, ids=lambda insight: insight.name)
def test_it_is_seen_within_its_clicks(fresh: Visitors, insight: Insight) -> None:
    page = fresh.page()
    page.goto(f"{fresh.home}/{insight.path}")
    wait_until_still(page)
    walk, _seconds = walked(page, insight)
    assert walk.clicks <= insight.clicks
    fresh.leave()
