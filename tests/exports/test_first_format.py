"""Zips of the first format still open, and say what they said."""

import json
from pathlib import Path

import pytest
from support.exported import read_again
from support.kept_files import alike
from support.packed_again import member

FOLDER = Path(__file__).parents[1] / "fixtures" / "exports"
EXPECTED = json.loads((FOLDER / "expected.json").read_text("utf-8"))


def test_all_of_them_are_here():
    assert sorted(EXPECTED) == sorted(path.name for path in FOLDER.glob("*.zip"))
    assert len(EXPECTED) == 9


@pytest.mark.parametrize("name", EXPECTED)
def test_a_zip_of_the_first_format_opens(name):
    assert json.loads(member((FOLDER / name).read_bytes(), "manifest.json"))["version"] == 1
    found = json.loads(json.dumps(read_again(FOLDER / name)))
    alike(found, EXPECTED[name])
