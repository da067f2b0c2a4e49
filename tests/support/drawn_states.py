"""Networks whose states are drawn, and figures as Plotly understands them."""

import json
import re

import numpy as np
import plotly.graph_objects as go
from plotly.utils import PlotlyJSONEncoder
from support.figure_readers import made

from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import vocabulary

RISKY = "<b>&</b> $l$"


def network(cell="tanh", text=RISKY, **kind):
    known = vocabulary([text], "characters")
    kind = {"inputs": len(known), "outputs": len(known), "vocabulary": known} | kind
    return Network.random(cell, **kind)


def checked(figure):
    """The figure as Plotly understands it; it must be one that can also be sent."""
    sent = json.loads(json.dumps(figure, cls=PlotlyJSONEncoder, allow_nan=False))
    assert sent["layout"]["title"]["text"]
    return go.Figure(figure)


def safe(text):
    """The text holds no tag but a line break of our own."""
    return not re.search(r"<(?!br>)|&(?!amp;|lt;|gt;)", text)


def overflowing():
    net = network("identity", gain=4.0, seed=1)
    typed, trace = made(net, RISKY * 160)
    assert not np.isfinite(trace.hidden).all()
    return net, typed, trace
