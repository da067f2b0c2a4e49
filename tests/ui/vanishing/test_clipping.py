import numpy as np
import pytest

from rnnviz.storage.database import StoreError
from rnnviz.text.message import Message
from rnnviz.ui.vanishing import clipping
from rnnviz.ui.vanishing.presets import PRESETS

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
    page.choose(**{"chain limit shown": 0.01})
    assert page.figure("clipping") != before


def test_the_limit_follows_the_gradient_until_one_is_chosen(opened):
    page = opened(PAGE)
    near = page.state("chain limit shown")
    page.choose(**{"chain shown": 0})
    assert page.address == {"distance": "0"}
    assert page.state("chain limit shown") > near
    page.choose(**{"chain limit shown": 0.25})
    page.choose(**{"chain shown": 10})
    assert page.state("chain limit shown") == 0.25
    assert page.address == {"distance": "10", "limit": "0.25"}
    page.choose(**{"chain limit shown": 1.0})
    assert page.state("chain limit shown") == 1.0
    assert page.address == {"distance": "10", "fixed": "yes"}


SATURATED = {"activation": "tanh", "gain": "1.5", "scale": "4"}


@pytest.mark.parametrize(
    "asked",
    [{"fixed": "yes"}, {"limit": "2"}, SATURATED | {"distance": "50"}, {"gain": "0", "distance": "3"}],
)
def test_where_nothing_is_clipped_that_is_said_and_a_click_shows_a_gradient_that_is(opened, asked):
    page = opened(PAGE, **asked)
    assert any("leaves it as it is" in said for said in page.captions)
    page.press("Show a gradient that is clipped")
    assert not any("leaves it as it is" in said for said in page.captions)
    before, by_norm, _ = (np.hypot(one["x"][1], one["y"][1]) for one in page.figure("clipping")["data"])
    assert by_norm < 0.9 * before
    assert not page.has("chain show")


@pytest.mark.parametrize("asked", [*(preset.asked for preset in PRESETS.values()), {"gain": "0"}])
def test_what_is_shown_at_first_is_clipped(opened, asked):
    page = opened(PAGE, **asked)
    before, by_norm, _ = (np.hypot(one["x"][1], one["y"][1]) for one in page.figure("clipping")["data"])
    assert by_norm < 0.9 * before
    assert not page.has("chain show")


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
