"""rnnviz: what a recurrent network really does, computed and checkable."""

from typing import TYPE_CHECKING, Any

from rnnviz import tasks
from rnnviz.checks import check_gradients
from rnnviz.gradients import gradient_flow
from rnnviz.network import Network
from rnnviz.trace import Trace, unroll
from rnnviz.truncation import Truncation

if TYPE_CHECKING:
    from rnnviz.experiment import Experiment, Run
    from rnnviz.training import train

__all__ = [
    "Experiment",
    "Network",
    "Run",
    "Trace",
    "Truncation",
    "check_gradients",
    "gradient_flow",
    "tasks",
    "train",
    "unroll",
]


def __getattr__(name: str) -> Any:
    # what trains brings pydantic along, which the first page need not wait for
    if name in ("Experiment", "Run", "train"):
        from rnnviz import experiment, training

        return getattr(training if name == "train" else experiment, name)
    raise AttributeError(f"module 'rnnviz' has no attribute {name!r}")
