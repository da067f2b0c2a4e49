"""What is typed comes over the page's own connection, and without one by its script."""

from collections.abc import Callable

from playwright.sync_api import Page, WebSocketRoute

Visit = Callable[..., Page]


def painted(page: Page, text: str) -> None:
    """Wait until the main picture is of a text."""
    page.wait_for_function(
        """text => [...document.querySelectorAll('*')].some(
            e => e.shadowRoot?.querySelector('.unrolled')?.dataset.painted === text)""",
        arg=text,
    )


def test_keys_are_drawn_over_the_connection_and_the_script_follows(visit: Visit) -> None:
    page = visit(text="hel")
    asked: list[str] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framesent", lambda sent: asked.append(str(sent))),
    )
    page.reload()
    painted(page, "hel")
    box = page.locator(".st-key-text input")
    box.press("End")
    for text in ("hell", "hello", "helloh"):  # the first tells the script that there is a connection
        box.press_sequentially(text[-1])
        painted(page, text)
    assert any('"text":"helloh"' in one for one in asked)
    page.wait_for_url("**/?text=helloh")
    page.get_by_role("heading", name="Step 6, number by number").wait_for()


def test_without_the_connection_the_script_draws_every_key(visit: Visit) -> None:
    page = visit(text="hel")

    def closed(socket: WebSocketRoute) -> None:
        socket.close()

    page.route_web_socket("**/pictures?*", closed)
    page.reload()
    painted(page, "hel")
    box = page.locator(".st-key-text input")
    box.press("End")
    for text in ("hell", "hello"):
        box.press_sequentially(text[-1])
        painted(page, text)
    page.wait_for_url("**/")  # the example stands in no address
