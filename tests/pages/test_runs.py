"""The page Runs opens, at its barest address and with everything set."""

import pytest
from support.reader import Reader

from rnnviz.ui.frame import page as frame

PAGE = "pages/runs.py"


@pytest.fixture(autouse=True)
def alone(store_file, monkeypatch):
    monkeypatch.setattr(frame, "PAGES", tuple(one for one in frame.PAGES if one.file == PAGE))


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"bring": "yes", "group": "status", "sort": "loss", "axis": "log", "across": "updates"},
        {"runs": "race.956718c7.1,race.956718c7.2", "base": "race.956718c7.1"},
        {"search": "nothing is called so"},
        {"where": "hidden=16"},
    ],
)
def test_it_opens(asked):
    page = Reader(PAGE, **asked)
    assert page.notices == []
    assert page.figure("runs chart")["layout"]["title"]["text"]
    assert page.explained
