"""The dialog with a page's code: it opens by mouse and keys, is copied and saved, alone and as a whole,
and is read by who does not see it; a lecture's scene opens with its own."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect
from support.axe import serious
from support.browser_waiting import wait_until_still

from rnnviz.lectures.model import PAGES

PATIENCE = 60_000


def opened(page):
    """The dialog of the page."""
    page.get_by_role("button", name="Show the code", exact=True).click()
    dialog = page.get_by_role("dialog", name="The code of this page")
    expect(dialog.get_by_test_id("stCode").first).to_contain_text("import", timeout=PATIENCE)
    return dialog


def saved(page, dialog, name):
    with page.expect_download() as download:
        dialog.get_by_role("button", name=name).locator("visible=true").click()
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("word", PAGES)
def test_every_page_has_it_before_anything_is_done_there(visit, word):
    page = visit("" if word == "unroll" else word)
    dialog = opened(page)
    with zipfile.ZipFile(io.BytesIO(saved(page, dialog, re.compile(r"\.zip")))) as whole:
        names = {name.removeprefix(f"{word}/") for name in whole.namelist()}
        assert {f"{word}_pytorch.py", f"{word}_numpy.py", f"{word}.ipynb"} <= names
        source = whole.read(f"{word}/{word}_pytorch.py").decode()
        for file in re.findall(r'(?:load|open)\("([^"]+)"', source):
            assert file in names
    assert saved(page, dialog, f"Save {word}_pytorch.py").decode() == source
    assert serious(page) == []


def test_it_is_walked_by_keys_copied_and_closed(visit):
    page = visit("", text="hello")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.get_by_role("button", name="Show the code", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="The code of this page")
    tabs = dialog.get_by_role("tab")
    expect(tabs).to_have_count(3, timeout=PATIENCE)
    tabs.first.focus()
    page.keyboard.press("ArrowRight")
    expect(tabs.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    lines = dialog.get_by_test_id("stCode").locator("visible=true")
    expect(lines).to_contain_text("import numpy as np", timeout=PATIENCE)
    lines.hover()
    lines.get_by_role("button").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == saved(page, dialog, "Save unroll_numpy.py").decode().strip()
    tabs.nth(2).click()
    book = json.loads(saved(page, dialog, "Save unroll.ipynb"))
    assert book["nbformat"] == 4
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator(".unrolled[data-painted]")).to_be_visible()


def test_it_is_read_on_a_phone_in_the_dark_and_in_chinese(visit):
    page = visit("truncate", width=390, height=844)
    page.get_by_test_id("stExpandSidebarButton").click()
    dialog = opened(page)
    box = dialog.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.emulate_media(color_scheme="dark")
    assert serious(page) == []
    page.emulate_media(color_scheme="light", contrast="more")
    assert serious(page) == []
    page = visit("vanish", lang="zh")
    page.get_by_role("button", name="显示代码").click()
    dialog = page.get_by_role("dialog", name="本页的代码")
    expect(dialog.get_by_test_id("stCode").first).to_contain_text("# 前向", timeout=PATIENCE)


def test_another_run_is_written_at_once(visit):
    page = visit("truncate")
    dialog = opened(page)
    dialog.get_by_role("combobox", name="Run").click()
    page.get_by_role("option").nth(1).click()
    lines = dialog.get_by_test_id("stCode").first
    expect(lines).to_contain_text("cut every 10, 16 units", timeout=PATIENCE)


def test_a_scene_opens_on_its_page_with_its_code(visit):
    page = visit("lecture")
    page.get_by_role("button", name="Show the code", exact=True).click()
    page.get_by_role("button", name="Open its page with its code").click()
    dialog = page.get_by_role("dialog", name="The code of this page")
    expect(dialog.get_by_test_id("stCode").first).to_contain_text("import torch", timeout=PATIENCE)
    assert "lecture" not in page.url
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    wait_until_still(page)
    expect(dialog).to_be_hidden()
