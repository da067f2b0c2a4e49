"""Every picture's menu: by mouse and keys, what leaves, and that it is what the picture holds; and the
dialog with the page's code."""

import csv
import io
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.nn.tokenizer import read
from rnnviz.nn.trace import unroll
from rnnviz.pretrained import registry

OPENER = "button[aria-haspopup=menu]"


def saved(page, menu, name):
    """The file that an item of a menu makes."""
    if not menu.get_by_role("menu").is_visible():
        menu.locator(OPENER).click()
    with page.expect_download() as download:
        menu.get_by_role("menuitem", name=name).click()
    return download.value.suggested_filename, Path(download.value.path()).read_text("utf-8-sig")


def rows(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def tables(text):
    """The tables of a file, which an empty line parts."""
    found = [[]]
    for line in rows(text):
        if line:
            found[-1].append(line)
        else:
            found.append([])
    return found


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
    drawn = page.evaluate("document.querySelector('.figure').data.find(one => one.name === 'median').y")
    column = head.index("median")
    assert [float(line[column]) for line in body] == drawn
    assert len(head) > 100  # each draw by itself, of which none is drawn
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
    (head, *body), answers = tables(text)
    assert head == ["text", "time step", "what is read", "layer", "direction", "unit", "h"]
    net = registry.load("hello")
    typed = read("hell", "characters", net)
    trace = unroll(net, typed.inputs, typed.targets)
    states = np.concatenate([trace.initial[:, None], trace.hidden], axis=1)
    assert [float(line[6]) for line in body] == states.swapaxes(0, 1).ravel().tolist()
    assert [float(line[3]) for line in answers[1:]] == trace.probabilities.ravel().tolist()
    _name, drawn = saved(page, menu, "As SVG")
    assert drawn.startswith("<svg")
    assert "hell"[-1] in drawn
    below = menu_of(page, ".stElementContainer:has(.arithmetic)")
    _name, whole = saved(page, below, "As HTML")
    assert ".arithmetic" in whole
    assert "picture-menu" not in whole.split("</style>")[1]
    _name, table = saved(page, below, "Its numbers as CSV")
    named = {one[0][0]: one[1:] for one in tables(table)}
    weights = net.parameters["rnn.weight_hh_l0"]
    assert [[float(cell) for cell in line] for line in named["W_hh, 4×4"][1:]] == weights.tolist()


def test_numbers_are_those_that_stand_there_after_typing(visit):
    page = visit("backpropagate", text="hell")
    menu_of(page, ".figure")
    page.get_by_label("Type characters").focus()
    page.keyboard.press("End")
    page.keyboard.type("o")
    expect(page.locator(".arrivals[data-painted=hello]")).to_be_visible(timeout=60_000)
    net = registry.load("hello")
    typed = read("hello", "characters", net)
    flow = gradient_flow(net, unroll(net, typed.inputs, typed.targets))
    expect(page.locator('.figure[aria-label^="Matrix"] .picture-menu').first).to_be_visible()
    page.wait_for_function(
        "document.querySelector('.figure[aria-label^=Matrix]').data[0].z.length === 5"
    )
    menu = menu_of(page, '.figure[aria-label^="Matrix"]')
    _head, *body = rows(saved(page, menu, "Its numbers as CSV")[1])
    norms = {(int(line[0]), int(line[3])): float(line[5]) for line in body}
    assert len(norms) == 15
    for (t, k), norm in norms.items():
        assert norm == pytest.approx(flow.matrix[t - 1, k - 1], rel=1e-12)


def test_what_is_no_longer_there_is_said(visit):
    page = visit("vanish")
    menu = menu_of(page, ".figure")
    page.route("**/numbers/*", lambda route: route.fulfill(status=404))
    menu.locator(OPENER).click()
    menu.get_by_role("menuitem", name="Its numbers as CSV").click()
    expect(menu.get_by_role("status")).to_have_text(
        "The numbers of this picture are no longer there: load the page again."
    )
    expect(menu.get_by_role("status")).to_have_class("wrong")


def test_what_was_saved_in_the_dark_is_dark(visit):
    page = visit("backpropagate", text="hello")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "getComputedStyle(document.querySelector('.stApp')).backgroundColor === 'rgb(20, 22, 26)'"
    )
    menu = menu_of(page, ".stElementContainer:has(.arithmetic)")
    _name, whole = saved(page, menu, "As HTML")
    assert "--st-background-color: rgb(20, 22, 26)" in whole
    assert "color-scheme: dark" in whole
    page.emulate_media(color_scheme="light")
