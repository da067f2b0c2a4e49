"""A browser is known again and goes on with its own lecture; no other one does."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page

from rnnviz.server.browser_secret import NAME, owner_of
from scripts.dashboard import Server

Visit = Callable[..., Page]


def secret(page: Page) -> str:
    """The secret of a page's browser, which no script on it can read."""
    (cookie,) = [one for one in page.context.cookies() if one.get("name") == NAME]
    assert cookie.get("httpOnly") and cookie.get("sameSite") == "Lax"
    return cookie.get("value", "")


def test_every_browser_has_a_secret_and_keeps_it(visit: Visit) -> None:
    one, other = visit(), visit("vanish")
    first = secret(one)
    assert owner_of(first) and secret(other) != first
    assert NAME not in one.evaluate("document.cookie")
    one.reload()
    second = one.context.new_page()
    second.goto(other.url)
    assert secret(one) == secret(second) == first


def test_what_is_no_secret_is_replaced(dashboard: Server, browser: Browser) -> None:
    context = browser.new_context()
    try:
        context.add_cookies([{"name": NAME, "value": "forged", "url": dashboard.url}])
        page = context.new_page()
        page.goto(f"{dashboard.url}/vanish")
        assert owner_of(secret(page))
    finally:
        context.close()
