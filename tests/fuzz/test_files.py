"""Files are loaded into every box that there is for them, and what is found in them is shown."""

import pytest

from fuzz import files
from fuzz.visits import Visitor
from fuzz.watch import ROOT

# where boxes for files are made; what makes another one needs a row in BOXES
MADE = {
    "lectures/library.py",
    "network/open_file.py",
    "runs/bring_curve.py",
    "tasks/columns.py",
    "tasks/panels/characters.py",
    "tasks/panels/sentiment.py",
}


@pytest.fixture(autouse=True)
def _own_store(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path / "store.db"))


def test_no_box_is_forgotten():
    ui = ROOT / "rnnviz" / "ui"
    sources = [*ui.rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"]
    found = {path for path in sources if "file_uploader(" in path.read_text("utf-8")}
    assert {path.relative_to(ui).as_posix() for path in found} == MADE


@pytest.mark.parametrize("box", files.BOXES)
def test_every_box_stands_at_its_address(box):
    page, query, _kinds = files.BOXES[box]
    assert box in [one.key for one in Visitor(page, query).at.file_uploader]


@pytest.mark.parametrize("kind", files.NETWORKS)
def test_a_network_that_is_well_meant_is_shown(kind):
    reader = Visitor("unroll", {})
    reader.load("network files 0", f"mine.{files.ENDINGS.get(kind, kind)}", files.meant(kind)[0])
    assert reader.at.query_params["net"].startswith("file.")
