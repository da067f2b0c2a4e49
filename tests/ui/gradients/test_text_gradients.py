import numpy as np
import pytest

from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.nn.trace import unroll
from rnnviz.ui.gradients import text_gradients
from rnnviz.ui.gradients.text_gradients import LastLook
from rnnviz.ui.network import builders
from rnnviz.ui.session.page_state import key_of

PAGE = "pages/backpropagate.py"


def look(page):
    return page.state(key_of(LastLook)).look


def test_the_flow_is_that_of_the_typed_text(opened):
    page = opened(PAGE, text="hell")
    net = builders.trained("hello")
    tokens = np.array([net.vocabulary.index(letter) for letter in "hell"])
    flow = gradient_flow(net, unroll(net, tokens, np.append(tokens[1:], -1)))
    np.testing.assert_array_equal(look(page).flow.matrix, flow.matrix)


def test_it_is_computed_anew_only_for_another_text_network_or_layer(opened):
    page = opened(PAGE, net="random", layers="2", text="hell")
    first = look(page).flow
    page.tell("arrivals", step=1)
    page.choose(**{"flow lines": "mean"})
    assert look(page).flow is first
    page.choose(row=1)
    second = look(page).flow
    assert second is not first
    page.type("hello")
    third = look(page).flow
    assert third is not second
    page.choose(gain=2.0)
    assert look(page).flow is not third


def test_every_cell_is_chosen_from_rows_that_have_a_loss(opened):
    page = opened(PAGE, net="random", text="abcd", target="b")
    assert look(page).rows == (0,)
    page = opened(PAGE, net="random", text="abcd", target="b", step="3")
    assert look(page).row == 0
    assert any("Step 3 has no target" in sentence for sentence in page.notices)
    page = opened(PAGE, net="random", text="abcd", target="b", step="3", by="hh")
    assert (look(page).row, page.notices) == (2, [])


def test_what_cannot_be_computed_leaves_the_last_look(opened, monkeypatch):
    page = opened(PAGE, text="hell")
    before = look(page)

    def refuse(*_):
        raise ValueError("Too much.")

    monkeypatch.setattr(text_gradients, "gradient_flow", refuse)
    page.type("hello")
    assert page.notices == ["Too much."]
    assert look(page) is before


@pytest.mark.parametrize(("steps", "hidden", "spoken"), [(40, 16, False), (100, 64, True)])
def test_what_takes_long_is_mentioned(steps, hidden, spoken):
    seconds = text_gradients.jacobian_seconds(steps, hidden)
    assert (seconds >= text_gradients.SECONDS_TO_MENTION) == spoken
    assert seconds < text_gradients.MOST_SECONDS
