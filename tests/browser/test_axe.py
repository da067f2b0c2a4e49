"""What axe-core finds on the pages: nothing serious, no heading that skips a level and no empty head of
a table, in any look, on a phone, on a lecture's wall."""

from contextlib import closing

import pytest
from playwright.sync_api import Page, expect
from support.axe import THERE, serious
from support.browser_waiting import wait_for_keys, wait_until_still
from support.every_task import TASKS
from support.own_lists import brought, small, told_loop, trained
from support.page_questions import asked
from support.presenting import import_lecture, present

from rnnviz.catalogue.entry import task_text
from rnnviz.experiments.store import Store
from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.storage import removal, tags
from rnnviz.storage.ownership import MACHINE
from rnnviz.tasks import Echo

PAGES = ["", "backpropagate", "vanish", "truncate", "phase", "watch", "runs", "lecture", "join"]
LEAST = 12  # pixels of the smallest letters
SETTLED = 20_000  # milliseconds that a slow machine may take
OWN = Lecture(
    title="Two scenes",
    scenes=(
        Scene(look="The same l twice", settings={"step": "4"}),
        Scene(
            page="vanish",
            look="Nothing is left",
            question=Question(text="How much is left?", options=("half", "nothing"), right=1),
        ),
    ),
)


# what hides what is beyond its edges, but has more than it shows: focus would move the whole page in it
MOVABLE = """() => ["stApp", "stAppViewContainer"].filter(name => {
  const frame = document.querySelector(`[data-testid=${name}]`)
  return frame.scrollHeight > frame.clientHeight + 1
})"""


def open_all(page: Page) -> None:
    """Everything that can be unfolded."""
    page.locator(THERE).locator("visible=true").first.wait_for(timeout=60_000)
    wait_until_still(page)
    for closed in page.locator("[data-testid=stExpander] > details > summary").all():
        closed.click()


@pytest.mark.parametrize("path", [*PAGES, *(f"tasks?task={name}" for name in TASKS)])
def test_nothing_serious_in_any_look(visit, path):
    path, _, task = path.partition("?task=")
    page = visit(path, height=2400, **({"task": task} if task else {}))
    open_all(page)
    assert page.evaluate(MOVABLE) == []
    assert serious(page) == []
    assert asked(page, "small", LEAST) == []
    page.emulate_media(color_scheme="dark")
    assert serious(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert serious(page) == []
    assert asked(page, "small", LEAST) == []
    page.emulate_media(color_scheme="light", contrast="more")
    page.goto(f"{page.url.split('?')[0]}?lang=zh{f'&task={task}' if task else ''}")
    assert serious(page) == []


def test_nothing_serious_on_a_wall_and_a_phone_that_follows(visit):
    page = visit("lecture")
    import_lecture(page, OWN, SETTLED)
    code = present(page)
    phone = visit("join", width=390, height=844, c=code)
    for said in ("The same l twice", "How much is left?"):
        wait_for_keys(page)
        page.keyboard.press("PageDown")
        expect(phone.locator("p.look")).to_contain_text(said, timeout=SETTLED)
        assert serious(page) == []
        assert serious(phone) == []
    page.keyboard.press("b")
    expect(phone.get_by_role("button", name="nothing")).to_be_visible(timeout=SETTLED)
    assert serious(page) == []
    assert serious(phone) == []
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stSidebar")).to_be_visible(timeout=SETTLED)


def test_nothing_serious_on_a_full_list_of_runs(visit, dashboard):
    with closing(Store(dashboard.store)) as store:
        race = trained(store, small(seeds=2), title="the race")
        tags.change(store, [race], ["a tag"])
        loop = told_loop(store, [0.6, 0.5], "my loop")
        curve = brought(store, [1, 2], [0.6, 0.5], "theirs", MACHINE, task=task_text(Echo()))
        try:
            chosen = f"run.{race}.1,loop.{loop},curve.{curve}"
            page = visit("runs", height=2400, runs=chosen, group="kind", bring="yes")
            for scheme, contrast, width in (
                ("light", "no-preference", 1280),
                ("dark", "no-preference", 390),
                ("dark", "more", 1280),
            ):
                page.emulate_media(color_scheme=scheme, contrast=contrast)
                page.set_viewport_size({"width": width, "height": 2400})
                assert serious(page) == []
                assert asked(page, "small", LEAST) == []
        finally:
            removal.remove(store, "experiments", [race], (MACHINE,))
            removal.remove(store, "own_curves", [curve], (MACHINE,))


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_serious_about_an_open_menu(visit, width):
    page = visit("backpropagate", width=width, text="hello")
    for css in (".figure", ".arrivals", ".stElementContainer:has(.arithmetic)"):
        menu = page.locator(f"{css} .picture-menu").first
        expect(menu.locator("button[aria-haspopup=menu]")).to_be_visible(timeout=60_000)
        menu.locator("button[aria-haspopup=menu]").click()
        items = menu.get_by_role("menuitem")
        expect(items.first).to_be_focused()
        box, wide = items.first.bounding_box(), page.viewport_size
        assert box is not None
        assert wide is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= wide["width"]
        assert serious(page) == []
        page.keyboard.press("Escape")
        expect(menu.locator("button[aria-haspopup=menu]")).to_be_focused()
