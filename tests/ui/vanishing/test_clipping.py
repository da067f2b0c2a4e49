import pytest

from rnnviz.storage.database import StoreError
from rnnviz.text.message import Message
from rnnviz.ui.vanishing import clipping

PAGE = "pages/vanish.py"


pytestmark = pytest.mark.usefixtures("store_file")


def test_the_gradient_at_the_chains_end_is_clipped_until_another_is(opened):
    page = opened(PAGE, steps="12")
    assert page.state("chain shown") == 12
    page.choose(**{"chain steps": 8})
    assert page.state("chain shown") == 8
    page.choose(**{"chain shown": 3})
    assert page.address["distance"] == "3"
    page.choose(**{"chain steps": 20})
    assert page.state("chain shown") == 3


def test_another_limit_is_another_picture(opened):
    page = opened(PAGE, gain="1.2")
    before = page.figure("clipping")
    page.choose(**{"chain limit": 0.01})
    assert page.figure("clipping") != before


def test_what_cannot_be_clipped_is_said_and_the_page_goes_on(opened, monkeypatch):
    def refuse(*_):
        raise ValueError("It overflowed.")

    monkeypatch.setattr(clipping, "clip_both", refuse)
    page = opened(PAGE)
    assert page.notices == ["It overflowed."]
    assert page.has("remedies")


def test_a_store_that_is_not_there_takes_the_race_only(opened, monkeypatch):
    def refuse():
        raise StoreError(Message("The store is gone."))

    monkeypatch.setattr(clipping, "open_store", refuse)
    page = opened(PAGE)
    assert page.notices == ["The store is gone."]
    assert page.has("clipping")


def test_the_race_is_one_of_the_presets_of_truncate():
    assert clipping.RACE.asked["runs"]
