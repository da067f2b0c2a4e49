"""Every box for a number shows small ones, and is known in the browser for what it takes (see
static/number_boxes.js); tests/browser/test_number_boxes.py types into some."""

import pytest
from support.reader import Reader

from rnnviz.ui.frame import page as frame
from rnnviz.ui.session.pages import PAGES

STATES = [
    ("app.py", {"net": "random", "cell": "lstm", "mode": "words", "layers": "2"}),
    ("pages/backpropagate.py", {"net": "random", "hidden": "32", "layers": "2"}),
    ("pages/vanish.py", {}),
    ("pages/truncate.py", {"runs": "every3reach7.h8.lstm.rate0_00001.clip0_0001,windows5.h4"}),
    *(("pages/tasks.py", {"task": name}) for name in ("characters", "sentiment", "forecast")),
]


@pytest.fixture
def opened(store_file, monkeypatch):
    def go(file, **query):
        # links to pages beside it could not be followed here
        pages = PAGES if file == "app.py" else tuple(page for page in PAGES if page.file == file)
        monkeypatch.setattr(frame, "PAGES", pages)
        return Reader(file, **query)

    return go


@pytest.mark.parametrize(("file", "query"), STATES, ids=lambda part: str(part)[:40])
def test_boxes_for_whole_numbers_and_others_are_told_apart_by_their_steps(opened, file, query):
    boxes = [box.proto for box in opened(file, **query).at.number_input]
    assert boxes
    for box in boxes:
        assert box.step > 0
        assert box.step.is_integer() == (box.data_type == box.INT), box.label
        # as many digits as a number has, not 0.00 for 1e-05
        assert box.format == ("%d" if box.data_type == box.INT else "%g"), box.label


@pytest.mark.parametrize("key", ["rate", "run 0 rate", "run 0 clip_norm", "run 0 clip_value"])
def test_a_small_number_is_kept(opened, key):
    page = opened("pages/truncate.py", runs="windows5.h4,windows10.h4")
    page.at.number_input(key=key).set_value(1e-05).run()
    box = page.at.number_input(key=key)
    assert box.value == 1e-05
    assert box.proto.step <= 1e-06
    if key == "rate":
        assert page.address["rate"] == "1e-05"
    else:
        assert page.address["runs"].split(",")[0].endswith("1e-05")
    again = opened("pages/truncate.py", **page.address)
    assert again.at.number_input(key=key).value == 1e-05
