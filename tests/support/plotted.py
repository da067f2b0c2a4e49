"""What pictures in notebooks are made of, and how their numbers are read again."""

from functools import cache

import numpy as np

import rnnviz
from rnnviz.plot.lone_figure import values_of

WORD = [0, 1, 2, 2, 3]  # hello


@cache
def network(cell="lstm", layers=2, **more):
    return rnnviz.Network.random(
        cell, inputs=4, hidden=5, outputs=4, layers=layers, vocabulary=tuple("helo"), seed=1, **more
    )


@cache
def trace(cell="lstm", layers=2):
    return rnnviz.unroll(network(cell, layers), WORD[:-1], WORD[1:])


@cache
def flow(cell="lstm", layers=2):
    return rnnviz.gradient_flow(network(cell, layers), trace(cell, layers))


@cache
def pairs():
    """A network of two inputs, units and outputs, and what it computes."""
    net = rnnviz.Network.random("tanh", inputs=2, hidden=2, outputs=2, output="linear", seed=1)
    return net, rnnviz.unroll(net, np.ones((3, 2)), np.ones((3, 2)))


@cache
def frames(seeds=1, **more):
    """A short race on Echo."""
    runs = [rnnviz.Run(log=20, batch=50, **more), rnnviz.Run(cell="gru", batch=50)]
    experiment = rnnviz.Experiment(task=rnnviz.tasks.Echo(), samples=5_000, seeds=seeds, runs=runs)
    return tuple(rnnviz.train(experiment, every=0.0))


def heat(figure, place=0):
    """The numbers of a figure's heat map."""
    maps = [one for one in figure.to_dict()["data"] if one["type"] == "heatmap"]
    return values_of(maps[place]["z"])
