"""Write the table of settings into docs/operations.md, from rnnviz/settings.

`python scripts/settings_table.py` replaces what stands there between two marks.
"""

import re
import sys
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs" / "operations.md"
sys.path.insert(0, str(ROOT))

from rnnviz.settings.settings import STRICT, Settings  # noqa: E402

BEGIN, END = "<!-- settings: written by `make lists` -->\n", "<!-- end of settings -->\n"
BETWEEN = re.compile(f"(?<={re.escape(BEGIN)}).*?(?={re.escape(END)})", re.DOTALL)
HEAD = ("name", "default", "public", "allowed", "meaning")


def in_words(value: Any) -> str:
    """A setting's value as a reader of the table wants it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    if not value:
        return "never"  # a limit of 0 is none
    return f"{value:,.10g}" if isinstance(value, float) else f"{value:,}"


def bounds(field: FieldInfo) -> str:
    """What a setting may be: numbers from the least to the most."""
    least = [one.ge for one in field.metadata if hasattr(one, "ge")]
    most = [one.le for one in field.metadata if hasattr(one, "le")]
    if least and most:
        low = "0" if least[0] == 0 else in_words(least[0])
        return f"{low} to {in_words(most[0])}"
    return "yes or no" if field.annotation is bool else "a list"


def table() -> str:
    """All settings, a row each."""
    rows = [HEAD, ("---",) * len(HEAD)]
    for name, field in Settings.model_fields.items():
        default = in_words(field.default)
        public = in_words(STRICT.get(name, name == "public" or field.default))
        rows.append((f"`{name}`", default, public, bounds(field), field.description or ""))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def replaced(text: str) -> str:
    """A text with the table as it should be."""
    return BETWEEN.sub(lambda _: "\n" + table() + "\n", text)


if __name__ == "__main__":
    FILE.write_text(replaced(FILE.read_text("utf-8")), "utf-8")
