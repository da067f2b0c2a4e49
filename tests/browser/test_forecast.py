"""Forecast in a real Chromium: now is moved, and a column of one's own is loaded and refused."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
SETTLED = 20_000  # milliseconds that a slow machine may take


def test_now_is_moved_by_key_and_the_picture_follows(visit: Visit) -> None:
    page = visit("tasks", task="forecast")
    expect(page.locator(".figure[aria-label*='up to step 400']")).to_be_visible(timeout=SETTLED)
    slider = page.get_by_role("slider", name="Now")
    slider.focus()
    page.keyboard.press("ArrowRight")
    picture = page.locator(".figure[aria-label*='up to step 401']")
    expect(picture).to_be_visible(timeout=SETTLED)
    title = picture.locator(".gtitle")  # which may be broken into lines
    expect(title).to_contain_text(
        re.compile(r"Root\s*mean\s*square\s*error,\s*in\s*the\s*unit\s*of\s*“value”: 0\.\d\d"),
        timeout=SETTLED,
    )
    expect(page).to_have_url(re.compile("now=401"), timeout=SETTLED)


def test_a_column_is_loaded_and_a_bad_file_leaves_it(visit: Visit, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("day;level\n" + "".join(f"{k};{k % 7},5\n" for k in range(60)))
    bad.write_text("level\n" + "1.5\n" * 20 + "high\n" + "2.5\n" * 60)
    page = visit("tasks", task="forecast", kind="own")
    expect(page.get_by_text("There is no data yet")).to_be_visible(timeout=SETTLED)
    chooser = page.locator("input[type=file]")
    chooser.set_input_files(str(good))
    expect(page.get_by_text("“level”: 60 values")).to_be_visible(timeout=SETTLED)
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible(timeout=SETTLED)
    # what was made of the file is seen before anything is trained on it
    expect(page.get_by_text("60 rows, set apart by semicolons.")).to_be_visible(timeout=SETTLED)
    expect(page.locator(".preview th.chosen")).to_have_text("level ✓", timeout=SETTLED)
    plot = page.locator(".figure[aria-label*='The values of “level”']")
    expect(plot).to_be_visible(timeout=SETTLED)
    chooser.set_input_files(str(bad))
    # whether the file is named depends on which of its columns was asked for first
    refused = page.get_by_text("Line 22: “high” in the column “level” is no finite number")
    expect(refused).to_be_visible(timeout=SETTLED)
    expect(page.get_by_text("“level”: 60 values")).to_be_visible(timeout=SETTLED)
