"""What each run of Echo has learned."""

import numpy as np
import plotly.graph_objects as go

from rnnviz.analysis.echo_learned import learned
from rnnviz.figures.training.learned import learned_table
from rnnviz.nn.network import Network
from rnnviz.tasks import Echo


def test_the_table_shows_what_is_true_and_what_was_found():
    task = Echo()
    found = learned(Network.random(inputs=2, outputs=2, hidden=3), task)
    figure = go.Figure(learned_table({"one": found}, False))
    np.testing.assert_allclose(figure.data[0].y, [0.5, 1.0, 0.25, 0.75])
    np.testing.assert_allclose(figure.data[1].y, found.found)
