"""The page Phase diagram: every preset opens, each with its picture and its sentence."""

import pytest
from support.reader import Reader

from rnnviz.sweeps.presets import PRESETS
from rnnviz.ui.frame import page as frame
from rnnviz.ui.sweeps.sweep_settings import words_of

PAGE = "pages/phase.py"


@pytest.fixture(autouse=True)
def alone(store_file, monkeypatch):
    monkeypatch.setattr(frame, "PAGES", tuple(one for one in frame.PAGES if one.file == PAGE))


@pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))
def test_every_preset_opens(preset, monkeypatch):
    page = Reader(PAGE, **words_of(preset.sweep))
    heats = [one for one in page.figure("phase map")["data"] if one["type"] == "heatmap"]
    panels, rows, columns = preset.sweep.shape
    assert [(len(one["z"]), len(one["z"][0])) for one in heats] == [(rows, columns)] * panels
    assert any(preset.watch.split(".")[0] in one for one in page.explained)
    assert not page.notices
