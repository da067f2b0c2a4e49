"""Browsers of visitors that are used again for the next one, as if they were new."""

from playwright.sync_api import Browser, BrowserContext, Page

from scripts.dashboard import new_page

NOTHING = {"cookies": [], "origins": []}  # what a new visitor's browser remembers


class Visitors:
    """Contexts of a Chromium whose scripts stay compiled from one visitor to the next.

    A context that is new compiles all of Streamlit and Plotly, which takes two seconds of a core. Code
    stays with a process, so each context keeps a small page of the dashboard open, and Chromium runs
    with ``--process-per-site``. Cookies and storage are emptied after each visitor, and all the pages
    that it had are closed: what they held in memory or for their session goes with them.
    """

    def __init__(self, browser: Browser, home: str) -> None:
        self.browser, self.home = browser, home
        self.free: list[tuple[BrowserContext, Page]] = []
        self.there: list[tuple[BrowserContext, Page]] = []

    def page(self, width: int = 1280, height: int = 720, dark: bool = False) -> Page:
        """A page of a visitor with nothing remembered from others; sizes in pixels."""
        if not self.free:
            held = new_page(self.browser)
            held.goto(f"{self.home}/_stcore/health")
            self.free.append((held.context, held))
        context, held = self.free.pop()
        self.there.append((context, held))
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        return page

    def leave(self) -> None:
        """All the visitors of a test go."""
        while self.there:
            context, held = self.there.pop()
            for page in context.pages:
                if page is not held:
                    page.close()
            context.unroute_all()
            context.set_offline(False)
            context.set_storage_state(NOTHING)
            self.free.append((context, held))
