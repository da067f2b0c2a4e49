"""Find a Chromium for the browser tests and the screenshots, install one if there is none.

`python scripts/chromium.py` prints its path and nothing else on standard output. What it takes, in
this order: the variable RNNVIZ_CHROMIUM; one on the PATH; one that Playwright has installed before.
What it installs, in this order: Debian's package, when run as root where there is apt-get; then
Playwright's own.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

VARIABLE = "RNNVIZ_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FONTS = ("fonts-noto-core", "fonts-noto-cjk", "fonts-noto-color-emoji")  # every script
PLAYWRIGHTS = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
)


class NoChromium(Exception):
    """There is no Chromium and none could be installed; the message is a sentence."""


def find() -> str | None:
    """The path of a Chromium that starts, None if there is none.

    Raises NoChromium if RNNVIZ_CHROMIUM names something that does not start.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if not starts(named):
            raise NoChromium(f"{VARIABLE} is {named!r}, which does not start as a Chromium.")
        return named
    for name in NAMES:
        path = shutil.which(name)
        if path is not None and starts(path):
            return path
    # in a process of its own: Playwright refuses to run inside a test's event loop
    path = _output([sys.executable, "-c", PLAYWRIGHTS])
    return path if path and starts(path) else None


def starts(path: str) -> bool:
    """Whether this program answers to --version; Ubuntu's stand-in for its snap does not."""
    return bool(_output([path, "--version"]))


def ensure() -> str:
    """The path of a Chromium that starts, installed if need be.

    Raises NoChromium, in a sentence that says what was tried and what to do.
    """
    found = find()
    if found is None and _is_debian_root():
        _apt_install("chromium")
        found = find()
    if found is None:
        # as root, Playwright may bring the libraries that its Chromium lacks on this system
        needs = ["--with-deps"] if _is_debian_root() else []
        _run([sys.executable, "-m", "playwright", "install", *needs, "chromium"])
        found = find()
    if found is None:
        raise NoChromium(
            f"there is no Chromium ({', '.join(NAMES)}) on the PATH and none could be installed. "
            f"Install one and call again, or name it: {VARIABLE}=/path/to/chromium make test"
        )
    return found


def add_fonts() -> None:
    """Fonts for every script, where they come as packages; the tests pass without them too."""
    if not _is_debian_root():
        return
    query = ["dpkg-query", "--show", "--showformat=${db:Status-Status}"]
    missing = [font for font in FONTS if _output([*query, font]) != "installed"]
    if missing and not _apt_install(*missing):
        print("rnnviz: no fonts for every script; screenshots may show boxes.", file=sys.stderr)


def _is_debian_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt_install(*packages: str) -> bool:
    """Whether it went well; another apt at work is waited for, a dead mirror is not."""
    options = ["-y", "-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=2"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _run(["apt-get", *options, "update"], environment)  # may fail where old lists still serve
    return _run(["apt-get", *options, "install", "--no-install-recommends", *packages], environment)


def _run(command: Sequence[str], environment: dict[str, str] | None = None) -> bool:
    """Whether it ended well; what it says goes to standard error."""
    print("rnnviz:", *command, file=sys.stderr, flush=True)
    try:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False
        )
    except OSError as error:
        print(f"rnnviz: {error}", file=sys.stderr)
        return False
    return done.returncode == 0


def _output(command: Sequence[str]) -> str:
    """What it printed, empty if it failed."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""


if __name__ == "__main__":
    try:
        chromium = ensure()
    except NoChromium as reason:
        sys.exit(f"rnnviz: {reason}")
    add_fonts()
    print(chromium)
