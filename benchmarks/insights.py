"""What readers are to see, walked on a fresh dashboard: in how many clicks and seconds."""

from collections.abc import Iterator
from pathlib import Path

from scripts.dashboard import chromium, new_page, server
from scripts.insights import INSIGHTS, walked


def tables(against: Path | None = None) -> Iterator[str]:
    """The clicks and seconds of every insight beside those in which it is to be had."""
    lines = ["| insight | clicks (goal) | keys | seconds (goal) |", "|---|---|---|---|"]
    with server() as running, chromium() as browser:
        for insight in INSIGHTS:
            page = new_page(browser, 1280, 720)
            page.goto(f"{running.url}/{insight.path}")
            page.locator(".three").first.wait_for()
            walk, seconds = walked(page, insight)
            lines.append(
                f"| {insight.name} | {walk.clicks} ({insight.clicks}) | {walk.keys} | "
                f"{seconds:.1f} ({insight.seconds}) |"
            )
            page.context.close()
    yield "\n".join(lines)
