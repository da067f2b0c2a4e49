"""Slopes of a chain: pictures where it bends, a sentence where it is linear."""

from types import SimpleNamespace

import pytest

from rnnviz.ui.vanishing import slopes

PAGE = "pages/vanish.py"
SAID = "Linear: every slope is 1."

pytestmark = pytest.mark.usefixtures("store_file")


@pytest.mark.parametrize("activation", slopes.BENT)
def test_a_linear_chain_has_a_sentence_and_the_way_to_one_that_bends(opened, activation):
    page = opened(PAGE)
    assert any(SAID in said for said in page.captions)
    assert not page.has("slopes")
    page.press(slopes.BENT[activation])
    assert page.address == {"activation": activation}
    assert page.state("chain activation") == activation
    assert page.has("states")
    assert page.has("slopes")
    assert not any(SAID in said for said in page.captions)


def test_a_scene_of_a_linear_chain_keeps_its_pictures(opened, monkeypatch):
    monkeypatch.setattr(slopes, "presenter_session", SimpleNamespace(current=object))
    page = opened(PAGE)
    assert page.has("slopes")
    assert any(SAID in said for said in page.captions)
