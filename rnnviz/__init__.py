"""rnnviz: what a recurrent network really does, computed and checkable."""

from rnnviz import plot, tasks
from rnnviz.analysis.gradient_check import check_gradients
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.nn.network import Network
from rnnviz.nn.trace import Trace, unroll
from rnnviz.plot.live_display import draw_in_notebook
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import train
from rnnviz.watch.loop import watch  # the room of that name stays importable: rnnviz.watch.calls
from rnnviz.watch.showing import draw_with

draw_with(draw_in_notebook)  # what `watch.show()` asks

__all__ = [
    "Experiment",
    "Network",
    "Run",
    "Trace",
    "Truncation",
    "check_gradients",
    "gradient_flow",
    "plot",
    "tasks",
    "train",
    "unroll",
    "watch",
]
