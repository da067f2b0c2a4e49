"""A whole lecture in real browsers: one presents, one follows on a phone, answers, loses the connection
and comes back to it; who has no secret drives nothing, whatever they send."""

import json
import re
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect
from support.browser_waiting import wait_for_keys
from support.presenting import import_lecture
from support.waiting import until
from support.wire import Wire
from websockets.sync.client import connect

from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture, Question, Scene
from scripts.dashboard import Server, new_page

Visit = Callable[..., Page]
SETTLED = 20_000  # milliseconds that a slow machine may take
OWN = Lecture(
    title="Cuts & floors",
    scenes=(
        Scene(look="The same l twice", notes="Ask what it can know.", settings={"step": "4"}),
        Scene(
            page="truncate",
            settings={
                "runs": "windows5.h4",
                "samples": "90000000",
                "seed": "31",
                "speed": "200 a second",
            },
            look="It stops at 0.52",
            notes="Now press space.",
            question=Question(text="Where will it stop?", options=("0.45", "0.52"), right=1),
        ),
        Scene(page="vanish", look="Nothing is left", settings={"gain": "0.5"}),
    ),
)


def look(page: Page) -> Locator:
    """The scene's number and sentence."""
    return page.locator("p.look")


@pytest.fixture
def begun(visit: Visit) -> tuple[Page, str, str]:
    """A page that presents our own lecture, imported; the code; the address of the notes."""
    page = visit("lecture")
    import_lecture(page, OWN, SETTLED)
    page.get_by_role("button", name="Present", exact=True).click()
    expect(page.get_by_role("img", name=re.compile("QR code"))).to_be_visible(timeout=SETTLED)
    wait_for_keys(page)
    notes = page.get_by_role("link", name=re.compile("Your notes")).get_attribute("href") or ""
    found = re.search(r"c=(\w+)", notes)
    assert found
    return page, found[1], notes


def test_a_lecture_from_beginning_to_end(visit: Visit, begun: tuple[Page, str, str]) -> None:
    page, code, notes = begun
    phone = visit("join", width=390, height=844, c=code)
    window = visit(notes.split("/", 3)[3].split("?")[0], c=code, k=notes.split("k=")[1])
    expect(window).to_have_url(re.compile(rf"/notes\?c={code}$"), timeout=SETTLED)
    window.reload()  # by what the browser is known for, not by the secret that has left the address
    page.keyboard.press("PageDown")
    expect(look(page)).to_have_text(re.compile(r"1 / 3\s+The same l twice"), timeout=SETTLED)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(look(phone)).to_contain_text("The same l twice", timeout=SETTLED)
    expect(phone.locator(".unrolled[data-painted]")).to_be_visible(timeout=SETTLED)
    expect(window.locator(".own")).to_have_text("Ask what it can know.", timeout=SETTLED)

    page.keyboard.press("ArrowRight")
    expect(look(page)).to_contain_text("Where will it stop?", timeout=SETTLED)  # not where it does
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible(timeout=SETTLED)
    page.keyboard.press("b")
    phone.get_by_role("button", name="0.52").click(timeout=SETTLED)
    expect(page.locator(".count")).to_have_text("1 answer", timeout=SETTLED)
    phone.reload()  # as phones do with a page that was not looked at for a while
    expect(phone.get_by_text("Your answer: 0.52")).to_be_visible(timeout=SETTLED)
    expect(phone.locator(".options [aria-pressed=true]")).to_have_text(re.compile("0.52"))
    assert page.locator(".figure[aria-label*='0.52: 1']").count() == 0  # nobody copies from others
    page.keyboard.press("b")
    expect(page.locator(".figure[aria-label*='0.52: 1']")).to_be_visible(timeout=SETTLED)
    expect(look(page)).to_contain_text("Where will it stop?")
    expect(phone.get_by_text("No more answers are taken")).to_be_visible(timeout=SETTLED)
    expect(phone.get_by_text("Right: 0.52")).to_have_count(0)

    page.keyboard.press("Space")  # what comes of it says what is right
    expect(look(phone)).to_contain_text("It stops at 0.52", timeout=SETTLED)
    expect(phone.get_by_text("Right: 0.52")).to_be_visible(timeout=SETTLED)
    expect(page.locator(".figure[aria-label*='0.52: 1']")).to_have_count(0, timeout=SETTLED)
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible(timeout=SETTLED)
    losses = ".figure[aria-label^=Loss]"
    seen: set[str | None] = set()
    for _ in range(3):  # the phone sees the run live
        phone.wait_for_function(
            "([css, seen]) => { const f = document.querySelector(css);"
            " f?.scrollIntoView(); return f?.dataset.painted && !seen.includes(f.dataset.painted) }",
            arg=[losses, list(seen)],
            timeout=SETTLED,
        )
        seen.add(phone.locator(losses).get_attribute("data-painted"))

    phone.context.set_offline(True)
    expect(phone.get_by_text("connection is lost")).to_be_visible(timeout=SETTLED)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Resume", exact=True)).to_be_visible(timeout=SETTLED)
    window.get_by_role("button", name="Next").click()  # from the notes
    expect(look(page)).to_contain_text("Nothing is left", timeout=SETTLED)
    phone.context.set_offline(False)
    expect(look(phone)).to_contain_text("Nothing is left", timeout=SETTLED)
    expect(phone.get_by_text("connection is lost")).to_be_hidden(timeout=SETTLED)

    page.keyboard.press("ArrowLeft")
    expect(look(page)).to_contain_text("2 / 3", timeout=SETTLED)
    page.get_by_role("button", name="Stop", exact=True).or_(
        page.get_by_role("button", name="Resume", exact=True)
    ).first.wait_for(timeout=SETTLED)  # no worker is left behind training
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stSidebar")).to_be_visible(timeout=SETTLED)
    expect(look(page)).to_have_count(0, timeout=SETTLED)


