"""That everybody can use it: labels for screen readers, the keyboard alone, a phone's width, high
contrast, calm motion, and the tour of the first visit."""

import re

import pytest
from playwright.sync_api import expect
from support.browser_waiting import wait_until_still
from support.every_task import TASKS
from support.page_questions import asked

from scripts.dashboard import new_page, wait_for_picture

PAGES = [
    "",
    "backpropagate",
    "vanish",
    "truncate",
    "lecture",
    "join",
    *(f"tasks?task={name}" for name in TASKS),
]

DRAWN = (
    ".unrolled[data-painted], .figure[data-painted], .verdict, .surprise, .letters, "
    "[data-testid=stMain] button"
)


def settled(visit, path: str, **options):
    """A page whose pictures are there."""
    path, _, task = path.partition("?task=")
    page = visit(path, **options, **({"task": task} if task else {}))
    page.locator(DRAWN).locator("visible=true").first.wait_for(timeout=60_000)
    wait_until_still(page)
    return page


@pytest.mark.parametrize("path", PAGES)
def test_every_control_and_every_picture_has_a_name(visit, path):
    page = settled(visit, path, height=2400)
    for closed in page.locator('[data-testid="stExpander"] > details > summary').all():
        closed.click()
    wait_until_still(page)
    assert asked(page, "unnamed") == []
    assert asked(page, "unnamedPictures") == []


def test_what_has_no_name_or_stands_out_is_found(visit):
    page = settled(visit, "vanish")
    page.evaluate(
        "html => document.querySelector('[data-testid=stMainBlockContainer]')"
        ".insertAdjacentHTML('beforeend', html)",
        '<button id="dumb"></button><img id="blind" width="9" height="9" src="data:,">'
        '<p id="far" style="position: absolute; left: 700px; width: 900px">far</p>',
    )
    assert ["dumb" in found for found in asked(page, "unnamed")] == [True]
    assert ["blind" in found for found in asked(page, "unnamedPictures")] == [True]
    assert any("far" in found for found in asked(page, "beside"))


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_shows_it_all(visit, path):
    page = settled(visit, path, width=390, height=844)
    assert asked(page, "beside") == []


@pytest.mark.parametrize("path", ["", "backpropagate", "vanish", "truncate", "tasks?task=caption"])
def test_tab_reaches_every_control_and_is_caught_by_none(visit, path):
    page = settled(visit, path, height=2400)
    page.evaluate("document.body.focus()")
    gone_round(page)
    if asked(page, "missed"):  # a picture is drawn as it comes into sight: after the focus came by
        wait_until_still(page)
        gone_round(page)
    assert asked(page, "missed") == []


def gone_round(page):
    """Press Tab until the focus comes to where it was first."""
    wanted = asked(page, "toReach")
    visited, last = [], None
    for _press in range(3 * wanted + 60):
        page.keyboard.press("Tab")
        mark, what = asked(page, "focused")
        assert mark != last or what == "body", f"the focus stays in {what}"
        last = mark
        if visited and mark == visited[0]:
            return
        visited.append(mark)
    raise AssertionError(f"it does not come round in {len(visited)} presses")


def test_arrows_go_from_choice_to_choice(visit):
    page = visit("vanish")
    chosen = page.get_by_role("radio", name="identity", exact=True)
    chosen.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.innerText") == "tanh"
    page.keyboard.press("Enter")
    page.get_by_role("radio", name="tanh", exact=True, checked=True).wait_for()


@pytest.mark.parametrize("dark", [False, True])
def test_high_contrast_is_switched_remembered_and_off_again(visit, dark):
    page = visit("vanish", dark=dark)
    figure = page.locator(".figure[data-painted]").first
    figure.wait_for()
    before = figure.get_attribute("data-painted")
    page.get_by_text("High contrast", exact=True).click()
    page.wait_for_function("b => document.querySelector('.figure').dataset.painted !== b", arg=before)
    ink = "rgb(255, 255, 255)" if dark else "rgb(0, 0, 0)"
    title = page.locator(".figure .gtitle").first
    assert title.evaluate("el => getComputedStyle(el).fill") == ink
    page.reload()
    page.locator(".figure[data-painted]").first.wait_for()
    page.wait_for_function(
        "ink => getComputedStyle(document.querySelector('.figure .gtitle')).fill === ink", arg=ink
    )
    page.get_by_text("High contrast", exact=True).click()
    page.wait_for_function(
        "ink => getComputedStyle(document.querySelector('.figure .gtitle')).fill !== ink", arg=ink
    )


