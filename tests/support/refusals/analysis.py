"""Calls that `rnnviz/analysis`, `rnnviz/pretrained` and a loop's windows refuse, by module and
beginning."""

import sys
from dataclasses import replace

import numpy as np
from support.loop_records import TorchLoop

from rnnviz.analysis import bounds, per_loss
from rnnviz.analysis.arriving import arriving
from rnnviz.analysis.batch_step import batch_step
from rnnviz.analysis.formula import formula
from rnnviz.analysis.gradient_check import compare_gradients
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.analysis.loss_step import loss_step
from rnnviz.analysis.lyapunov import largest_exponent
from rnnviz.analysis.matrix_chain import Chain, read_table
from rnnviz.analysis.parameter_shares import parameter_shares
from rnnviz.analysis.remedies import clip_both
from rnnviz.analysis.step_graph import step_graph
from rnnviz.analysis.truncated_gradient import compare_reaches
from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll
from rnnviz.pretrained import recipes, registry, task_networks
from rnnviz.watch.left_out import left_out
from rnnviz.watch.lightning import watch_callback
from rnnviz.watch.window_group import KeptCall

TOKENS = np.array([0, 1])
NET = Network.random(inputs=2, hidden=2, outputs=2)
BOTH = Network.random(inputs=2, hidden=2, outputs=2, bidirectional=True)
DEEP = Network.random(inputs=2, hidden=2, outputs=2, layers=2)
GATED = Network.random("gru", inputs=2, hidden=2, outputs=2)
OTHER = Network.random(inputs=2, hidden=3, outputs=2)


def flow(net=NET, layer=-1):
    return gradient_flow(net, unroll(net, TOKENS, TOKENS), layer)


def untold():
    return gradient_flow(NET, unroll(NET, TOKENS))


def batch(of, rows=1):
    return batch_step(of, arriving(of), 0, np.zeros((rows, 2)))


def dear(patch):
    patch.setattr(per_loss, "LIMIT", 1.0)
    return flow()


def far(patch):
    patch.setattr(bounds, "MOST_WORK", 1.0)
    return bounds.bound(flow())


def windows(by_hidden=None, **changed):
    """Two windows of two layers, of the last of which something has changed."""
    first, last = TorchLoop("gru", 2, count=2).kept()
    return left_out([[KeptCall(first)], [KeptCall(replace(last, **changed), by_hidden=by_hidden)]])


def without_lightning(patch):
    for name in ("lightning", "lightning.pytorch", "pytorch_lightning"):
        patch.setitem(sys.modules, name, None)
    watch_callback()


CALLS = {
    "watch.lightning": {"This needs Lightning": without_lightning},
    "watch.left_out": {
        "No state is carried": lambda: left_out([[KeptCall(TorchLoop("gru", count=1).kept()[0])]]),
        "No windows in a row": lambda: left_out(
            [[KeptCall(replace(TorchLoop("gru", count=1).kept()[0], weights=[]))]]
        ),
        "With two directions": lambda: windows(bidirectional=True),
        "Call {after}": lambda: windows(hidden=np.ones((2, 4))),
        "A loss of call": lambda: windows(np.ones((2, 4))),
        "The output of call": lambda: windows(output=np.ones((6, 4))),
    },
    "analysis.arriving": {"The step is": lambda: arriving(flow(), 7)},
    "analysis.bounds": {"The bound is": far},
    "analysis.gradient_check": {"No step": lambda: compare_gradients(NET, unroll(NET, TOKENS))},
    "analysis.gradient_flow": {
        "The step is": lambda: flow().itemised(7),
        "layer is": lambda: flow(layer=3),
        "The trace is": lambda: gradient_flow(OTHER, unroll(NET, TOKENS, TOKENS)),
    },
    "analysis.batch_step": {
        "Rows and columns": lambda: batch(flow(GATED)),
        "The rows of": lambda: batch(flow(DEEP)),
        "The batch has": lambda: batch(flow(), 5),
    },
    "analysis.formula": {
        "Below the top": lambda: formula(flow(DEEP, 0), 1, 0),
        "The loss of": lambda: formula(flow(), 0, 1),
    },
    "analysis.lyapunov": {"The sequence has": lambda: largest_exponent(NET, TOKENS)},
    "analysis.loss_step": {"Step {step} has no": lambda: loss_step(untold(), 0)},
    "analysis.matrix_chain": {
        "Row {place}": lambda: read_table("x"),
        "The table has": lambda: read_table(""),
        "The table is not": lambda: read_table("1 1"),
        "{name} is": lambda: Chain(matrix="x"),
        "The {called}": lambda: Chain(hidden=0),
        "A matrix of": lambda: Chain(matrix="own"),
        "A network's matrix": lambda: Chain(matrix="network"),
    },
    "analysis.parameter_shares": {
        "The parameter is": lambda: parameter_shares(flow(), arriving(flow()), "dW"),
    },
    "analysis.per_loss": {"{what} for": dear},
    "analysis.remedies": {"This gradient": lambda: clip_both(np.full(2, 1e200), 1.0)},
    "analysis.step_graph": {
        "The graph of": lambda: step_graph(flow(GATED), arriving(flow(GATED)), 0),
    },
    "analysis.truncated_gradient": {
        "With two directions": lambda: compare_reaches(flow(BOTH)),
    },
    "pretrained.recipes": {
        "There is no model": lambda: recipes.train("x"),
        "updates is": lambda: recipes.train("hello", 0),
    },
    "pretrained.registry": {"There is no model": lambda: registry.load("x")},
    "pretrained.task_networks": {"There is no task": lambda: task_networks.make("x")},
}
