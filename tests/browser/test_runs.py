"""The page Runs in a real Chromium: lines are chosen and lie on one chart, one is the baseline, a
training is renamed, deleted and had back, a curve of one's own comes from a file, 200 are drawn."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Locator, Page, expect
from support.own_lists import brought, small, told_loop, trained

from rnnviz.catalogue.entry import task_text
from rnnviz.experiments.store import Store
from rnnviz.storage import removal
from rnnviz.storage.ownership import MACHINE
from rnnviz.tasks import Echo
from scripts.dashboard import Server

PATIENCE = 90_000
CSV = "step,loss\n" + "".join(f"{step},{0.66 - step / 4000}\n" for step in range(0, 400, 10))


@pytest.fixture
def stored(dashboard: Server) -> Iterator[Store]:
    """The dashboard's store; what the test leaves on the list goes."""
    with closing(Store(dashboard.store)) as store:
        yield store
        for row in store.experiments():
            store.remove(row.id)
        for table in removal.TABLES:
            with store.transaction() as run:
                run(f"DELETE FROM {table}")


def line(page: Page, name: str) -> Locator:
    return page.locator(".st-key-section-list .line", has_text=name)


def chart(page: Page) -> Locator:
    return page.locator(".st-key-section-chart .figure[data-painted]")


def says(page: Page, text: str) -> None:
    expect(chart(page)).to_have_attribute("aria-label", re.compile(text), timeout=PATIENCE)


def curves(page: Page) -> int:
    """How many curves the chart has; of many those of one pen are parts of one path."""
    paths = page.locator(".st-key-section-chart .scatterlayer .trace path.js-line").all()
    return sum((path.get_attribute("d") or "").count("M") for path in paths)


def test_lines_are_chosen_compared_renamed_deleted_and_had_back(
    visit: Callable[..., Page], stored: Store
) -> None:
    trained(stored, small(seeds=2), title="the race", steps=40)
    told_loop(stored, [0.69 - step / 1000 for step in range(200)], "my loop")
    brought(stored, [0, 50, 100], [0.66, 0.6, 0.55], "<i>theirs</i>", MACHINE, task=task_text(Echo()))
    page = visit("runs")
    for name in ("the race · cut every 2", "my loop", "<i>theirs</i>"):
        line(page, name).locator("input").click()
    says(page, r"Of 3 curves the lowest has come to 0\.492 \(my loop\)")
    # the floors of Echo stand beside them
    expect(chart(page).get_by_text("nothing learned")).to_be_visible()
    expect(page).to_have_url(re.compile(r"runs=run\.[0-9a-f]{8}\.1%2Cloop\.[0-9a-f]{8}%2Ccurve\."))

    baseline = page.get_by_role("combobox", name="Baseline")
    baseline.scroll_into_view_if_needed()  # or its list is closed again by what scrolls
    baseline.click()
    page.get_by_role("option", name="Baseline: my loop").click()
    says(page, r"Loss less that of my loop: 0 of 2 have come below it")

    line(page, "my loop").locator("input").click()
    line(page, "theirs").locator("input").click()
    says(page, r"Loss of the race · cut every 2")  # the baseline is not drawn any more
    page.get_by_role("button", name="Rename").click()
    box = page.get_by_role("textbox", name="Name")
    box.fill("another name")
    box.press("Enter")
    expect(line(page, "another name")).to_have_count(2, timeout=PATIENCE)
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Delete").click()
    expect(line(page, "another name")).to_have_count(0, timeout=PATIENCE)
    page.get_by_role("button", name="Undo: have 1 back").click()
    expect(line(page, "another name")).to_have_count(2, timeout=PATIENCE)
    says(page, r"Loss of another name · cut every 2")

    page.get_by_role("button", name="Delete").click()
    expect(line(page, "another name")).to_have_count(0, timeout=PATIENCE)
    page.reload()  # a page that is loaded anew still offers it
    page.get_by_role("button", name="Undo: have 1 back").click(timeout=PATIENCE)
    expect(line(page, "another name")).to_have_count(2, timeout=PATIENCE)


