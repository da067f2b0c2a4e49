"""A loop of one's own from its first update to its network: the example trains in a shell, a class
follows it, and what it has saved is opened and looked at on every page that takes networks."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect
from support.presenting import import_lecture, present

from rnnviz.lectures.model import Lecture, Scene
from rnnviz.storage.ownership import MACHINE
from rnnviz.watch.loop_store import LoopStore
from scripts.dashboard import ROOT, Server

Visit = Callable[..., Page]
PATIENCE = 60_000  # milliseconds that a slow machine may take
HELD = Lecture(
    title="A loop of my own",
    scenes=(Scene(page="watch", look="What does it do?"), Scene(page="watch", section="gradient")),
)
RUNS = re.compile(r"characters runs: step [\d,]+\.")
REACHES = '.figure[aria-label^="Step "][data-painted]'


@contextmanager
def trained(store: Path, out: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The example, as one starts it in a shell; it trains until it is interrupted."""
    own = {"RNNVIZ_STORE": str(store), "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "examples/plain_loop.py", "--updates", "10000000", "--out", str(out)]
    loop = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | own, stdout=subprocess.DEVNULL, preexec_fn=_as_in_a_shell
    )
    try:
        yield loop
    finally:
        loop.kill()
        loop.wait()


def _as_in_a_shell() -> None:
    os.nice(10)  # the browser goes first
    # where tests run in a background, interrupts are passed over
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def held(visit: Visit) -> tuple[Page, Page]:
    """Who holds a lecture about the page, at its first scene, and a phone that follows."""
    page = visit("lecture")
    import_lecture(page, HELD, PATIENCE)
    code = present(page)
    phone = visit("join", width=390, height=844, c=code)
    page.keyboard.press("PageDown")
    for screen in (page, phone):
        expect(screen.locator("p.look")).to_contain_text("What does it do?", timeout=PATIENCE)
    return page, phone


def moves(page: Page) -> None:
    """Wait until a screen shows one moment of the loop, and then another."""
    first = page.get_by_text(RUNS).first
    expect(first).to_be_visible(timeout=PATIENCE)
    then = first.inner_text()
    page.locator(REACHES).first.wait_for(timeout=PATIENCE)
    expect(page.get_by_text(then, exact=True)).to_be_hidden(timeout=PATIENCE)
    expect(first).to_be_visible(timeout=PATIENCE)


STATES = ".unrolled[data-painted]"
STEP = re.compile(r"characters runs: this is its step [\d,]+")


def moves_inside(page: Page) -> None:
    """Wait until what the layer computes is shown at one moment of the loop, and then at another."""
    shown = page.get_by_text(STEP).first
    expect(shown).to_be_visible(timeout=PATIENCE)
    numbers = page.locator(".arithmetic").first
    then = numbers.inner_text(timeout=PATIENCE)
    expect(numbers).not_to_have_text(then, use_inner_text=True, timeout=PATIENCE)
    expect(shown).to_be_visible(timeout=PATIENCE)


def test_a_loop_is_followed_while_it_trains_and_its_network_opened_afterwards(
    visit: Visit, dashboard: Server, tmp_path: Path
) -> None:
    wall, phone = held(visit)
    expect(phone.get_by_text("The training loop that is shown here has not begun yet.")).to_be_visible(
        timeout=PATIENCE
    )
    out = tmp_path / "characters.pt"
    with trained(dashboard.store, out) as loop:
        for screen in (wall, phone):
            moves(screen)
        with closing(LoopStore(dashboard.store)) as loops:
            newest = loops.loops((MACHINE,), 1)[0].id
        inside = visit("", net=f"loop.{newest}.1")
        moves_inside(inside)
        loop.send_signal(signal.SIGINT)
        assert loop.wait(PATIENCE / 1000) == 0
    for screen in (wall, phone):
        expect(screen.get_by_text("characters has ended").first).to_be_visible(timeout=PATIENCE)
        told = screen.get_by_text("Your loop: windows of 25, state carried, cut at every window")
        expect(told.first).to_be_visible(timeout=PATIENCE)
    expect(wall.locator(REACHES).first).to_be_visible(timeout=PATIENCE)
    expect(phone.locator(REACHES).first).to_be_visible(timeout=PATIENCE)
    expect(inside.get_by_text("characters has come to step").first).to_be_visible(timeout=PATIENCE)
    opened(inside, out)


def opened(page: Page, file: Path) -> None:
    """Open what was saved, and look at it on every page that takes networks."""
    page.get_by_role("button", name="Open a file").click()
    page.locator("input[type=file]").first.set_input_files([file, file.with_suffix(".json")])
    show = page.get_by_role("button", name="Show this network")
    expect(show).to_be_enabled(timeout=PATIENCE)
    show.click()
    page.wait_for_url(re.compile(r"net=file\."), timeout=PATIENCE)
    word = re.search(r"net=(file\.\w+)", page.url)
    assert word
    text = page.get_by_label("Type characters")
    text.fill("while", timeout=PATIENCE)
    expect(page.locator('.unrolled[data-painted="while"]')).to_be_visible(timeout=PATIENCE)
    page.get_by_role("link", name="Backpropagate").click()
    matrix = page.locator('.figure[aria-label^="Matrix"][data-painted]')
    expect(matrix).to_be_visible(timeout=PATIENCE)
    expect(page).to_have_url(re.compile(word[1]), timeout=PATIENCE)
    page.get_by_role("button", name="Check these gradients").click()
    expect(page.locator(".checked").first).to_contain_text("PyTorch", timeout=PATIENCE)
    origin = page.url.split("/backpropagate")[0]
    page.goto(f"{origin}/vanish?matrix=network&net={word[1]}")
    norms = page.locator('.figure[aria-label^="Norm of the"][data-painted]')
    expect(norms).to_be_visible(timeout=PATIENCE)
    assert word[1] in page.url
    expect(page.locator('.figure[aria-label*="igenvalue"][data-painted]').first).to_be_visible()
    expect(page.locator(".notice")).to_have_count(0)
