"""A browser takes a changed module anew, and with it the modules that it imports from beside itself."""

import re

import pytest

from rnnviz.ui.components import static_files
from rnnviz.ui.components.static_files import STATIC, static_address

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
