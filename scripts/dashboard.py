"""A dashboard of one's own for tests, benchmarks and screenshots: a server on a free port and a
Chromium that looks at it, both ended with the block that opened them."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from scripts import page_says, page_waiting
from scripts.chromium import ensure

page_waiting.use()

ROOT = Path(__file__).parents[1]
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 60.0  # seconds


@dataclass(frozen=True)
class Server:
    """A running dashboard."""

    url: str
    log: Path
    store: Path
    pid: int
    folder: Path  # the checkout that it runs from


@contextmanager
def server(store: Path | None = None, folder: Path = ROOT) -> Iterator[Server]:
    """A dashboard on a free port of this machine, with a store of its own or the one given, run from
    this checkout or another's folder; raises RuntimeError with its log if it does not come up."""
    with tempfile.TemporaryDirectory(prefix="rnnviz-") as own:
        port = free_port()
        command = [sys.executable, "-m", "streamlit", "run", "serve.py"]
        command += ["--server.port", str(port), "--server.headless", "true"]
        with started(command, port, Path(own), folder, store) as running:
            yield running


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def started(
    command: list[str],
    port: int,
    own: Path,
    folder: Path | None = None,
    store: Path | None = None,
    **more: Any,
) -> Iterator[Server]:
    """What a command serves at a port, with a home, a log and (unless given) a store in its `own`
    folder, run from another `folder` if there is one; raises RuntimeError with its log if it does not
    come up. `more` goes to subprocess."""
    log, store = own / "log.txt", store or own / "store.db"
    with log.open("w") as out:
        process = subprocess.Popen(
            command,
            cwd=folder or own,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=os.environ | {"HOME": str(own), "RNNVIZ_STORE": str(store)},
            **more,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url, process, log)
        yield Server(url, log, store, process.pid, folder or own)
    except BaseException as error:
        page_says.tell(error, log)  # while the server is still there
        raise
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server answers; raises RuntimeError with its log if it does not."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5):
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"The dashboard did not start:\n{log.read_text()}")


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """A Chromium without a window, with more `flags` than usual if there are any; an error within bears
    what its pages showed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=ensure(), args=[*FLAGS, *flags])
        page_says.look_at(browser)
        try:
            yield browser
        except BaseException as error:
            page_says.tell(error)
            raise
        finally:
            page_says.leave(browser)
            browser.close()


def new_page(
    browser: Browser, width: int = 1280, height: int = 720, dark: bool = False, tour: bool = False
) -> Page:
    """A new visitor, with nothing remembered from others, but that they have had the tour unless they
    are to see it; sizes in pixels."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
    )
    if not tour:
        context.add_init_script("localStorage.setItem('rnnviz tour', 'seen')")
    return context.new_page()


def wait_for_picture(page: Page) -> None:
    """Wait until the unrolled network is drawn."""
    page.locator(".unrolled[data-painted]").wait_for(timeout=PATIENCE * 1000)
