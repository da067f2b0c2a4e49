import itertools

import numpy as np

from rnnviz.figures.unroll import edges
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll

NET = Network.random("tanh", inputs=2, hidden=2, outputs=2, output="linear", seed=2)
TRACE = unroll(NET, np.array([[1.0, 1.0], [1.0, 1.0], [2.0, 2.0]]))


def test_the_named_edges_are_the_whole_arithmetic():
    """With the weights by their names, written out as on paper."""
    w = {edge.name: edge.value for edge in edges.edges_of(NET)}
    assert sorted(w) == [*(f"U{i}" for i in range(1, 5)), *(f"w{i}" for i in range(1, 9))]
    b = NET.parameters["rnn.bias_ih_l0"] + NET.parameters["rnn.bias_hh_l0"]
    c = NET.parameters["readout.bias"]
    before = np.zeros(2)
    for (x1, x2), hidden, out in zip(TRACE.read[0], TRACE.hidden[0], TRACE.logits, strict=True):
        a1, a2 = before
        h1 = np.tanh(w["w1"] * x1 + w["w2"] * x2 + w["U1"] * a1 + w["U2"] * a2 + b[0])
        h2 = np.tanh(w["w3"] * x1 + w["w4"] * x2 + w["U3"] * a1 + w["U4"] * a2 + b[1])
        np.testing.assert_allclose([h1, h2], hidden, atol=1e-12)
        y1 = w["w5"] * h1 + w["w6"] * h2 + c[0]
        y2 = w["w7"] * h1 + w["w8"] * h2 + c[1]
        np.testing.assert_allclose([y1, y2], out, atol=1e-12)
        before = np.array([h1, h2])


def test_an_edge_leads_from_where_its_column_to_where_its_row_says():
    for edge in edges.edges_of(NET):
        assert edge.start[0] in ("x", "before", "h")
        assert edge.end[0] == ("y" if edge.start[0] == "h" else "h")
    ends = [(edge.start, edge.end) for edge in edges.edges_of(NET)]
    assert len(set(ends)) == 12


def test_every_number_is_in_the_picture_and_no_two_labels_lie_on_each_other():
    figure = edges.edges(NET, TRACE, 1, 5, False)
    notes = [note for note in figure["layout"]["annotations"] if note["text"]]
    texts = " ".join(note["text"] for note in notes)
    for value in (*TRACE.hidden[0, 1], *TRACE.hidden[0, 0], *TRACE.logits[1]):
        assert f"{value:.5f}".replace("-", "−") in texts
    for one, other in itertools.combinations(notes, 2):
        assert abs(one["x"] - other["x"]) >= 0.8 or abs(one["y"] - other["y"]) >= 0.1
    assert "h<sub>1</sub> (t=1)" in texts
    assert "h<sub>1</sub> (t=2)" in texts


def test_the_names_stand_in_their_matrices():
    html = edges.names_html(NET)
    assert "[[w1, w2], [w3, w4]]" in html
    assert "[[U1, U2], [U3, U4]]" in html
    assert "[[w5, w6], [w7, w8]]" in html
    said = edges.in_words(NET, TRACE, 1, 2)
    assert "The network as a graph at step 2." in said
