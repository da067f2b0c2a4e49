"""Waiting for what a page in a browser does, instead of for a time."""

from playwright.sync_api import Error, Locator, Page
from playwright.sync_api import TimeoutError as TooLate

REST, PATIENCE = 500, 60_000  # milliseconds

# Asked again and again; what it has seen it keeps in the page. A page rests when its script has run,
# its fonts and the figures in sight are there, nothing moves from one place or colour to another
# (what moves for ever is not waited for), and nothing in it has changed for a while.
STILL = """
([rest, animations]) => {
  const now = performance.now()
  const seen = (window.rnnvizStill ??= { since: now, roots: new Set() })
  const watch = root => {
    if (!seen.roots.has(root)) {
      seen.roots.add(root)
      const changed = new MutationObserver(() => { seen.since = performance.now() })
      changed.observe(root, { subtree: true, childList: true, attributes: true, characterData: true })
    }
    for (const el of root.querySelectorAll("*")) if (el.shadowRoot) watch(el.shadowRoot)
  }
  watch(document)
  const app = document.querySelector("[data-testid=stApp]")
  const at = el => el.getBoundingClientRect()
  const busy = app?.dataset.testScriptState !== "notRunning" ||
    app.dataset.testConnectionState !== "CONNECTED" ||
    document.fonts.status !== "loaded" ||
    [...document.querySelectorAll(".figure:not(.piece, [data-painted])")].some(
      el => at(el).width > 0 && at(el).top < innerHeight && at(el).bottom > 0) ||
    animations && document.getAnimations().some(
      one => one.playState === "running" && one.effect?.getComputedTiming().endTime !== Infinity)
  if (busy) seen.since = now
  // a wall looks twice a second where its lecture stands, and never rests for longer
  return now - seen.since > (document.querySelector(".st-key-presenter") ? rest / 3 : rest)
}
"""


def wait_until_still(page: Page, animations: bool = True) -> None:
    """Wait until a page has come to rest; without `animations`, those still running do not count."""
    page.evaluate("() => { delete window.rnnvizStill }")  # what changes from now on counts
    page.wait_for_function(STILL, arg=[REST, animations], polling=100, timeout=PATIENCE)


def bring_into_view(wanted: Locator, timeout: float = PATIENCE) -> None:
    """Scroll to something, again where what stood there is replaced meanwhile."""
    for _ in range(9):
        try:
            return wanted.scroll_into_view_if_needed(timeout=timeout)
        except Error as error:
            if "not attached" not in error.message:
                raise
    return wanted.scroll_into_view_if_needed(timeout=timeout)


def comes(wanted: Locator, within: int = 1000) -> bool:
    """Whether something comes within some milliseconds; if not, what should bring it is done again."""
    try:
        wanted.first.wait_for(timeout=within)
    except TooLate:
        return False
    return True


def wait_for_keys(page: Page) -> None:
    """Wait until the page of who presents listens to keys: what is pressed before is lost."""
    keys = page.locator(".st-key-presenter-keys [data-ready]")
    keys.wait_for(state="attached", timeout=PATIENCE)