def test_high_contrast_follows_the_browser(visit):
    page = visit("vanish")
    page.emulate_media(contrast="more")
    page.reload()
    page.locator(".figure[data-painted]").first.wait_for()
    page.wait_for_function(
        "getComputedStyle(document.querySelector('.figure .gtitle')).fill === 'rgb(0, 0, 0)'"
    )


# the theme is Streamlit's, the rules of high contrast come from the server once it knows of the wish
LOOK = """([scheme, contrast]) => {
  const style = getComputedStyle(document.querySelector("[data-testid=stApp]"))
  const strong = style.getPropertyValue("--contrast") === "1"
  return style.colorScheme === scheme && strong === (contrast === "more")
}"""


@pytest.mark.parametrize("path", PAGES)
def test_words_stand_out_in_every_look(visit, path):
    page = settled(visit, path, height=2400)
    for contrast, least in (("no-preference", 4.5), ("more", 7.0)):
        page.emulate_media(contrast=contrast, color_scheme="light")
        page.reload()
        page.locator(DRAWN).locator("visible=true").first.wait_for(timeout=60_000)
        for scheme in ("light", "dark"):
            page.emulate_media(contrast=contrast, color_scheme=scheme)
            page.wait_for_function(LOOK, arg=[scheme, contrast], timeout=60_000)
            wait_until_still(page)
            assert asked(page, "pale", least) == [], f"{scheme}, contrast {contrast}"


def test_pale_words_are_found(visit):
    page = settled(visit, "vanish")
    page.evaluate(
        "html => document.querySelector('[data-testid=stMainBlockContainer]')"
        ".insertAdjacentHTML('beforeend', html)",
        '<p style="color: #767676; background: #ffffff">just</p>'  # 4.54
        '<p style="color: #777777; background: #ffffff">pale</p>'  # 4.48
        '<p style="color: #000000; opacity: 0.4; background: #ffffff">faint</p>',
    )
    assert [re.sub("<.*?>", "", found)[5:] for found in asked(page, "pale", 4.5)] == ["pale", "faint"]


def test_nothing_moves_where_motion_is_reduced(visit):
    page = visit("backpropagate", net="hello", step="4")
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    page.locator(".arrivals").first.wait_for()
    wait_until_still(page, animations=False)
    moving = page.evaluate(
        "() => document.getAnimations().filter(one => one.playState === 'running').map(one => "
        "one.animationName ?? one.transitionProperty)"
    )
    assert moving == []


@pytest.fixture
def newcomer(dashboard, browser):
    page = new_page(browser, tour=True)
    yield page
    page.context.close()


def wait_for_tour(page):
    """Wait until it would have come: the page is there, and with it all of our modules."""
    wait_for_picture(page)
    page.wait_for_function(
        "performance.getEntriesByType('resource').some(one => one.name.includes('/all.js'))"
    )
    wait_until_still(page)


def test_the_tour_has_six_steps_and_comes_once(newcomer, dashboard):
    newcomer.goto(dashboard.url)
    wait_for_picture(newcomer)
    tour = newcomer.locator(".tour")
    tour.wait_for()
    for step in range(1, 7):
        assert tour.locator(".where").inner_text() == f"{step} of 6"
        box = tour.bounding_box()
        assert box["x"] >= 0 and box["y"] >= 0
        assert box["x"] + box["width"] <= 1280 and box["y"] + box["height"] <= 720
        # it lies on top: what is seen at its middle is part of it
        wait_until_still(newcomer)
        assert tour.evaluate(
            "el => { const box = el.getBoundingClientRect(); return el.contains("
            "document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)) }"
        )
        newcomer.keyboard.press("Enter")  # the focus is on its button
    assert tour.count() == 0
    newcomer.reload()
    wait_for_tour(newcomer)
    assert tour.count() == 0


