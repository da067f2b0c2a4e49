import pytest
from support.component_page import ComponentPage

from rnnviz.ui.components.arriving_chain import arriving_chain, chain_piece
from rnnviz.ui.components.live_piece import Mark

PIECE = chain_piece({"rows": [0, 1]})


@pytest.fixture
def page():
    return ComponentPage(lambda note: arriving_chain(PIECE, "chain", note, Mark(7, 2)))


def test_the_chain_is_sent_with_words(page):
    assert PIECE.data == {"rows": [0, 1], "words": {}}
    assert page.data == PIECE.data | {"live": "chain", "placed": f"2 {PIECE.stamp}", "text": 7}


def test_a_step_is_heard(page):
    assert page.send(step=1) == [(1,)]
    assert page.send(step=4.0) == [(4,)]


@pytest.mark.parametrize("sent", [None, "1", -1, True, {"step": 1}])
def test_what_is_no_step_is_not(page, sent):
    assert page.send(step=sent) == []
