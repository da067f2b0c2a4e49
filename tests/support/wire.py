"""What goes between a page in a browser and Streamlit: it can be heard, held, and sent once more."""

import re

from playwright.sync_api import Page, WebSocketRoute
from support.app_test_private import page_of_run, page_of_tick
from support.waiting import until


class Wire:
    """The wire of one page, to be laid before it is opened."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.ticks: list[str | bytes] = []  # of fragments, as they went to the server
        self._open = ""  # which page is open
        self._held: list[str | bytes] | None = None
        self._holds = self._begun = False
        page.route_web_socket(re.compile("/_stcore/stream"), self._lay)

    def _lay(self, browser: WebSocketRoute) -> None:
        self._browser, self._server = browser, browser.connect_to_server()
        browser.on_message(self._to_server)
        self._server.on_message(self._to_browser)

    def _to_server(self, message: str | bytes) -> None:
        if page_of_tick(message):
            self.ticks.append(message)
        self._server.send(message)

    def _to_browser(self, message: str | bytes) -> None:
        if self._held is not None:
            self._held.append(message)
            return
        self._browser.send(message)
        opened = page_of_run(message)
        if self._begun:
            self._held = []
        elif self._holds and opened not in ("", self._open):
            self._begun = True
        self._open = opened or self._open

    def next_ticks(self, count: int = 1) -> list[str | bytes]:
        """The ticks that go to the server from now on, when there are so many."""
        self.ticks.clear()
        until(lambda: self.page.evaluate("true") and len(self.ticks) >= count)
        return [*self.ticks]

    def say(self, message: str | bytes) -> None:
        """Send the server something as the browser would."""
        self._server.send(message)

    def hold_next_page(self) -> None:
        """When the next page begins, keep all of it from the browser but the first words."""
        self._holds = True

    @property
    def holds(self) -> bool:
        """Whether a page has begun that is kept from the browser."""
        return bool(self.page.evaluate("true")) and self._held is not None

    def release(self) -> None:
        """Hand over what was held."""
        held, self._held, self._holds, self._begun = self._held or [], None, False, False
        for message in held:
            self._to_browser(message)
