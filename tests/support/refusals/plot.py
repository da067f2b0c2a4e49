"""Calls that `rnnviz/plot` and `rnnviz/code` refuse, and what the pages say of code, by module and
beginning."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
from support.plotted import WORD, flow, frames, network, pairs, trace
from torch import nn

import rnnviz
from rnnviz import plot
from rnnviz.plot.drawn import DrawnPicture
from rnnviz.plot.readings import place, values_of_flow
from rnnviz.plot.trained_runs import TrainedRuns
from rnnviz.sweeps.model import Axis, Sweep
from rnnviz.tasks import TASKS, Echo
from rnnviz.ui.gradients import backpropagate_code
from rnnviz.ui.watch import watch_code
from rnnviz.watch.layer_frame import WatchedFrame

ONE = Sweep(
    task=Echo(lags={3: 0.5}),
    x=Axis(setting="lag", values=(1, 2)),
    y=Axis(setting="truncation", values=(1, 2)),
)
WHOLE = rnnviz.Run(truncation=rnnviz.Truncation.full(), batch=5, hidden=4)


def of(name, **more):
    run = WHOLE.model_copy(update=more)
    return rnnviz.Experiment(task=TASKS[name](), samples=20, runs=[run])


def unwatched():
    """A watch that has no frame."""
    return rnnviz.watch(nn.LSTM(2, 2), stored=False)


def framed(names):
    return WatchedFrame(0, 0, 0, 0.0, True, dict.fromkeys(names))


def shown(patch, **layer):
    patch.setattr(
        watch_code.watch_view, "current", lambda: SimpleNamespace(layer=SimpleNamespace(**layer))
    )
    return watch_code.code_now()


def no_look(patch):
    patch.setattr(backpropagate_code, "reading", lambda chosen: None)
    patch.setattr(backpropagate_code.selection, "current", lambda: None)
    patch.setattr(
        backpropagate_code, "look_at", lambda *given, **more: SimpleNamespace(look=None, problem="?")
    )
    return backpropagate_code.code_now()


CALLS = {
    "plot.drawn": {"{path} ends in": lambda folder: DrawnPicture("", "").save(folder / "a.png")},
    "plot.maps": {
        "measure is": lambda: plot.phase_diagram(ONE, {}, measure="?"),
        "Nothing has come": lambda: plot.cell_seeds(ONE, {}, 0),
    },
    "plot.side_by_side": {
        "across is": lambda: plot.overlay({"a": ([1.0], [1.0])}, across="?"),
        "No curve is": lambda: plot.overlay({"a": ([1.0], [1.0])}, baseline="b"),
        "There is nothing": lambda: plot.overlay({}),
        "The curve": lambda: plot.overlay({"a": ([1.0], [])}),
    },
    "plot.races": {
        "Delays are": lambda: plot.delays(frames()),
        "Only an endless": lambda: plot.mini_batches(frames(), of("hello")),
    },
    "plot.readings": {
        "{name} is": lambda: place(3, 2, "step"),
        "of is": lambda: values_of_flow(flow("tanh", 1), "c"),
    },
    "plot.trained_runs": {
        "There are no frames": lambda: TrainedRuns.of([]),
        "These frames": lambda: TrainedRuns.of(replace(frames()[-1], experiment=None)),
        "This picture is one of Echo": lambda: TrainedRuns.of(frames(), of("hello")).echo,
        "This picture is one of a single": lambda: TrainedRuns.of(rnnviz.train(of("translate"))).exact(
            0
        ),
    },
    "plot.unrolling": {
        "show has": lambda: plot.states(trace(), show=("?",)),
        "This network reads": lambda: plot.tokens(*pairs()),
        "The trace has": lambda: plot.surprise(network(), rnnviz.unroll(network(), np.array(WORD))),
        "This graph": lambda: plot.weights(network(), trace()),
    },
    "plot.watched": {
        "The loop has": lambda: plot.loop_states(unwatched()),
        "{layer} is not": lambda: plot.loop_states(framed(["a"]), "b"),
    },
    "ui.gradients.backpropagate_code": {"These gradients": lambda patch: no_look(patch)},
    "ui.watch.watch_code": {
        "The loop changed": lambda patch: shown(patch, by_output=1, connected=False, name="a"),
    },
}
