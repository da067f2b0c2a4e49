"""Write docs/licences.md: every package that is installed for users, its version and its licence.

`python scripts/licences.py` takes the names and versions from the locks, and from what is installed
here the licence that each package declares itself, under its SPDX name.
"""

import re
import sys
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs" / "licences.md"
sys.path.insert(0, str(ROOT))

from scripts.locks import LOCKS, entries  # noqa: E402

# how packages that have no SPDX name write theirs; some say no more than "BSD"
SPDX = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
HEAD = """# Licences

rnnviz is under the [MIT licence](../LICENSE). What is installed with it brings its own; they are listed
as the packages declare them, some with no more than "BSD". `make lists` writes this page, from locks.
Streamlit and Plotly hold the browser's side, minified, with the libraries that their builds bundle,
which are not listed here. The font of icons, `rnnviz/ui/components/icons.woff2`, is made by
`scripts/icons.py` of Google's Material Symbols, as Streamlit brings them, under the
[Apache License 2.0](https://www.apache.org/licenses/LICENSE-2.0): a hundred icons of 4,300, unchanged.

"""
TAIL = """
PyTorch's builds for graphics cards bring CUDA's libraries, under NVIDIA's own terms; the build for the
CPU has none of them, and the wheel needs no PyTorch at all. Tools that only tests need are not listed.
"""
WITHOUT_LICENCE = "{name} declares no licence; look it up, and enter it in SPDX of scripts/licences.py."


def licence(of: PackageMetadata) -> str:
    """What a package declares, by its SPDX name; raises ValueError if it is nothing."""
    fields = [of[name] for name in ("License-Expression", "License") if name in of]
    # some have the whole text in place of its name
    said = next((one for one in fields if one and "\n" not in one), "")
    if not said:
        classifiers = [one for one in of.get_all("Classifier") or [] if one.startswith("License ::")]
        said = " AND ".join(one.split(" :: ")[-1] for one in classifiers)
    if not said:
        raise ValueError(WITHOUT_LICENCE.format(name=of["Name"]))
    return SPDX.get(said, said)


def pytorch() -> tuple[str, str]:
    """The one package that is in no lock, and its version."""
    found = re.search(r"^(torch)==(\S+)", (ROOT / "requirements.txt").read_text(), re.M)
    assert found
    return found[1], found[2]


def packages() -> dict[str, str]:
    """All that users have, by name, with its version or versions."""
    name, version = pytorch()
    found = {name: [version]}
    for lock in LOCKS:
        if lock.name in ("wheel", "users"):
            for one in entries(lock.path.read_text()):
                found.setdefault(one.name, []).append(one.version)
    return {name: " or ".join(found[name]) for name in sorted(found)}


def page() -> str:
    """The page, written anew; raises ValueError for what is not installed here or has no licence."""
    rows = ["| package | version | licence |", "|---|---|---|"]
    for name, version in packages().items():
        try:
            declared = licence(metadata(name))
        except PackageNotFoundError:
            raise ValueError(f"{name} is not installed here; its licence cannot be read.") from None
        rows.append(f"| {name} | {version} | {declared} |")
    return HEAD + "\n".join(rows) + "\n" + TAIL


if __name__ == "__main__":
    try:
        FILE.write_text(page(), "utf-8")
    except ValueError as problem:
        sys.exit(f"rnnviz: {problem}")
