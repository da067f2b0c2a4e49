"""The strips of hidden states, and what each loss sends back to them."""

import base64

import numpy as np
import plotly.graph_objects as go

from rnnviz.analysis.typed_bits import typed_run
from rnnviz.figures.training.strip_frame import Strip
from rnnviz.figures.training.strip_states import WITHIN, back, strip_states
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks.echo import Echo

BITS = "010011010111"


def strips():
    found = []
    for place, (cut, hidden) in enumerate(((Truncation.windows(4), 2), (Truncation.even(3), 5))):
        run = Run(hidden=hidden, truncation=cut)
        net = Network.random("tanh", 2, hidden, 2, seed=place)
        note = "diverged at update 3" if place else ""
        found.append(Strip(f"run {place}", place, run, typed_run(net, Echo(), run, BITS), note))
    return found


def unpacked(z):
    shape = tuple(map(int, z["shape"].split(",")))
    return np.frombuffer(base64.b64decode(z["bdata"]), "<" + z["dtype"]).reshape(shape)


def test_each_run_has_a_strip_of_its_states_in_one_scale_on_one_axis():
    given = strips()
    figure = strip_states(given, dark=False)
    go.Figure({part: figure[part] for part in ("data", "layout")})  # raises for what Plotly has not
    assert len(figure["data"]) == 2
    for strip, heat in zip(given, figure["data"], strict=True):
        np.testing.assert_allclose(unpacked(heat["z"]), strip.typed.hidden.T, rtol=1e-6)
        assert heat["xaxis"] == "x"
        assert (heat["zmin"], heat["zmax"]) == (-1.0, 1.0)
    assert [heat["yaxis"] for heat in figure["data"]] == ["y", "y2"]
    names = [note["text"] for note in figure["layout"]["annotations"]]
    assert names == ["<b>run 0</b>", "<b>run 1</b> · diverged at update 3"]


def test_a_loss_sends_back_to_what_the_cut_lets_it_reach_and_the_most_is_1():
    for strip in strips():
        sent = back(strip)
        assert [len(row) for row in sent] == strip.typed.reached.sum(axis=1).tolist()
        used = np.where(strip.typed.reached, strip.typed.norms, 0.0)
        assert max(map(max, sent)) == 1.0
        for t, row in enumerate(sent):
            first = t + 1 - len(row)
            for k, level in enumerate(row, first):
                exact = 1.0 + np.log10(used[t, k] / used.max()) / WITHIN
                np.testing.assert_allclose(level, np.clip(exact, 0.0, 1.0), atol=0.00501)
