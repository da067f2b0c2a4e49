"""Our font of icons, as an address that styles can hold."""

from base64 import b64decode

from rnnviz.ui.components.icons import FILE, icons_address, icons_version


def test_its_address_is_the_font_itself():
    head, _, font = icons_address().partition(",")
    assert head == "data:font/woff2;base64" and b64decode(font) == FILE.read_bytes()


def test_another_font_has_another_version(monkeypatch, tmp_path):
    before = icons_version()
    (tmp_path / "other.woff2").write_bytes(b"other")
    monkeypatch.setattr("rnnviz.ui.components.icons.FILE", tmp_path / "other.woff2")
    assert icons_version() != before and len(before) == 12
