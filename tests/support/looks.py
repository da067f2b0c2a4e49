"""Looks at the gradients of a text, as the page Backpropagate has them."""

import numpy as np
from support.figure_readers import made

from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.analysis.norms import norms
from rnnviz.analysis.truncated_gradient import reached
from rnnviz.figures.gradients.look import QUANTITIES, Look
from rnnviz.runs.truncation import Truncation


def looked(net, text, name="h", row=None, cut=None, **more):
    typed, trace = made(net, text)
    found = gradient_flow(net, trace)
    sources = {
        "h": lambda: found.matrix,
        "hh": lambda: found.jacobian,
        "x": lambda: norms(found.inputs.swapaxes(-1, -2)),
        "c": lambda: found.memory.matrix,
        "cc": lambda: found.memory.jacobian,
    }
    values = more.pop("values", None)
    values = sources[name]() if values is None else values
    cut = cut or Truncation.full()
    steps = len(values)
    mask = reached(cut, steps) | ~np.tri(steps, dtype=bool)
    rows = tuple(range(steps - 1)) if QUANTITIES[name].loss else tuple(range(steps))
    row = rows[-1] if row is None else row
    return Look(typed, found, name, values, row, rows, cut, mask, opened=row, **more)