def test_escape_ends_the_tour_and_a_link_shows_none(newcomer, dashboard):
    newcomer.goto(f"{dashboard.url}/?step=4")
    wait_for_tour(newcomer)
    assert newcomer.locator(".tour").count() == 0
    newcomer.goto(dashboard.url)
    newcomer.locator(".tour").wait_for()
    newcomer.keyboard.press("Escape")
    newcomer.wait_for_function("document.querySelector('.tour') === null")
    assert re.search(r"Unroll", newcomer.title())


def test_the_page_says_its_language_and_the_switch_each_of_its_own(visit):
    page = visit("vanish")
    page.wait_for_function("document.documentElement.lang === 'en'")
    other = page.get_by_role("radio", name="中文", exact=True)
    expect(other).to_have_attribute("lang", "zh-Hans")
    other.click()
    page.wait_for_function("document.documentElement.lang === 'zh-Hans'")
    expect(page.get_by_role("radio", name="English", exact=True)).to_have_attribute("lang", "en")


def test_after_a_change_of_page_the_focus_is_on_its_title(visit):
    page = visit("vanish")
    wait_until_still(page)
    assert page.evaluate("document.activeElement === document.body")  # nothing is taken at first
    for name in ("Truncate", "Unroll"):
        link = page.get_by_test_id("stSidebar").get_by_role("link", name=name)
        link.focus()
        page.keyboard.press("Enter")
        page.wait_for_function(
            "name => document.activeElement.matches('h1') && document.activeElement.innerText === name",
            arg=name,
        )


def test_the_links_to_the_pages_are_a_landmark_and_the_open_one_says_so(visit):
    page = visit("vanish")
    links = page.get_by_role("navigation", name="Pages", exact=True)
    # Streamlit draws each of its links twice, and shows one
    current = links.locator("[aria-current=page]:visible")
    expect(current).to_have_text("Vanish & explode")
    links.get_by_role("link", name="Lecture", exact=True).click()
    expect(current).to_have_text("Lecture")
    expect(page.get_by_role("button", name="Open scene 2: Unroll", exact=True)).to_be_visible()
    page.get_by_role("radio", name="中文", exact=True).click()
    links = page.get_by_role("navigation", name="页面", exact=True)
    expect(links.locator("[aria-current=page]:visible")).to_have_count(1)
    expect(page.get_by_role("button", name="打开场景 2：展开", exact=True)).to_be_visible()


def test_what_scrolls_on_a_phone_takes_the_focus_under_a_name(visit):
    for path, name in (
        ("tasks?task=addition", "Scrolls sideways"),
        ("tasks?task=translate", "The likeliest answers of a beam of 3, best first"),
    ):
        page = settled(visit, path, width=390, height=844)
        box = page.get_by_role("group", name=name, exact=True)
        box.focus()
        assert box.evaluate("box => box === document.activeElement")


@pytest.mark.parametrize("contrast", ["no-preference", "more"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_can_be_seen(visit, scheme, contrast):
    page = visit("vanish", dark=scheme == "dark")
    page.emulate_media(contrast=contrast, color_scheme=scheme)
    page.reload()
    page.locator(".figure[data-painted]").first.wait_for(timeout=60_000)
    page.wait_for_function(LOOK, arg=[scheme, contrast], timeout=60_000)
    wait_until_still(page)
    kinds = set()
    page.evaluate("document.body.focus()")
    for _press in range(60):
        page.keyboard.press("Tab")
        kind, width, ratio = asked(page, "outline")
        assert (width >= 2 and ratio >= 3) or kind in ("body", "main", "input"), (kind, width, ratio)
        kinds.add(kind)
    assert {"a", "radio", "range", "button", "switch", "summary", "application"} <= kinds


def test_in_forced_colours_what_is_chosen_and_a_slider_can_be_told_apart(visit):
    page = visit("vanish")
    page.emulate_media(forced_colors="active")
    wait_until_still(page)
    shown = asked(page, "grounds")
    assert shown["chosen"] != shown["other"]
    assert len({shown["thumb"], shown["track"], shown["page"]}) == 3
