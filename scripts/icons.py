"""Write rnnviz/ui/components/icons.woff2: of Streamlit's font of icons those that our pages and
Streamlit's own elements name, 3 % of it.

`python scripts/icons.py` takes them from the font that is installed. The font is Google's Material
Symbols, under the Apache licence 2.0, which its names in the file go on to say.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from rnnviz.ui.components.icons import FILE  # noqa: E402
from rnnviz.ui.session.streamlit_server import DELIVERED, ICONS  # noqa: E402

FONT = DELIVERED / "static" / "media" / ICONS
NAMED = re.compile(r":material/([a-z0-9_]+):")
# what Streamlit's scripts name and its own font does not have
MISSING = {"star_filled"}


def named() -> set[str]:
    """The icons that a page of ours may show."""
    sources = [ROOT / "app.py", *ROOT.glob("rnnviz/**/*.py"), *ROOT.glob("pages/*.py")]
    scripts = DELIVERED.glob("static/js/*.js")
    texts = (file.read_text("utf-8") for file in (*sources, *scripts))
    return {name for text in texts for name in NAMED.findall(text)} - MISSING


def ligatures(font: TTFont) -> Iterator[tuple[str, Any, list[Any]]]:
    """Each name that the font writes as one glyph, with its entry and the list that holds it."""
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in (getattr(one, "ExtSubTable", one) for one in lookup.SubTable):
            for first, entries in table.ligatures.items():
                for entry in list(entries):
                    name = "".join(letters[glyph] for glyph in (first, *entry.Component))
                    yield name, entry, entries


def made(names: set[str]) -> bytes:
    """The font with these icons alone; raises ValueError for one that it does not have."""
    font = TTFont(FONT, recalcTimestamp=False)
    there = set()
    for name, entry, entries in ligatures(font):
        there.add(name)
        if name not in names:
            entries.remove(entry)
    if unknown := sorted(names - there):
        raise ValueError(f"the font has no {unknown[0]}")
    options = Options(layout_features=["*"], name_IDs=["*"], hinting=False)
    thinner = Subsetter(options)
    thinner.populate(text="".join(sorted(set("".join(names)))))
    thinner.subset(font)
    font.flavor = "woff2"
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


if __name__ == "__main__":
    FILE.write_bytes(made(named()))
    print(f"{FILE.relative_to(ROOT)}: {len(named())} icons, {FILE.stat().st_size} bytes")