def test_a_curve_comes_from_a_file_and_what_is_wrong_is_said(
    visit: Callable[..., Page], stored: Store
) -> None:
    trained(stored, small(), title="the race", steps=40)
    page = visit("runs", bring="yes")
    file = page.locator('[data-testid="stFileUploaderDropzoneInput"]')
    file.set_input_files(
        {"name": "bad.csv", "mimeType": "text/csv", "buffer": b"step,loss\n2,1\n1,1\n"}
    )
    enter = page.get_by_role("button", name="Put it on the list")
    enter.click(timeout=PATIENCE)
    expect(page.get_by_text("Line 3: step 1 comes after 2 on line 2")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name=re.compile("Remove bad.csv")).click()
    file.set_input_files({"name": "mine.csv", "mimeType": "text/csv", "buffer": CSV.encode()})
    expect(page.get_by_role("textbox", name="Name")).to_have_value("mine", timeout=PATIENCE)
    enter.click()
    says(page, r"the lowest has come to 0\.56[23] \(mine\)")
    expect(line(page, "mine")).to_have_count(1)


def test_all_lines_are_chosen_at_once_and_put_in_order(
    visit: Callable[..., Page], stored: Store
) -> None:
    for place in range(200):
        values = [0.69, 0.5 + place / 2000]
        brought(stored, [1, 100], values, f"curve {place}", MACHINE, task=task_text(Echo()))
    page = visit("runs")
    page.get_by_role("checkbox", name="Choose all lines").click()
    says(page, r"Of 200 curves the lowest has come to 0\.500 \(curve 0\)")
    assert curves(page) == 200
    # the keys go from curve to curve, and the hover is that very curve's
    page.locator(".st-key-section-chart .walk").focus()
    for _ in range(60):
        page.keyboard.press("ArrowDown")
    spoken = page.locator(".st-key-section-chart .spoken")
    expect(spoken).to_contain_text("curve ")
    name = re.search(r"curve \d+", spoken.inner_text())
    assert name
    expect(page.locator(".st-key-section-chart .hoverlayer")).to_contain_text(f"{name[0]}: ")
    page.get_by_role("columnheader", name="loss").get_by_role("button").click()
    expect(page.locator(".st-key-section-list .line b").first).to_have_text("curve 0", timeout=PATIENCE)
    page.get_by_role("textbox", name="Search").fill("curve 123")
    expect(page.locator(".st-key-section-list .line")).to_have_count(1, timeout=PATIENCE)


def test_arrow_keys_go_from_line_to_line_and_open_the_very_training(
    visit: Callable[..., Page], stored: Store
) -> None:
    older = trained(stored, small(), title="older", steps=20)
    stored.rows("UPDATE experiments SET created = created - 60")
    trained(stored, small(samples=4000), title="newer", steps=40)
    trained(stored, small(), title="same settings", steps=40, owner="somebody")
    page = visit("runs")
    first = page.locator(".st-key-section-list .line").first
    expect(first).to_contain_text("newer", timeout=PATIENCE)
    # Tab comes to one line alone
    assert page.locator(".st-key-section-list .line [tabindex='0']").count() == 2
    first.locator("input").focus()
    page.keyboard.press("End")
    last = page.locator(".st-key-section-list .line").last
    expect(last.locator("input")).to_be_focused()
    page.keyboard.press("Space")
    says(page, r"Loss of older · cut every 4")
    expect(last.locator("input")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    button = page.get_by_role("button", name="Open older · cut every 2, 2 units")
    expect(button).to_be_focused()
    said = line(page, "older · cut every 2").locator(".loss span").inner_text()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/truncate\?.*training={older}"), timeout=PATIENCE)
    losses = page.locator(".st-key-section-losses .figure[data-painted]")
    expect(losses).to_have_attribute(
        "aria-label", re.compile(f"cut every 2, 2 units: {re.escape(said)}"), timeout=PATIENCE
    )
