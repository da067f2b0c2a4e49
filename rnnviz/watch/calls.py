"""What is seen of a watched loop, call by call: plain values that know no PyTorch.

Whoever wants to know what a loop does with its states is an `Observer`. It is told of every call of a
layer, of every backward pass that reached calls, and of every change of the layer's parameters. Cells
that are called step by step are told of as one call a sequence, once the sequence is over.
"""

from dataclasses import dataclass, field
from typing import Protocol

from rnnviz.nn.cells.base import Array, Weights
from rnnviz.watch.brief_calls import BriefCall

RESET = "reset"  # it started from no state, or from zeros
CUT = "cut"  # from a state that no gradient passes
UNCUT = "uncut"  # from one that a gradient passes


@dataclass(frozen=True)
class Call:
    """One call of a recurrent layer."""

    number: int  # of this layer's calls, from 0
    layer: str  # by the module's own name
    steps: int  # T, of the longest sequence of the batch
    batch: int  # B
    state: str  # RESET, CUT or UNCUT
    training: bool  # the layer's mode
    graph: bool  # whether a backward pass can reach it
    updates: int = 0  # changes of the layer's parameters that were seen before it
    leaf: bool = False  # its state is cut off, but takes a gradient that the loop may hand on itself


@dataclass(eq=False)
class Kept:
    """The watched sequence of one call, copied; L counts layers times directions in PyTorch's order."""

    call: Call
    cell: str  # as a Network has it
    layers: int
    bidirectional: bool
    inputs: Array  # (T, D), T the sequence's own steps
    hidden: Array  # (L, H): the h that it started from
    memory: Array | None  # (L, H): c
    output: Array  # (T, directions * H): the layer's own
    # the derivatives by the output `(T, directions * H)`, and by h and c after the last step `(L, H)`,
    # of the backward pass that ran last; None where it brought none
    by_output: Array | None = None
    by_hidden: Array | None = None
    by_memory: Array | None = None
    passes: int = 0  # backward passes that have reached it
    # what dropout between layers multiplied each but the last by, (T, directions * H); empty without
    masks: list[Array] = field(default_factory=list, repr=False)
    weights: list[Weights] = field(default_factory=list, repr=False)  # L of them, those of the call


class Observer(Protocol):
    """Who is told what a watched loop does, in the order in which it happens."""

    def wants(self, call: Call) -> bool:
        """Whether this call is to be kept, though no frame is due."""

    def spares(self, layer: str) -> int:
        """How many of the layer's next calls need not be listened to, and may be told of later."""

    def on_brief(self, layer: str, calls: list[BriefCall], passes: int) -> None:
        """Calls that were not listened to, before anything else of the layer is told; and how many
        backward passes have come to the layer's weights so far."""

    def on_call(self, call: Call, kept: Kept | None) -> None:
        """A layer was called; `kept` if the call was, whose derivatives come with a backward pass."""

    def on_backward(self, reached: tuple[Call, ...]) -> None:
        """One backward pass is over; it reached these calls, of all layers, the oldest first."""

    def on_step(self, layer: str, number: int) -> None:
        """The layer's parameters have changed since the call before `number`; told before that one."""
