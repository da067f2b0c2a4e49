import numpy as np

import rnnviz
from rnnviz.analysis.text_answers import chances, surprises

NET = rnnviz.Network.random("gru", inputs=4, hidden=6, outputs=4, vocabulary=tuple("helo"), seed=3)


def test_surprise_is_the_loss_of_each_next_part():
    trace = rnnviz.unroll(NET, [0, 1, 2], [1, 2, 2])
    found = surprises("helo", NET, list("hell"))
    assert np.isnan(found[0])
    assert np.allclose(found[1:], trace.losses)
    assert np.isnan(surprises("helo", NET, list("h?l"))[1])
    assert np.isnan(surprises("helo", NET, ["h"])).all()


def test_chances_are_the_network_s_probabilities():
    trace = rnnviz.unroll(NET, [0, 1, 2])
    assert np.allclose(chances("helo", NET, list("hel")), trace.probabilities)
