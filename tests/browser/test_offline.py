"""A room without internet: a name server that never answers, no connection but this machine's own."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from support.browser_waiting import wait_for_keys, wait_until_still

from rnnviz.ui.session.pages import PAGES
from scripts.chromium import ensure
from scripts.dashboard import FLAGS, Server, free_port, new_page, started

ROOT = Path(__file__).parents[2]
NO_INTERNET = ROOT / "tests" / "support" / "no_internet"
RULES = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
THERE = ".unrolled[data-painted], .figure[data-painted], [data-testid=stMain] button"
SETTLED = 20_000  # milliseconds that a slow machine may take
AT_ONCE = 5.0  # seconds; a silent name server would take at least 20


@dataclass(frozen=True)
class Room:
    """A dashboard and a browser without internet."""

    server: Server
    browser: Browser
    tried: Path

    def went_out(self) -> list[str]:
        """What the server's processes tried beyond this machine."""
        return self.tried.read_text().splitlines()


@pytest.fixture(scope="module")
def room(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    own, port = tmp_path_factory.mktemp("room"), free_port()
    tried = own / "tried.txt"
    tried.touch()
    # as in a lecture room, where phones follow: it listens to all the network
    command = [sys.executable, "-m", "rnnviz", "serve", "--port", str(port), "--no-browser"]
    command += ["--address", "0.0.0.0"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(NO_INTERNET), str(ROOT)]))
        patch.setenv("NO_INTERNET", str(tried))
        with started(command, port, own, ROOT) as running:
            alone = browser.browser_type.launch(executable_path=ensure(), args=[*FLAGS, RULES])
            yield Room(running, alone, tried)
            alone.close()


def test_the_room_has_no_internet(room: Room, tmp_path: Path) -> None:
    """The oracle of the others: what goes out fails or waits, and is noted."""
    tried = tmp_path / "tried.txt"
    environment = os.environ | {"PYTHONPATH": str(NO_INTERNET), "NO_INTERNET": str(tried)}
    calls = {
        "socket.create_connection(('192.0.2.1', 80), 1)": "Network is unreachable",
        "sitecustomize.SILENCE = 0; socket.getaddrinfo('name.example', 80)": "name resolution",
        "sitecustomize.SILENCE = 0; socket.getfqdn('192.0.2.1'); print('asked back')": "asked back",
        "socket.getaddrinfo('127.0.0.1', 80); socket.getaddrinfo('::1', 80); print('own')": "own",
    }
    for call, said in calls.items():
        done = subprocess.run(
            [sys.executable, "-c", f"import socket, sitecustomize; {call}"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert said in done.stdout + done.stderr
    assert [line.split()[0].removeprefix("socket.") for line in tried.read_text().splitlines()] == [
        "connect",
        "getaddrinfo",
        "gethostbyaddr",
    ]
    page = room.browser.new_page()
    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://localhost.example/")
    page.close()


def test_every_page_of_a_lecture_s_room_is_there_at_once(room: Room) -> None:
    page, outside = new_page(room.browser), list[str]()
    page.on("requestfailed", lambda request: outside.append(request.url))
    for one in PAGES:
        begun = time.monotonic()
        page.goto(f"{room.server.url}/{'' if one.word == 'unroll' else one.word}")
        page.locator(THERE).locator("visible=true").first.wait_for(timeout=SETTLED)
        assert time.monotonic() - begun < SETTLED / 1000, one.word
        wait_until_still(page)
    trains(page, room.server.url)
    holds_a_lecture(page, room)
    page.context.close()
    own = (room.server.url, f"blob:{room.server.url}")  # the other is what a page has made by itself
    assert [url for url in outside if not url.startswith(own)] == []
    assert room.went_out() == []
    assert "Traceback" not in room.server.log.read_text()


def trains(page: Page, url: str) -> None:
    """A run is trained to its end, by a process of its own."""
    page.goto(f"{url}/truncate?runs=windows5.h4&samples=20000&speed=full")
    page.get_by_role("button", name="Start", exact=True).click(timeout=SETTLED)
    page.get_by_role("button", name="Start again").wait_for(timeout=SETTLED)


def holds_a_lecture(page: Page, room: Room) -> None:
    """A lecture begins, its notes open, and a phone follows it to its first scene."""
    page.goto(f"{room.server.url}/lecture")
    page.get_by_role("button", name="Present", exact=True).click(timeout=SETTLED)
    expect(page.get_by_role("img", name=re.compile("QR code"))).to_be_visible(timeout=SETTLED)
    wait_for_keys(page)
    address = page.get_by_role("link", name=re.compile("Your notes")).get_attribute("href") or ""
    code = re.search(r"c=(\w+)", address)
    assert code
    phone, notes = (new_page(room.browser, 390, 844) for _ in range(2))
    phone.goto(f"{room.server.url}/join?c={code[1]}")
    expect(phone.get_by_text("The lecture has not begun yet")).to_be_visible(timeout=SETTLED)
    notes.goto(f"{room.server.url}/{address.split('/', 3)[3]}")
    notes.get_by_role("button", name="Next").wait_for(timeout=SETTLED)
    page.keyboard.press("PageDown")
    expect(phone.locator("p.look")).to_be_visible(timeout=SETTLED)
    phone.context.close()
    notes.context.close()


def test_a_page_of_a_foreign_site_keeps_nobody_waiting(room: Room) -> None:
    """Streamlit would look up its own address in the internet, in the loop that serves everybody."""
    port = int(room.server.url.rsplit(":", 1)[1])
    asking = (
        f"GET /_stcore/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nOrigin: http://foreign.example\r\n\r\n"
    )
    for _ in range(3):  # what failed once is not remembered
        with socket.create_connection(("127.0.0.1", port), AT_ONCE) as foreign:
            foreign.sendall(asking.encode())
            assert b" 403 " in foreign.recv(1000).split(b"\r\n")[0]
    assert room.went_out() == []
