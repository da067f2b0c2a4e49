"""Write the lock files: which version of which package is installed, and the hash of its every file.

`python scripts/locks.py` enters what the requirements newly ask for and keeps the rest;
`python scripts/locks.py --upgrade` takes the newest of everything within its range. Both end by asking
whether every package has a wheel on every system and Python that we name. uv does the work.

One lock builds on another, so that no version stands in two of them: `wheel` is what an installed
wheel needs, `users` what its extras need on top, then `developers` and `benchmarks`. PyTorch has other
builds on other machines, as have CUDA's libraries, which a build names exactly: neither is locked.
"""

import itertools
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
UV = shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv"
OF_THE_BUILD = re.compile(r"torch|triton|(cuda|nvidia)-.+")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = (
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
    "x86_64-pc-windows-msvc",
)
# a name and its version, where it is needed if not everywhere, and then what uv says of it
ENTRY = re.compile(r"^([a-z0-9-]+)==([^\s;]+)(?: ; ([^\\\n]+?))?(?: \\)?\n((?:[ \t]+\S.*\n)*)", re.M)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


@dataclass(frozen=True)
class Lock:
    """A lock file: the requirements that it answers, and the lock that it builds on."""

    name: str
    requirements: str
    below: str = ""
    needed_by: str = ""

    @property
    def path(self) -> Path:
        return ROOT / "locks" / f"{self.name}.txt"


LOCKS = (
    Lock("wheel", "pyproject.toml", "", "What an installed wheel needs."),
    Lock("users", "requirements.txt", "wheel", "What the extras need on top; not PyTorch itself."),
    Lock(
        "developers", "requirements-dev.txt", "users", "What the tests and the style check need on top."
    ),
    Lock(
        "benchmarks",
        "requirements-bench.txt",
        "developers",
        "What the comparisons of speed need on top.",
    ),
)


@dataclass(frozen=True)
class Locked:
    """One package of a lock."""

    name: str
    version: str
    where: str  # a marker as pip reads it; "" is everywhere
    text: str

    @property
    def hashes(self) -> list[str]:
        """The hash of its every file."""
        return HASH.findall(self.text)


def entries(text: str) -> list[Locked]:
    """The packages of a lock in their order."""
    return [Locked(one[1], one[2], (one[3] or "").strip(), one[0]) for one in ENTRY.finditer(text)]


def on_top(found: list[Locked], below: list[Locked]) -> list[Locked]:
    """What a lock has to add to the one that it builds on."""
    there = {(one.name, one.version, one.where) for one in below}
    new = [one for one in found if (one.name, one.version, one.where) not in there]
    return [one for one in new if not OF_THE_BUILD.fullmatch(one.name)]


def with_head(lock: Lock, found: list[Locked]) -> str:
    """A lock file, with a word on what it is."""
    head = f"# {lock.needed_by} Written by `make locks`; not to be edited.\n"
    include = f"-r {lock.below}.txt\n" if lock.below else ""
    return head + include + "\n" + "".join(one.text for one in found)


def resolve(lock: Lock, kept: str, upgrade: bool) -> str:
    """What uv answers for the requirements of a lock, beside those that were written before it."""
    with tempfile.TemporaryDirectory() as folder:
        constraints, out = Path(folder, "below.txt"), Path(folder, "lock.txt")
        below = _below(lock)
        constraints.write_text("".join(one.text for one in below))
        out.write_text(kept)
        # neither the index nor the command with its folders goes into the file
        command = [UV, "pip", "compile", lock.requirements, "--output-file", str(out), "--quiet"]
        command += ["--universal", "--python-version", PYTHONS[0], "--generate-hashes", "--no-header"]
        command += ["--no-emit-index-url", "--no-emit-find-links", "--constraint", str(constraints)]
        command += ["--annotation-style", "line", *(["--upgrade"] if upgrade else [])]
        subprocess.run(command, cwd=ROOT, check=True)
        return out.read_text()


def write(upgrade: bool = False) -> None:
    """Write all locks, one on the other; raises CalledProcessError where uv finds no answer."""
    kept = "".join(lock.path.read_text() for lock in LOCKS if lock.path.exists())
    kept = "".join(one.text for one in entries(kept))
    for lock in LOCKS:
        new = on_top(entries(resolve(lock, kept, upgrade)), _below(lock))
        lock.path.write_text(with_head(lock, new))
        print(f"{lock.path.relative_to(ROOT)}: {len(new)} packages")


def lacking() -> list[str]:
    """The systems and Pythons on which something that users need has no wheel, as sentences."""
    found = []
    with tempfile.TemporaryDirectory() as nowhere:
        for system, python in itertools.product(SYSTEMS, PYTHONS):
            command = [UV, "pip", "install", "--dry-run", "--quiet", "--target", nowhere, "--no-deps"]
            command += ["--python-platform", system, "--python-version", python]
            command += ["--only-binary", ":all:", "--require-hashes", "-r", str(_lock("users").path)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                found.append(f"Python {python} on {system}: {done.stderr.strip()}")
    return found


def _lock(name: str) -> Lock:
    return next(lock for lock in LOCKS if lock.name == name)


def _below(lock: Lock) -> list[Locked]:
    """All packages of the locks that it builds on."""
    if not lock.below:
        return []
    under = _lock(lock.below)
    return _below(under) + entries(under.path.read_text())


if __name__ == "__main__":
    write(upgrade="--upgrade" in sys.argv[1:])
    sys.exit("\n".join(lacking()) or 0)
