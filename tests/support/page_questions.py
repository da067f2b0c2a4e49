"""What tests ask of a page in a browser (the functions of tests/browser/access.js)."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

JS = (Path(__file__).parents[1] / "browser" / "access.js").read_text("utf-8")


def asked(page: Page, question: str, *given: object) -> Any:
    """What a function of access.js answers."""
    return page.evaluate(f"given => {{ {JS}\nreturn {question}(...given) }}", given)