def seen_from_far(page: Page) -> list[zxingcpp.Barcode]:
    """What a camera reads of a page that it sees three times smaller."""
    wall = Image.open(BytesIO(page.screenshot()))
    return zxingcpp.read_barcodes(wall.resize((wall.width // 3, wall.height // 3)))


@pytest.mark.parametrize("dark", [False, True])
def test_a_camera_in_the_last_row_reads_the_way_in(visit: Visit, dark: bool) -> None:
    page = visit("lecture", dark=dark)
    page.get_by_role("button", name="Present", exact=True).click()
    expect(page.get_by_role("img", name=re.compile("QR code"))).to_be_visible(timeout=SETTLED)
    (read,) = until(lambda: seen_from_far(page))
    phone = visit("join", width=390, height=844)
    phone.goto(read.text)
    expect(phone.get_by_text("The lecture has not begun yet")).to_be_visible(timeout=SETTLED)


def test_a_follower_explores_alone_and_comes_back(visit: Visit, begun: tuple[Page, str, str]) -> None:
    page, code, _ = begun
    page.get_by_role("button", name="Begin with scene 1").click()
    expect(look(page)).to_contain_text("The same l twice", timeout=SETTLED)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(look(page)).to_contain_text("Nothing is left", timeout=SETTLED)
    phone = visit("join", width=390, height=844)
    phone.get_by_label("code").fill(code.lower())
    phone.keyboard.press("Enter")
    expect(look(phone)).to_contain_text("Nothing is left", timeout=SETTLED)
    wide = phone.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 390
    phone.get_by_role("button", name="Explore on my own").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Vanish", timeout=SETTLED)
    phone.wait_for_url(re.compile("gain=0.5"))
    phone.get_by_role("button", name="Back to the lecture").click()
    expect(look(phone)).to_contain_text("Nothing is left", timeout=SETTLED)


def test_nobody_drives_without_the_secret(
    visit: Visit, begun: tuple[Page, str, str], dashboard: Server
) -> None:
    page, code, _ = begun
    page.get_by_role("button", name="Begin with scene 1").click()
    expect(look(page)).to_contain_text("1 / 3", timeout=SETTLED)
    phone = visit("join", width=390, height=844, c=code)
    expect(look(phone)).to_contain_text("1 / 3", timeout=SETTLED)
    for key in ("ArrowRight", "PageDown", "Space", "b"):
        phone.keyboard.press(key)
    address = re.sub("^http", "ws", page.url.split("/", 3)[0]) + "//" + page.url.split("/")[2]
    with connect(f"{address}/live/{code}") as line:
        for sent in ({"scene": 2}, {"drive": {"scene": 2}}, {"answer": 1, "follower": "x", "scene": 2}):
            line.send(json.dumps(sent))
            replies = []
            while not any("said" in reply for reply in replies):
                reply = line.recv(timeout=10)
                replies.append(json.loads(reply if isinstance(reply, str) else "{}"))
            assert any(reply.get("said", "").endswith(".") for reply in replies)
    for path in ("notes", "lecture"):
        other = visit(path, c=code, k="guessed")
        expect(other.locator(".notice")).to_contain_text("secret", timeout=SETTLED)
    store = Store(dashboard.store)
    assert live_session.load(store, code).scene == 0  # all have been answered by now
    store.close()
    expect(look(phone)).to_contain_text("1 / 3")
    page.keyboard.press("ArrowRight")
    for screen in (page, phone):  # what is driven leads on from there
        expect(look(screen)).to_contain_text("2 / 3", timeout=SETTLED)


@pytest.fixture
def wired(dashboard: Server, browser: Browser) -> Iterator[tuple[Page, Wire]]:
    """Our own lecture at its first scene, in a browser whose wire can be heard and held."""
    store = Store(dashboard.store)
    code, secret = live_session.begin(store, OWN)
    store.close()
    page = new_page(browser)
    wire = Wire(page)
    page.goto(f"{dashboard.url}/lecture?c={code}&k={secret}")
    expect(page).to_have_url(re.compile(rf"/lecture\?present={code}$"), timeout=SETTLED)
    page.locator(".st-key-present-go button").click(timeout=SETTLED)
    expect(title(page)).to_have_text("Unroll", timeout=SETTLED)
    wait_for_keys(page)
    yield page, wire
    page.context.close()


def title(page: Page) -> Locator:
    return page.locator(".head h1")


def test_a_tick_of_the_page_before_takes_nothing_off_the_page(wired: tuple[Page, Wire]) -> None:
    """The bar looks by itself where the lecture stands; a look may be on its way as pages change."""
    page, wire = wired
    (late, *_) = wire.next_ticks()
    page.keyboard.press("ArrowRight")
    expect(title(page)).to_have_text("Truncate", timeout=SETTLED)
    wire.say(late)
    wire.next_ticks(3)  # it has been heard before these
    expect(title(page)).to_have_text("Truncate")
    page.keyboard.press("ArrowRight")
    expect(look(page)).to_contain_text("3 / 3", timeout=SETTLED)
    expect(title(page)).to_contain_text("Vanish", timeout=SETTLED)


def test_a_key_counts_however_long_the_next_page_takes(wired: tuple[Page, Wire]) -> None:
    page, wire = wired
    wire.hold_next_page()
    page.keyboard.press("ArrowRight")
    until(lambda: wire.holds)
    expect(page.locator(".st-key-presenter-keys")).to_have_count(0, timeout=SETTLED)
    page.wait_for_timeout(4000)  # longer than keys are listened to where nothing comes any more
    page.keyboard.press("ArrowRight")
    wire.release()
    expect(look(page)).to_contain_text("3 / 3", timeout=SETTLED)
    expect(title(page)).to_contain_text("Vanish", timeout=SETTLED)


def test_keys_stay_with_what_takes_them(visit: Visit, begun: tuple[Page, str, str]) -> None:
    page, _, _ = begun
    page.keyboard.press("ArrowRight")
    expect(look(page)).to_contain_text("1 / 3", timeout=SETTLED)
    box = page.get_by_label("Type characters")
    box.click()
    for key in ("ArrowLeft", "ArrowRight", "b", "Space"):
        page.keyboard.press(key)
    expect(box).to_have_value(re.compile("b "), timeout=SETTLED)
    slider = page.get_by_role("slider").first
    slider.focus()
    before = page.url
    page.keyboard.press("ArrowLeft")
    # the server has heard of the slider, and so of every key before
    page.wait_for_function("before => location.href !== before", arg=before, timeout=SETTLED)
    expect(look(page)).to_contain_text("1 / 3")
    slider.evaluate("node => node.blur()")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")  # none is lost when they come quickly
    expect(look(page)).to_contain_text("3 / 3", timeout=SETTLED)


def test_what_has_no_use_for_a_key_leaves_it_to_the_lecture(
    visit: Visit, begun: tuple[Page, str, str]
) -> None:
    page, _, _ = begun
    page.keyboard.press("ArrowRight")
    expect(look(page)).to_contain_text("1 / 3", timeout=SETTLED)
    painted = page.locator(".unrolled[data-painted]")
    painted.wait_for(timeout=SETTLED)
    at = page.locator(".unrolled .range")
    painted.locator(".scroll").click()  # a step is chosen, and the picture has the focus
    chosen = at.input_value()
    page.keyboard.press("Home")
    expect(at).to_have_value("1")  # it uses this one
    page.keyboard.press("ArrowRight")
    expect(at).to_have_value("2")
    assert chosen
    expect(look(page)).to_contain_text("1 / 3")
    page.keyboard.press("PageDown")
    expect(look(page)).to_contain_text("2 / 3", timeout=SETTLED)
    page.keyboard.press("PageUp")
    expect(look(page)).to_contain_text("1 / 3", timeout=SETTLED)
    box = page.get_by_label("Type characters")
    box.click(timeout=SETTLED)
    page.keyboard.press("r")
    page.keyboard.press("c")  # typed there
    expect(box).to_have_value(re.compile("rc"), timeout=SETTLED)
    page.keyboard.press("PageDown")  # a line of text has no pages
    expect(look(page)).to_contain_text("2 / 3", timeout=SETTLED)
    wait_for_keys(page)
    for key in ("r", "c"):
        page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("PageDown")
    expect(look(page)).to_contain_text("3 / 3", timeout=SETTLED)
