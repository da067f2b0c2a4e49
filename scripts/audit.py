"""Ask whether anything that is installed for users has a known vulnerability.

`python scripts/audit.py` lets pip-audit look up every package of the locks, and PyTorch, in the
advisories of the package registry. It ends with 0 if none has one, 1 if one has, 2 if not all could be
looked up. Nothing is installed here: uv brings pip-audit into a place of its own.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from scripts.licences import pytorch  # noqa: E402
from scripts.locks import LOCKS, UV, entries  # noqa: E402

TOOL = "pip-audit>=2.10,<3"
VULNERABLE, NOT_ASKED = 1, 2


def installed() -> str:
    """All that users have, as requirements."""
    lines = ["{}=={}".format(*pytorch())]
    for lock in LOCKS:
        if lock.name in ("wheel", "users"):
            found = entries(lock.path.read_text())
            lines += [
                f"{one.name}=={one.version}" + f" ; {one.where}" * bool(one.where) for one in found
            ]
    return "\n".join(lines) + "\n"


def answers(asked: str) -> tuple[list[dict[str, Any]], str]:
    """What pip-audit says of each package, and why it says nothing if so."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(asked)
        file.flush()
        command = [UV, "tool", "run", "--from", TOOL, "pip-audit", "--no-deps", "--disable-pip"]
        command += ["--progress-spinner", "off", "--format", "json", "--requirement", file.name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return json.loads(done.stdout)["dependencies"], ""
    except (ValueError, KeyError):
        last = [line for line in done.stderr.splitlines() if line.strip()][-1:]
        return [], " ".join(last)


def findings(found: list[dict[str, Any]]) -> list[str]:
    """The known vulnerabilities, a line each."""
    return [
        f"{one['name']} {one['version']}: {hole['id']}, mended in "
        f"{', '.join(hole['fix_versions']) or 'none'}"
        for one in found
        for hole in one.get("vulns", [])
    ]


def main() -> int:
    """Say what was found; returns how to end."""
    found, problem = answers(installed())
    if problem or not found:
        print(f"rnnviz: pip-audit could not be run here. {problem}", file=sys.stderr)
        return NOT_ASKED
    holes, skipped = findings(found), [one["name"] for one in found if "skip_reason" in one]
    print(*holes, sep="\n", end="\n" * bool(holes))
    print(f"{len(found) - len(skipped)} packages looked up, {len(holes)} known vulnerabilities.")
    if skipped:
        print(
            f"rnnviz: the registry that is reached from here has no advisories on {len(skipped)} "
            f"packages ({', '.join(skipped[:3])} …); ask again where it has.",
            file=sys.stderr,
        )
    return VULNERABLE if holes else NOT_ASKED if skipped else 0


if __name__ == "__main__":
    sys.exit(main())
