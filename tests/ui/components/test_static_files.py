"""A browser takes a changed module anew, and with it the modules that it imports from beside itself."""

import re

import pytest

from rnnviz.server.first_page import with_other_fonts
from rnnviz.ui.components import static_files
from rnnviz.ui.components.icons import icons_address
from rnnviz.ui.components.static_files import (
    ALL,
    STATIC,
    delivered,
    loader,
    module_address,
    static_address,
)
from rnnviz.ui.session.streamlit_server import DELIVERED, ICONS

IMPORT = re.compile(r'^import .* from "(.*)"$', re.MULTILINE)


@pytest.fixture(autouse=True)
def fresh():
    static_files._version.cache_clear()
    yield
    static_files._version.cache_clear()


def test_the_version_of_all_modules_stands_before_the_name_of_each(tmp_path, monkeypatch):
    monkeypatch.setattr(static_files, "STATIC", tmp_path)
    (tmp_path / "a.js").write_text('import { b } from "./b.js"')
    (tmp_path / "b.js").write_text("export const b = 1")
    before = static_address("a.js")
    assert re.fullmatch(r"/app/static/@[0-9a-f]{12}/a\.js", before)
    static_files._version.cache_clear()
    (tmp_path / "b.js").write_text("export const b = 2")
    assert static_address("a.js") != before


@pytest.mark.parametrize("module", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_modules_import_what_stands_beside_them(module):
    for name in IMPORT.findall(module.read_text("utf-8")):
        assert name.startswith("./")
        assert (STATIC / name).is_file()


def test_all_modules_are_sent_as_one():
    sent = delivered((STATIC / ALL).resolve(), (STATIC / ALL).read_bytes()).decode()
    names = set(re.findall(r'^written\["(.*)"\]', sent, re.MULTILINE))
    assert names == {file.name for file in STATIC.glob("*.js")} - {ALL}
    assert len(sent) < sum(len(file.read_text("utf-8")) for file in STATIC.glob("*.js"))


def test_a_component_takes_its_module_from_all_of_them():
    assert static_address(ALL) in loader("figure.js") and 'load("figure.js")' in loader("figure.js")
    assert module_address("figure.js") == static_address(ALL) + "#figure.js"


def test_other_files_are_sent_as_they_are_but_for_fonts():
    (file,) = (DELIVERED / "static" / "css").glob("index.*.css")
    content = file.read_bytes()
    assert delivered(file, content) == with_other_fonts(file, content, {ICONS: icons_address()})
    assert delivered(STATIC / "figure.js", b"// a comment") == b"// a comment"
