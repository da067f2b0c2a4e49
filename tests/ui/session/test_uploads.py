"""Pages keep what readers upload in one way."""

import ast
from pathlib import Path

import numpy as np
import pytest

from rnnviz.settings.settings import Settings
from rnnviz.storage import datasets
from rnnviz.storage.uploads import keys_of
from rnnviz.tasks import columns
from rnnviz.ui.session import uploads

UI = Path(uploads.__file__).parents[1]
KEEPERS = ("keep", "save_json")


@pytest.fixture
def store(store, path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(path))
    monkeypatch.setattr(uploads, "owner", lambda: "me")
    return store


def test_what_is_kept_is_the_sessions_owners_and_found_by_its_key(store):
    key = uploads.save_json({"b": 1, "a": [2]})
    assert key == datasets.save_json({"a": [2], "b": 1})
    assert datasets.load_json(key) == {"a": [2], "b": 1}
    assert keys_of(store, "me") == [key]
    assert columns.keep("x", np.arange(30.0), uploads.save_json) == keys_of(store, "me")[0]


def test_how_large_a_file_may_be(monkeypatch):
    assert uploads.most_mebibytes() == 95
    assert uploads.most_mebibytes(20_000_000) == 19
    monkeypatch.setattr(uploads, "current", lambda: Settings(upload_bytes=5000))
    assert uploads.most_mebibytes(20_000_000) == 1


def test_no_page_keeps_anything_otherwise():
    """Every call that stores a dataset is handed what asks for the owner's share."""
    found = 0
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            whose = ast.unparse(node.func.value)
            assert not (whose == "datasets" and node.func.attr in ("save", *KEEPERS)), path
            if node.func.attr == "keep" and whose in ("columns", "found"):
                found += 1
                assert "save_json" in [ast.unparse(one) for one in node.args], path
    assert found == 2
