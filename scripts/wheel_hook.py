"""What is left out of a wheel although it lies in its folders: where each text stands in the source,
a tenth of a catalogue, the types of the browser's side, and its comments, a quarter of it. Hatch calls
this when it builds one.
"""

import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMMENT = re.compile(r"^#[:.].*\n", re.MULTILINE)
# as `rnnviz/server/one_module.py` has it, which a build cannot import
LINES = re.compile(r"^[ \t]*(?://[^\n]*|/\*\*(?:(?!\*/).)*\*/[ \t]*)\n", re.MULTILINE | re.DOTALL)


def catalogue(text: str) -> str:
    """The same texts, without where they stand and what translators are told."""
    return COMMENT.sub("", text)


def module(text: str) -> str:
    """The same module of the browser's side, without its lines of comment."""
    return LINES.sub("", text)


class WheelHook(BuildHookInterface[Any]):
    """Hands Hatch the files that go into the wheel, some of them changed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before the wheel is written."""
        if version == "editable":
            return
        root, into = Path(self.root), build_data["force_include"]
        self.changed = Path(tempfile.mkdtemp())
        for file in root.glob("rnnviz/text/locales/*.po"):
            (self.changed / file.name).write_text(catalogue(file.read_text("utf-8")), "utf-8")
            into[str(self.changed / file.name)] = file.relative_to(root).as_posix()
        for file in root.glob("static/*"):
            if file.name.endswith(".d.ts"):
                continue
            source = file
            if file.suffix == ".js":
                source = self.changed / file.name
                source.write_text(module(file.read_text("utf-8")), "utf-8")
            into[str(source)] = f"rnnviz/dashboard/static/{file.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """After it."""
        if version != "editable":
            shutil.rmtree(self.changed)
