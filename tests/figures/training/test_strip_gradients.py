"""The matrices of gradients on typed bits, cut as each run is cut."""

import base64
import re

import numpy as np
import plotly.graph_objects as go

from rnnviz.analysis.typed_bits import typed_run
from rnnviz.figures.training.strip_frame import Strip
from rnnviz.figures.training.strip_gradients import strip_gradients
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks.echo import Echo

BITS = "010011010111"


def strips():
    found = []
    for place, cut in enumerate((Truncation.windows(4), Truncation.full())):
        run = Run(hidden=3, truncation=cut)
        net = Network.random("gru", 2, 3, 2, seed=place)
        found.append(Strip(f"run {place}", place, run, typed_run(net, Echo(), run, BITS)))
    return found


def test_each_run_has_its_matrix_with_what_the_cut_does_not_use_covered():
    given = strips()
    figure = strip_gradients(given, dark=False)
    go.Figure({part: figure[part] for part in ("data", "layout")})
    for strip, heat in zip(given, figure["data"], strict=True):
        shape = tuple(map(int, heat["z"]["shape"].split(",")))
        logs = np.frombuffer(base64.b64decode(heat["z"]["bdata"]), "<f4").reshape(shape)
        lower = np.tri(len(BITS), dtype=bool)
        np.testing.assert_allclose(10.0 ** logs[lower], strip.typed.norms[lower], rtol=1e-5)
        assert np.isnan(logs[~lower]).all()
    covers = [shape for shape in figure["layout"]["shapes"] if shape["type"] == "path"]
    for strip, cover in zip(given, covers, strict=True):
        covered = np.zeros((len(BITS), len(BITS)), dtype=bool)
        for left, top, right in re.findall(r"M([\d.]+),([\d.]+)H([\d.]+)V", cover["path"]):
            covered[int(float(top)), int(float(left)) : int(float(right))] = True
        lower = np.tri(len(BITS), dtype=bool)
        np.testing.assert_array_equal(covered, lower & ~strip.typed.reached)


def test_hovers_name_the_loss_and_the_state_by_their_steps():
    heat = strip_gradients(strips(), dark=True)["data"][0]
    assert heat["meta"]["x"][:2] == heat["meta"]["y"][:2] == ["step 1", "step 2"]
    assert heat["meta"]["log"]
