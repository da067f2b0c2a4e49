import re

import numpy as np
from support.figure_readers import parsed

from rnnviz.analysis.parameter_count import counted
from rnnviz.analysis.recurrence_costs import costs_of
from rnnviz.figures.unroll import parameters
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll


def rows(html):
    return [[cell.text for cell in row.children] for row in parsed(html).all("tr")]


def test_every_formula_comes_to_its_numbers():
    net = Network.random("lstm", inputs=7, hidden=6, outputs=4, layers=2, bidirectional=True)
    table = rows(parameters.counted_html(net, counted(net)))
    assert table[0][2:] == ["RNN", "GRU", "LSTM"]
    assert table[1][1] == "2·G·(H·D + H·H + 2·H) = 2·G·(6·7 + 6·6 + 2·6) = 2·G·90"
    assert table[1][2:] == ["2·90 = 180", "6·90 = 540", "8·90 = 720"]
    for row in table[1:-1]:
        numbers = row[1].split(" = ")[1].replace("·", "*")
        for blocks, said in zip((1, 3, 4), row[2:], strict=True):
            worth = eval(numbers.replace("G", str(blocks)))
            assert said.split(" = ")[-1] == f"{worth:,}"
    for column in (2, 3, 4):
        counts = [int(row[column].split(" = ")[-1].replace(",", "")) for row in table[1:]]
        assert counts[-1] == sum(counts[:-1])
    assert counts[-1] == sum(values.size for values in net.parameters.values())


def test_the_sentence_says_the_networks_own_count():
    net = Network.random("gru", inputs=3, hidden=2, outputs=3)
    own = sum(values.size for values in net.parameters.values())
    assert f"has {own} parameters" in parameters.counted_sentence(net, counted(net))


def test_the_costs_are_the_networks_own():
    net = Network.random(inputs=3, hidden=5, outputs=3)
    costs = costs_of(net, unroll(net, np.array([0, 1, 2])))
    html = parameters.costs_html(net, costs)
    table = rows(html)
    assert table[0][1:4] == ["3 steps", "6 steps", "12 steps"]
    assert table[2][1:4] == [f"{count}" for count in costs.multiplications]
    assert "streaming" in table[5][4]
    assert table[7][1:4] == ["3", "6", "12"]  # both directions wait for the end
    said = parsed(html).one(".caption").text
    assert float(re.search(r"up to ([\d.]+)", said)[1]) == round(costs.left, 2)


def test_both_directions_need_the_whole_sequence():
    net = Network.random(inputs=3, hidden=5, outputs=3, bidirectional=True)
    html = parameters.costs_html(net, costs_of(net, unroll(net, np.array([0, 1, 2]))))
    assert "the whole sequence must be there" in html
    assert parsed(html).one(".caption").text == ""


def test_an_lstm_says_what_is_left_of_c():
    net = Network.random("lstm", inputs=3, hidden=5, outputs=3)
    html = parameters.costs_html(net, costs_of(net, unroll(net, np.array([0, 1, 2]))))
    assert "cell state c at step 1" in html
