"""A loop of somebody's own: seen while it trains, on a second screen too, and after it was killed."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from scripts.dashboard import Server

ROOT = Path(__file__).parents[2]
LOOP = ROOT / "tests" / "support" / "endless_loop.py"
PATIENCE = 60_000
RUNS = re.compile(r"endless runs: step [\d,]+")


def test_a_loop_is_seen_while_it_trains_and_after_it_was_killed(
    visit: Callable[..., Page], dashboard: Server
) -> None:
    pages = visit("watch"), visit("watch", width=390, height=844)
    for page in pages:
        expect(page.get_by_text("No training loop is watched yet")).to_be_visible(timeout=PATIENCE)
    own = {"RNNVIZ_STORE": str(dashboard.store), "PYTHONPATH": str(ROOT)}
    loop = subprocess.Popen([sys.executable, str(LOOP)], env=os.environ | own)
    try:
        for page in pages:
            first = page.get_by_text(RUNS).first
            expect(first).to_be_visible(timeout=PATIENCE)
            then = first.inner_text()
            expect(page.get_by_text(then, exact=True)).to_be_hidden(timeout=PATIENCE)
            expect(page.locator('.figure[aria-label^="Step 1 still gets"]')).to_be_visible()
            hidden = "retain_grad on the output shows exactly 0, though a gradient gets there."
            expect(page.get_by_text(f"At 11 steps {hidden}")).to_be_visible()
    finally:
        loop.kill()
        loop.wait()
    for page in pages:
        said = page.get_by_text(re.compile(r"endless was last heard of at step [\d,]+"))
        expect(said).to_be_visible(timeout=PATIENCE)
        expect(page.locator('.figure[aria-label^="Step 1 still gets"]')).to_be_visible()
