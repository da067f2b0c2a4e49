"""The page Backpropagate in a real Chromium: typing, choosing a row by click and by key, moving the
cut, checking the gradients, and the way from Unroll and back."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Locator, Page, expect

Visit = Callable[..., Page]
SETTLED = 20_000  # milliseconds that a slow machine may take
ADDRESS = "backpropagate"


def chain(page: Page) -> Locator:
    return page.locator(".arrivals")


def painted(page: Page, text: str, row: int) -> None:
    """Wait until the chain shows this row (from 1) of this text."""
    expect(chain(page)).to_have_attribute("data-painted", text, timeout=SETTLED)
    expect(chain(page)).to_have_attribute("data-row", str(row), timeout=SETTLED)


def matrix(page: Page) -> Locator:
    return page.locator(".figure[aria-label^='Matrix of the norms']")


def title(page: Page) -> Locator:
    return matrix(page).locator(".gtitle")


def drawn(page: Page) -> None:
    expect(matrix(page)).to_have_attribute("data-painted", re.compile("."), timeout=SETTLED)


def query(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlparse(page.url).query).items()}


def cell(page: Page, row: int, column: int) -> tuple[float, float]:
    """Where the middle of a cell of the matrix of "hello" is on the screen; both from 1."""
    place = matrix(page).locator(".nsewdrag").first.bounding_box()
    assert place is not None
    return (
        place["x"] + place["width"] * (column - 0.5) / 5,
        place["y"] + place["height"] * (row - 0.5) / 5,
    )


def test_something_is_alive_at_first_sight(visit: Visit) -> None:
    page = visit(ADDRESS)
    painted(page, "hello", 4)
    drawn(page)
    expect(title(page)).to_contain_text("From step 4 to step 1, the gradient shrinks", timeout=SETTLED)
    assert page.locator(".chain .arrow").count() == 3
    assert page.locator(".chain .state.some").count() == 4


@pytest.mark.parametrize("dark", [False, True])
def test_matrix_chain_and_controls_stand_above_the_fold_and_level(visit: Visit, dark: bool) -> None:
    page = visit(ADDRESS, dark=dark)
    painted(page, "hello", 4)
    drawn(page)
    matrix = page.locator(".figure").first.bounding_box()
    assert matrix is not None
    assert matrix["y"] + matrix["height"] < 720
    # one click on the list of pictures brings all of it up
    page.locator(".sections").get_by_role("link", name="Matrix", exact=True).click()
    expect(page.locator(".arrivals .controls")).to_be_in_viewport(ratio=1.0)
    for column in (1, 4):
        box = page.locator(".chain .state").nth(column - 1).bounding_box()
        assert box is not None
        x, _ = cell(page, 4, column)
        assert abs(box["x"] + box["width"] / 2 - x) < 2


def test_every_key_is_shown_and_lives_in_the_address(visit: Visit) -> None:
    page = visit(ADDRESS)
    painted(page, "hello", 4)
    box = page.get_by_label("Type characters", exact=True)
    box.fill("")
    typed = ""
    for key in "hellohe":
        page.keyboard.type(key)
        typed += key
        painted(page, typed, max(len(typed) - 1, 1))
    page.wait_for_url(re.compile("text=hellohe"))
    again = visit(ADDRESS, **query(page))
    painted(again, "hellohe", 6)


def test_a_row_is_chosen_by_a_click_in_the_matrix(visit: Visit) -> None:
    page = visit(ADDRESS)
    painted(page, "hello", 4)
    drawn(page)
    page.mouse.move(*cell(page, 3, 1))
    hover = matrix(page).locator(".hoverlayer")
    expect(hover).to_contain_text(
        re.compile(
            "h at “h” .step 1., moved a little, changes the loss at “l” .step 3, due “l”. by up to 0"
        ),
        timeout=SETTLED,
    )
    page.mouse.click(*cell(page, 3, 1))
    painted(page, "hello", 3)
    heading = page.get_by_role("heading", name="One step back at step 1, number by number")
    expect(heading).to_be_attached(timeout=SETTLED)
    page.wait_for_url(re.compile("step=3"))
    assert query(page) == {"step": "3", "k": "1"}


def test_a_row_is_chosen_by_keys_and_by_the_slider(visit: Visit) -> None:
    page = visit(ADDRESS)
    painted(page, "hello", 4)
    page.locator("h1").click()
    page.keyboard.press("ArrowLeft")
    painted(page, "hello", 3)
    page.keyboard.press("Home")
    painted(page, "hello", 1)
    page.locator(".arrivals .range").focus()
    page.keyboard.press("ArrowRight")
    painted(page, "hello", 2)
    page.locator(".arrivals .next").click()
    painted(page, "hello", 3)
    page.wait_for_url(re.compile("step=3"))


def test_the_arrows_travel_once_for_each_row_and_again_when_asked(visit: Visit) -> None:
    page = visit(ADDRESS)
    painted(page, "hello", 4)
    expect(chain(page)).to_have_attribute("data-plays", "1")
    far = page.locator(".chain .arrow").evaluate_all(
        "arrows => arrows.map(a => [+a.dataset.far, parseFloat(a.style.animationDelay)])"
    )
    assert sorted(place for place, _ in far) == [1, 2, 3]
    assert sorted(far) == sorted(far, key=lambda pair: pair[1])  # right to left
    page.locator(".arrivals .again").click()
    expect(chain(page)).to_have_attribute("data-plays", "2")
    page.locator(".arrivals .previous").click()
    painted(page, "hello", 3)
    expect(chain(page)).to_have_attribute("data-plays", "3")


def test_who_wants_no_motion_gets_none(visit: Visit) -> None:
    page = visit(ADDRESS)
    painted(page, "hello", 4)
    style = "a => getComputedStyle(a).animationName"
    assert page.locator(".chain .arrow").first.evaluate(style) == "arrive"
    page.emulate_media(reduced_motion="reduce")
    page.locator(".arrivals .again").click()
    assert page.locator(".chain .arrow").first.evaluate(style) == "none"


def test_the_cut_is_moved_and_the_arrows_stop_there(visit: Visit) -> None:
    page = visit(ADDRESS, text="hellohell")
    painted(page, "hellohell", 8)
    assert page.locator(".chain .arrow").count() == 7
    page.get_by_role("button", name="sliding").or_(page.get_by_role("radio", name="sliding")).click()
    expect(page.locator(".chain .arrow")).to_have_count(2, timeout=SETTLED)
    expect(page.locator(".chain .cutword")).to_have_text("a sliding cut of 3 steps stops here")
    expect(title(page)).to_have_text(
        "With a sliding cut of 3 steps the backward pass from step 8 stops at step 6", timeout=SETTLED
    )
    slider = page.get_by_test_id("stMain").get_by_test_id("stSlider").get_by_role("slider")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".chain .arrow")).to_have_count(3, timeout=SETTLED)
    page.wait_for_url(re.compile("n=4"))
    assert query(page) == {"text": "hellohell", "cut": "sliding", "n": "4"}


def test_the_gradients_are_checked(visit: Visit) -> None:
    page = visit(ADDRESS)
    painted(page, "hello", 4)
    page.get_by_role("button", name="Check these gradients").click()
    table = page.locator(".checked table")
    expect(table).to_be_visible(timeout=4 * SETTLED)
    expect(page.locator(".checked")).to_contain_text("✓ All 8 agree with PyTorch")
    assert table.locator("tr.agrees").count() == 8
    assert table.locator("tr.differs").count() == 0
    expect(table.locator("tr.agrees").first).to_contain_text("rnn.weight_ih_l0")
    page.locator(".arrivals .previous").click()
    painted(page, "hello", 3)
    expect(table).to_be_visible()


def test_what_is_folded_opens(visit: Visit) -> None:
    page = visit(ADDRESS)
    painted(page, "hello", 4)
    for name, label in (
        ("One matrix, used T times", "One matrix, used T times"),
        ("RNN, GRU and LSTM on this text", "tanh"),
    ):
        page.get_by_test_id("stExpander").filter(has_text=name).locator("summary").click()
        figure = page.locator(f".figure[aria-label^='{label}']")
        figure.scroll_into_view_if_needed(timeout=SETTLED)
        expect(figure).to_have_attribute("data-painted", re.compile("."), timeout=SETTLED)
    page.wait_for_url(re.compile("three=yes"))
    assert query(page) == {"three": "yes", "shares": "yes"}


def test_text_and_step_are_the_same_on_unroll(visit: Visit) -> None:
    page = visit(net="english-gru", text="the fun")
    expect(page.locator(".unrolled")).to_have_attribute("data-painted", "the␣fun", timeout=SETTLED)
    page.locator(".range").focus()
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    expect(page.locator(".say")).to_contain_text("Step 5 of 7", timeout=SETTLED)
    page.wait_for_url(re.compile("step=5"))
    page.get_by_test_id("stSidebar").get_by_role("link", name="Backpropagate").click()
    painted(page, "the␣fun", 5)
    page.wait_for_url(re.compile("net=english-gru"))
    box = page.get_by_label("Type characters", exact=True)
    expect(box).to_have_value("the fun")
    box.focus()
    page.keyboard.press("End")
    page.keyboard.type("n")
    painted(page, "the␣funn", 5)
    page.locator(".arrivals .next").click()
    painted(page, "the␣funn", 6)
    page.get_by_test_id("stSidebar").get_by_role("link", name="Unroll").click()
    expect(page.locator(".unrolled")).to_have_attribute("data-painted", "the␣funn", timeout=SETTLED)
    expect(page.locator(".say")).to_contain_text("Step 6 of 8", timeout=SETTLED)
    expect(page.get_by_label("Type characters", exact=True)).to_have_value("the funn")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_nothing_is_wider_than_the_screen(visit: Visit, width: int, dark: bool) -> None:
    page = visit(ADDRESS, width=width, height=900, dark=dark, net="english-gru", cut="even")
    painted(page, "the␣value␣of␣the␣function", 24)
    drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".arrivals.dark").count() == int(dark)
    frame = matrix(page).bounding_box()
    assert frame is not None
    for label in title(page).all():
        box = label.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1


HELD = """() => {
  const wait = window.setTimeout, now = performance.now, stands = performance.now()
  performance.now = () => stands
  window.setTimeout = (call, time, ...more) => wait(call, time > 190 ? 2 ** 30 : time, ...more)
  window.goOn = () => { window.setTimeout = wait; performance.now = now }
}"""
COLOURS = """canvas => new Set(new Uint32Array(
  canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size"""


def quick(page: Page) -> Locator:
    """The canvas over the matrix while somebody types."""
    return matrix(page).locator("canvas.quick")


def typed_and_held(page: Page, text: str, row: int) -> None:
    """Type the last letter of a text, and keep the browser from believing that typing rests."""
    painted(page, text[:-1], row - 1)
    drawn(page)
    page.get_by_label("Type characters", exact=True).focus()
    page.keyboard.press("End")
    page.evaluate(HELD)
    page.keyboard.type(text[-1])
    painted(page, text, row)
    expect(quick(page)).to_be_visible(timeout=SETTLED)


def test_while_somebody_types_the_matrix_is_drawn_quickly(visit: Visit) -> None:
    page = visit(ADDRESS)
    typed_and_held(page, "helloh", 5)
    expect(title(page)).to_contain_text("From step 4")  # Plotly's is the older one
    assert quick(page).evaluate(COLOURS) > 20
    label = matrix(page).locator("svg.main-svg").first
    assert label.get_attribute("aria-label") == matrix(page).get_attribute("aria-label")
    page.evaluate("goOn()")
    page.keyboard.type("e")
    expect(title(page)).to_contain_text("From step 6", timeout=SETTLED)
    expect(quick(page)).to_be_hidden()


def test_who_points_at_a_quick_matrix_gets_all_of_it(visit: Visit) -> None:
    page = visit(ADDRESS)
    typed_and_held(page, "helloh", 5)
    place = quick(page).bounding_box()
    assert place is not None
    for off in (0, 3):
        page.mouse.move(place["x"] + 120 + off, place["y"] + 80)
    expect(quick(page)).to_be_hidden(timeout=SETTLED)
    expect(title(page)).to_contain_text("From step 5")
    page.mouse.move(place["x"] + 125, place["y"] + 80)
    expect(matrix(page).locator(".hoverlayer")).to_contain_text("step 1", timeout=SETTLED)


def test_who_comes_to_a_quick_matrix_by_keys_hears_of_it(visit: Visit) -> None:
    page = visit(ADDRESS)
    typed_and_held(page, "helloh", 5)
    matrix(page).locator(".walk").focus()
    expect(quick(page)).to_be_hidden(timeout=SETTLED)
    expect(title(page)).to_contain_text("From step 5")
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    expect(matrix(page).locator(".spoken")).to_contain_text("“o” (step 5, due “h”)", timeout=SETTLED)


def test_a_cell_of_a_quick_matrix_is_chosen_by_a_tap(visit: Visit) -> None:
    page = visit(ADDRESS)
    typed_and_held(page, "helloh", 5)
    canvas = quick(page)
    place, field = canvas.bounding_box(), matrix(page).locator(".nsewdrag").first.bounding_box()
    assert place is not None and field is not None
    x = field["x"] - place["x"] + field["width"] * 1.5 / 6
    y = field["y"] - place["y"] + field["height"] * 2.5 / 6
    canvas.dispatch_event("click", {"clientX": place["x"] + x, "clientY": place["y"] + y})
    page.evaluate("goOn()")
    painted(page, "helloh", 3)
    page.wait_for_url(re.compile("step=3.*k=2|k=2.*step=3"))


def test_the_menu_of_a_quick_matrix_saves_the_newest(visit: Visit) -> None:
    page = visit(ADDRESS)
    typed_and_held(page, "helloh", 5)
    matrix(page).get_by_role("button", name="Save this picture").click()
    expect(quick(page)).to_be_hidden(timeout=SETTLED)
    with page.expect_download() as started:
        page.get_by_role("menuitem", name="As SVG").click()
    assert "From step 5" in started.value.path().read_text("utf-8")
