"""rnnviz: what a recurrent network really does, computed and checkable."""

from rnnviz.network import Network
from rnnviz.trace import Trace, unroll

__all__ = ["Network", "Trace", "unroll"]
