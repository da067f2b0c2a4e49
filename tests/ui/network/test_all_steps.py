import numpy as np
from support.reader import Reader

from rnnviz.nn.trace import unroll
from rnnviz.ui.network import builders


def test_the_maps_are_the_traces():
    page = Reader("app.py", net="english-lstm", text="the", show="c,f")
    net = builders.trained("english-lstm")
    trace = unroll(net, np.array([net.vocabulary.index(letter) for letter in "the"]))
    cells, forget = page.maps()
    np.testing.assert_allclose(cells, trace.memory[0].T, atol=1e-6)
    np.testing.assert_allclose(forget, trace.gates["f"][0].T, atol=1e-6)


def test_a_network_without_gates_shows_its_states_only():
    page = Reader("app.py", net="english-lstm", show="c,f")
    page.choose(net="english-tanh")
    assert page.state("show") == ["h"]
    assert not page.has("show")
    assert len(page.maps()) == 1


def test_two_texts_have_a_difference():
    assert not Reader("app.py").has("apart")
    assert Reader("app.py", text="he", **{"with": "eh"}).has("apart")


def test_a_loss_needs_a_target():
    assert not Reader("app.py", net="srn").has("surprise")
    assert any("Give a target" in said for said in Reader("app.py", net="srn").captions)
    assert Reader("app.py", net="srn", target="1 1; 2 2; 3 3").has("surprise")


def test_at_most_six_units_are_drawn():
    page = Reader("app.py", net="english-lstm", units="1,2,3,4,5,6,7,8")
    assert page.state("units") == [1, 2, 3, 4, 5, 6]
    assert len(page.figure("lines")["data"]) >= 6
