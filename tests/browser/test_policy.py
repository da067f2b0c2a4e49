"""The Content-Security-Policy in a real Chromium: what pages do goes on, and nothing else is run.

That no page breaks it is looked for in every test of a browser (`conftest.py`); here is what none of
them does, and that what is looked for would be found.
"""

from collections.abc import Callable

from playwright.sync_api import Browser, Page

from scripts.dashboard import Server, new_page

POLICY = "Content Security Policy"  # what Chromium says of everything that a page was not allowed
SETTLED = 20_000  # milliseconds that a slow machine may take


def test_a_picture_and_a_lecture_are_downloaded(visit: Callable[..., Page]) -> None:
    page = visit("vanish")
    figure = page.locator(".figure[data-painted]").first
    figure.get_by_text("Numbers as a table").click(timeout=SETTLED)
    with page.expect_download(timeout=SETTLED) as got:
        figure.get_by_role("button", name="Save as a picture").click(timeout=SETTLED)
    assert got.value.path().read_bytes().startswith(b"\x89PNG")
    page = visit("lecture")
    with page.expect_download(timeout=SETTLED) as got:
        page.get_by_role("button", name="Export").first.click(timeout=SETTLED)
    assert b"scenes" in got.value.path().read_bytes()


def test_what_has_got_into_a_page_is_not_run(dashboard: Server, browser: Browser) -> None:
    page, said = new_page(browser), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{dashboard.url}/join")
    ran = page.evaluate(
        """() => {
          const script = document.createElement("script"), image = document.createElement("img")
          script.textContent = "window.ran = 1"
          image.setAttribute("onerror", "window.ran = 2")
          image.src = "http://outside.example/x.png"
          document.body.append(script, image)
          const seen = () => window.ran ?? "nothing"
          return new Promise(done => image.addEventListener("error", () => done(seen())))
        }"""
    )
    assert ran == "nothing"
    assert sum(POLICY in text for text in said) >= 3  # the script, the image, its attribute
    page.context.close()
