"""The font of icons has each one that a page may show, and Streamlit's has them all."""

import pytest
from fontTools.ttLib import TTFont

from rnnviz.ui.components.icons import FILE
from scripts.icons import FONT, ligatures, made, named


def test_our_font_has_every_icon_that_is_named():
    there = {name for name, _, _ in ligatures(TTFont(FILE))}
    assert there == named(), "python scripts/icons.py writes it again"
    assert {"play_arrow", "arrow_upward", "expand_more"} <= there
    assert FILE.stat().st_size < FONT.stat().st_size / 30


def test_icons_look_as_they_do_in_streamlits_font(tmp_path):
    (tmp_path / "two.woff2").write_bytes(made({"play_arrow", "close"}))
    ours, streamlits = TTFont(tmp_path / "two.woff2"), TTFont(FONT)
    drawn = {name: entry.LigGlyph for name, entry, _ in ligatures(ours)}
    assert set(drawn) == {"play_arrow", "close"}
    before = {name: entry.LigGlyph for name, entry, _ in ligatures(streamlits) if name in drawn}
    for name, glyph in drawn.items():
        assert ours["glyf"][glyph] == streamlits["glyf"][before[name]]
        assert ours["hmtx"][glyph] == streamlits["hmtx"][before[name]]


def test_an_icon_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="no_such_icon"):
        made({"close", "no_such_icon"})
