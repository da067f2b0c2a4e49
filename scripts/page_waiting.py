"""Waiting in a browser for what a page does, where the page forbids code that is made from text."""

import time
from typing import Any

from playwright.sync_api import Error, Page
from playwright.sync_api import TimeoutError as TooLate

PATIENCE = 30_000  # milliseconds, as Playwright's own
LOOK = """
async ([arg, patience, polling]) => {
  const look = async () => {
    const found = (%s\n)
    return typeof found === "function" ? found(arg) : found
  }
  const end = performance.now() + patience
  for (;;) {
    if (await look()) return true
    if (performance.now() > end) return false
    await new Promise(polling ? go => setTimeout(go, polling) : requestAnimationFrame)
  }
}
"""


def wait_for_function(
    page: Page,
    expression: str,
    *,
    arg: Any = None,
    timeout: float | None = None,
    polling: float | None = None,
) -> None:
    """Wait until an expression, or a function of `arg`, is true in the page; raises TimeoutError.

    Playwright's own makes code from text at every look, which our Content-Security-Policy forbids; what
    is evaluated once is allowed.
    """
    patience = PATIENCE if timeout is None else timeout
    end = time.monotonic() + patience / 1000
    while True:
        left = max(end - time.monotonic(), 0) * 1000
        try:
            if page.evaluate(LOOK.replace("%s", expression), [arg, left, polling]):
                return
        except Error as problem:  # another page has come meanwhile
            if "context was destroyed" not in str(problem) and "navigation" not in str(problem):
                raise
        if time.monotonic() >= end:
            raise TooLate(f"not true within {patience:g} ms: {expression}")


def use() -> None:
    """From now on every page waits so."""
    Page.wait_for_function = wait_for_function  # type: ignore[assignment,method-assign]
