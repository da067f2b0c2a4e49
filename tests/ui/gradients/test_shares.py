"""The shares of every parameter, chosen by the reader."""

import pytest

PAGE = "pages/backpropagate.py"


def test_shares_are_drawn_when_they_are_asked_for(opened):
    assert not opened(PAGE).has("shares")
    assert opened(PAGE, shares="yes").has("shares")


@pytest.mark.parametrize("word", ["wih", "bhh", "bih", "why", "by"])
def test_every_parameter_has_its_sum_over_time(opened, word):
    page = opened(PAGE, shares="yes", parameter=word)
    title = page.figure("shares")["layout"]["title"]["text"]
    assert "is the sum of what every step adds" in title
    assert any("the sum over k = 1 to 5" in said for said in page.captions)
    assert page.address == {"shares": "yes", "parameter": word}


def test_a_parameter_that_is_not_there_falls_back(opened):
    page = opened(PAGE, shares="yes", parameter="embedding")
    assert "W<sub>hh</sub>" in page.figure("shares")["layout"]["title"]["text"]
    assert page.address == {"shares": "yes", "parameter": "embedding"}
    page.choose(**{"flow parameter shown": "wih"})
    assert page.address == {"shares": "yes", "parameter": "wih"}
