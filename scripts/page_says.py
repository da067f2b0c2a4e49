"""What the pages of a browser show when something that is waited for on them does not come: a sentence
instead of a picture, a spinner, an error of the server's."""

from pathlib import Path

from playwright.sync_api import Browser, Error, Page

MOST = 2_000  # letters of a page's text, and of a server's log
LOOK = """
() => ({
  text: document.querySelector("[data-testid=stMain]")?.innerText ?? document.body?.innerText ?? "",
  state: document.querySelector("[data-testid=stApp]")?.dataset.testScriptState ?? "",
  pictures: [...document.querySelectorAll("[data-live]")].map(({ dataset, classList }) =>
    `${dataset.live} ${classList.contains("figure") ? dataset.painted ?? "not painted" : "in words"}`),
  boxes: [...document.querySelectorAll("input")].map(box => box.value).filter(Boolean),
})
"""

_open: list[Browser] = []
_TOLD = "What the pages showed:"


def look_at(browser: Browser) -> None:
    """From now on `tell` knows of this browser's pages."""
    _open.append(browser)


def leave(browser: Browser) -> None:
    """It is about to be closed."""
    _open.remove(browser)


def tell(error: BaseException, log: Path | None = None) -> None:
    """Write onto an error what the pages of all browsers show, and how a server's log ends; once,
    however many blocks the error passes on its way."""
    if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
        return
    if not any(note.startswith(_TOLD) for note in getattr(error, "__notes__", ())):
        pages = [page for browser in _open for context in browser.contexts for page in context.pages]
        if pages:
            error.add_note("\n\n".join([_TOLD, *map(said, pages)]))
    if log is not None and log.is_file() and (text := log.read_text(errors="replace").strip()):
        error.add_note(f"How the server's log ends:\n{text[-MOST:]}")


def said(page: Page) -> str:
    """One page: its address, what its script does, its pictures, what stands in its boxes, its text."""
    try:
        found = page.evaluate(LOOK)
    except Error as problem:
        return f"{page.url}: {problem}"
    lines = [page.url, f"script: {found['state'] or 'none'}"]
    lines += [f"{name}: {', '.join(found[name])}" for name in ("pictures", "boxes") if found[name]]
    return "\n".join([*lines, found["text"].strip()[:MOST]])
