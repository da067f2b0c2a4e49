"""Files of a training: asked for on a page, opened on another store, and a report without a server."""

import sys
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from support.exported import MADE, trained

from rnnviz.experiments.store import Store
from rnnviz.exports.open_bundle import open_bundle
from rnnviz.exports.report import report
from rnnviz.storage.ownership import MACHINE
from scripts.dashboard import Server

AXE = Path(sys.prefix) / "scripts" / "node_modules" / "axe-core" / "axe.min.js"
SETTLED = 30_000  # milliseconds that a slow machine may take
ADDRESS = {"runs": "windows5.h3,windows5.h4.lstm", "batch": "20", "samples": "4000"}


@pytest.fixture(scope="module")
def race(dashboard: Server) -> str:
    """A race of the machine's own user, trained."""
    with closing(Store(dashboard.store)) as store:
        return trained(store, MADE["echo"](), MACHINE, "")


def saved(page: Page, name: str) -> Path:
    with page.expect_download(timeout=SETTLED) as got:
        page.get_by_role("button", name=name).click(timeout=SETTLED)
    return Path(got.value.path())


def test_a_race_leaves_as_files_and_opens_elsewhere(race, visit, tmp_path):
    page = visit("truncate", **ADDRESS)
    page.get_by_role("button", name="Save…").click(timeout=SETTLED)
    assert saved(page, "Losses as CSV").read_text().startswith("run,name,seed,samples,update,")
    assert saved(page, "Report").read_text().startswith("<!DOCTYPE html>")
    archive = saved(page, "Everything as zip").read_bytes()
    with closing(Store(tmp_path / "other.sqlite")) as other:
        id = open_bundle(other, archive, "me").id
        assert other.row(id).experiment == MADE["echo"]()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_report_works_without_a_server(scheme, store, browser: Browser, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(report(store, trained(store, MADE["echo"]())), "utf-8")
    page, errors = browser.new_page(color_scheme=scheme), list[str]()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda asked: errors.append(asked.url) if "://" in asked.url[5:] else None)
    page.goto(path.as_uri())
    charts = page.locator("figure .chart")
    for place in range(charts.count()):
        expect(charts.nth(place).locator(".main-svg").first).to_be_attached(timeout=SETTLED)
    told = page.locator(".timeline output")
    last, words = told.inner_text(), page.locator("figcaption").nth(1).inner_text()
    drawn = "figure:nth-of-type(2) .chart .main-svg image"
    before = page.locator(drawn).first.get_attribute("href")
    page.locator("#moment").focus()
    page.keyboard.press("Home")
    expect(told).to_have_text("After 0 samples.", timeout=SETTLED)
    expect(page.locator(drawn).first).not_to_have_attribute("href", before or "", timeout=SETTLED)
    assert page.locator("figcaption").nth(1).inner_text() != words
    assert page.locator("#moment").get_attribute("aria-valuetext") == "After 0 samples."
    page.keyboard.press("End")
    expect(told).to_have_text(last, timeout=SETTLED)
    expect(page.locator(drawn).first).to_have_attribute("href", before or "", timeout=SETTLED)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(20, 22, 26)")
    assert errors == []
    page.close()


@pytest.fixture
def written(store, tmp_path):
    """A report on a disk."""
    path = tmp_path / "report.html"
    path.write_text(report(store, trained(store, MADE["echo"]())), "utf-8")
    return path


@pytest.fixture
def read(browser: Browser, written: Path):
    """Open the report as somebody has it before them."""
    contexts = []

    def go(**device) -> Page:
        contexts.append(browser.new_context(**device))
        page = contexts[-1].new_page()
        page.goto(written.as_uri())
        charts = page.locator("figure .chart")
        for place in range(charts.count()):
            expect(charts.nth(place).locator(".main-svg").first).to_be_attached(timeout=SETTLED)
        return page

    yield go
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_axe_finds_nothing_in_a_report(read, width):
    page = read(viewport={"width": width, "height": 800}, color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document).then(all => all.violations)")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def test_a_report_is_scrubbed_by_mouse_and_by_touch(read):
    def at(page: Page, share: float) -> tuple[float, float]:
        box = page.locator("#moment").bounding_box()
        assert box is not None
        return box["x"] + 10 + share * (box["width"] - 20), box["y"] + box["height"] / 2

    page = read(viewport={"width": 1280, "height": 720})
    told = page.locator(".timeline output")
    page.mouse.move(*at(page, 1.0))
    page.mouse.down()
    page.mouse.move(*at(page, 0.5), steps=5)
    page.mouse.move(*at(page, 0.0), steps=5)
    page.mouse.up()
    expect(told).to_have_text("After 0 samples.", timeout=SETTLED)
    phone = read(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    phone.touchscreen.tap(*at(phone, 0.0))
    expect(phone.locator(".timeline output")).to_have_text("After 0 samples.", timeout=SETTLED)


def test_a_report_is_printed_on_white(read):
    page = read(color_scheme="dark")
    ink = "getComputedStyle(document.querySelector('.chart .xtick text')).fill"
    shown = page.evaluate(ink)
    page.emulate_media(media="print")
    page.wait_for_function(f"{ink} !== {shown!r}", timeout=SETTLED)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.locator("#moment")).to_be_hidden()
    expect(page.locator(".timeline output")).to_be_visible()
    page.emulate_media(media="screen")
    page.wait_for_function(f"{ink} === {shown!r}", timeout=SETTLED)
