"""Every picture's menu: by mouse and keys, what leaves, and that it is what the picture holds."""

import csv
import io
import re
from pathlib import Path

from playwright.sync_api import expect

OPENER = "button[aria-haspopup=menu]"


def saved(page, menu, name):
    """The file that an item of a menu makes."""
    if not menu.get_by_role("menu").is_visible():
        menu.locator(OPENER).click()
    with page.expect_download() as download:
        menu.get_by_role("menuitem", name=name).click()
    return download.value.suggested_filename, Path(download.value.path()).read_text("utf-8")


def rows(text):
    return list(csv.reader(io.StringIO(text)))


def menu_of(page, css):
    menu = page.locator(f"{css} .picture-menu").first
    expect(menu.locator(OPENER)).to_be_visible(timeout=60_000)
    return menu


def test_a_chart_leaves_in_four_ways(visit):
    page = visit("vanish")
    menu = menu_of(page, ".figure")
    name, text = saved(page, menu, "Its numbers as CSV")
    assert name.endswith(".csv")
    head, *body = rows(text)
    assert "median" in " ".join(head)
    figure = page.evaluate(
        "document.querySelector('.figure').data.find(one => one.name === 'median').y"
    )
    values = figure if isinstance(figure, list) else None
    column = next(place for place, said in enumerate(head) if said.startswith("median"))
    if values is not None:
        found = [float(line[column]) for line in body if line[column]]
        assert len(found) == len([one for one in values if one is not None])
    name, drawn = saved(page, menu, "As SVG")
    assert name.endswith(".svg")
    assert drawn.startswith("<svg")
    name, whole = saved(page, menu, "As a page that works offline")
    assert name.endswith(".html")
    assert len(whole) > 1_000_000
    assert not re.search(r"<(?:script|link)[^>]+(?:src|href)=", whole[:2000] + whole[-20_000:])
    menu.locator(OPENER).click()
    with page.expect_download() as download:
        menu.get_by_role("menuitem", name="As PNG").click()
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")


def test_the_page_that_leaves_draws_itself_without_a_net(visit, tmp_path):
    page = visit("vanish")
    _name, whole = saved(page, menu_of(page, ".figure"), "As a page that works offline")
    file = tmp_path / "chart.html"
    file.write_text(whole, "utf-8")
    alone = page.context.new_page()
    asked = []
    alone.on("request", lambda request: asked.append(request.url))
    alone.goto(file.as_uri())
    expect(alone.locator("#chart svg.main-svg").first).to_be_visible(timeout=60_000)
    assert [url for url in asked if url.startswith("http")] == []
    alone.close()


def test_the_menu_is_walked_by_keys(visit):
    page = visit("vanish")
    menu = menu_of(page, ".figure")
    opener = menu.locator(OPENER)
    opener.focus()
    page.keyboard.press("ArrowDown")
    items = menu.get_by_role("menuitem")
    expect(items.first).to_be_focused()
    page.keyboard.press("End")
    expect(items.last).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(items.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "false")


def test_the_unrolled_network_and_what_stands_below_it(visit):
    page = visit(text="hell")
    menu = menu_of(page, ".unrolled")
    _name, text = saved(page, menu, "Its numbers as CSV")
    head, *body = rows(text)
    assert head == ["text", "time step", "what is read", "layer", "direction", "unit", "h"]
    assert "".join(dict.fromkeys((line[1], line[2])[1] for line in body)) == "hel"
    assert all(-1 <= float(line[6]) <= 1 for line in body)
    _name, drawn = saved(page, menu, "As SVG")
    assert drawn.startswith("<svg")
    assert "hell"[-1] in drawn
    below = menu_of(page, ".stElementContainer:has(.arithmetic)")
    _name, whole = saved(page, below, "As HTML")
    assert ".arithmetic" in whole
    assert "picture-menu" not in whole.split("</style>")[1]
    _name, table = saved(page, below, "Its numbers as CSV")
    assert len(rows(table)) > 4


def test_what_arrives_has_every_digit(visit):
    page = visit("backpropagate", text="hello")
    _name, text = saved(page, menu_of(page, ".arrivals"), "Its numbers as CSV")
    _head, *body = rows(text)
    assert [line[1] for line in body] == list("hello")
    assert max(len(line[2]) for line in body) > 12
