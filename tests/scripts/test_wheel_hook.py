"""A wheel's catalogue says the same as ours; what it holds is for tests/browser/test_wheel.py."""

from pathlib import Path

import polib

from rnnviz.server import one_module
from scripts import wheel_hook
from scripts.wheel_hook import WheelHook, catalogue

ROOT = Path(__file__).parents[2]
CATALOGUES = sorted(ROOT.glob("rnnviz/text/locales/*.po"))


def said(texts: str):
    found = polib.pofile(texts)
    return found.metadata, [
        (one.msgctxt, one.msgid, one.msgid_plural, one.msgstr, one.msgstr_plural, one.flags)
        for one in found
    ]


def test_a_catalogue_says_the_same_without_its_places():
    for file in CATALOGUES:
        text = file.read_text("utf-8")
        assert said(catalogue(text)) == said(text)
        assert "\n#:" in text and "\n#:" not in catalogue(text)


def test_types_stay_behind_and_all_else_of_the_browsers_side_does_not(tmp_path):
    hook = WheelHook(str(ROOT), {}, None, None, str(tmp_path), "wheel")
    data = {"force_include": {}}
    hook.initialize("standard", data)
    into = set(data["force_include"].values())
    there = {file.name for file in ROOT.glob("static/*")}
    assert {Path(one).name for one in into if "/static/" in one} == there - {"types.d.ts"}
    assert {f"rnnviz/text/locales/{file.name}" for file in CATALOGUES} <= into
    hook.finalize("standard", data, "")
    assert not hook.changed.exists()


def test_modules_lose_their_lines_of_comment_as_those_that_are_served_as_one():
    assert wheel_hook.LINES.pattern == one_module.COMMENT.pattern
    assert wheel_hook.LINES.flags == one_module.COMMENT.flags
    kept = ['export const one = "// no comment" // why', "const two = 2", ""]
    source = ["// why", kept[0], "/** What it is.", " * @type {number} */", *kept[1:]]
    assert wheel_hook.module("\n".join(source)) == "\n".join(kept)
