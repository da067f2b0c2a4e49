import pytest
from support.reader import Reader

from rnnviz.ui.network.builders import by_hand
from rnnviz.ui.network.weight_tables import Tables


@pytest.fixture
def page():
    return Reader("app.py", net="srn")


def test_an_edit_is_the_networks_weight(page):
    page.edit(0, 1, **{"W_hh 2": 3.5})
    weights = page.state("weights")
    assert weights[4:8] == [1.0, 1.0, 1.0, 3.5]
    assert page.address["weights"].split(",")[7] == "3.5"


def test_edits_add_up(page):
    page.edit(0, 0, **{"W_ih 1": 2.0})
    page.edit(0, 1, b_hh=-1.0)
    page.edit(1, 0, **{"W_hy 2": 0.25})
    changed = [weight for weight in page.state("weights") if weight not in (0.0, 1.0)]
    assert changed == [2.0, -1.0, 0.25]


def test_no_number_leaves_the_last_good_weights(page):
    page.edit(0, 0, **{"W_ih 1": 2.0})
    before = page.states()
    page.edit(0, 1, b_hh=None)
    assert page.notices == [
        "b_hh: a place holds no finite number. Until it does, the network keeps its last good weights."
    ]
    assert (page.states() == before).all()


def test_the_tables_start_anew_from_weights_that_came_from_elsewhere(page):
    page.edit(0, 0, **{"W_ih 1": 2.0})
    key = page.at.data_editor[0].key
    page.press("a sum by hand")
    assert page.state("weights") is None
    assert page.at.data_editor[0].key != key
    assert page.notices == []


def test_their_own_edits_do_not_make_them_start_anew():
    net, tables = by_hand("tanh", None), Tables()
    tables.follow(net, None)
    assert tables.version == 1
    tables.follow(net, None)
    tables.weights = [2.0]  # as an edit does
    tables.follow(net, [2.0])
    assert tables.version == 1
    tables.follow(net, None)
    assert tables.version == 2
