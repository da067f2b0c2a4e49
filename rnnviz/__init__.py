"""rnnviz: what a recurrent network really does, computed and checkable."""

from typing import TYPE_CHECKING, Any

from rnnviz import tasks
from rnnviz.network import Network
from rnnviz.trace import Trace, unroll
from rnnviz.truncation import Truncation

if TYPE_CHECKING:
    from rnnviz.training import Experiment, Run, train

__all__ = ["Experiment", "Network", "Run", "Trace", "Truncation", "tasks", "train", "unroll"]


def __getattr__(name: str) -> Any:
    # what trains brings pydantic along, which the first page need not wait for
    if name in ("Experiment", "Run", "train"):
        from rnnviz import training

        return getattr(training, name)
    raise AttributeError(f"module 'rnnviz' has no attribute {name!r}")
