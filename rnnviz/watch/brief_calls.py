"""The calls of a layer that nobody listens to: noted in a few words, and told of many together.

To listen at the outputs of a call costs a loop some hundred microseconds. Most loops send each loss
back over the newest call alone; once that has been seen, it is enough to count the backward passes, at
the layer's weights, until one of the calls is looked at closely again.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

MOST_NOTES = 16  # that are told of together


class BriefCall(NamedTuple):
    """A call with a graph, whose state is a new start or cut off."""

    number: int  # of this layer's calls, from 0
    steps: int  # T
    state: str  # RESET or CUT
    updates: int  # changes of the layer's parameters that were seen before it
    passes: int  # backward passes that had come to the layer's weights before it


class BriefCalls:
    """Of one layer: how many more may be brief, and what is yet to be told."""

    __slots__ = ("_notes", "_tell", "_told", "left", "passes")

    def __init__(self, tell: Callable[[list[BriefCall], int], None]) -> None:
        self.left = 0  # calls that may be brief, if nothing else is wanted
        self.passes = 0  # backward passes that have come to the layer's weights
        self._tell = tell
        self._told = 0  # of the passes
        self._notes: list[BriefCall] = []

    def add(self, number: int, steps: int, state: str, updates: int) -> None:
        """A call that nobody listens to."""
        self.left -= 1
        notes = self._notes
        notes.append(BriefCall(number, steps, state, updates, self.passes))
        if len(notes) >= MOST_NOTES:
            self.tell()

    def tell(self) -> None:
        """Tell of all that has not been told yet."""
        if self._notes or self._told != self.passes:
            notes, self._notes, self._told = self._notes, [], self.passes
            self._tell(notes, self.passes)


class WeightsListener:
    """The hook of a layer's weights, there once for all calls: it counts the backward passes."""

    __slots__ = ("brief", "recorder")

    def __init__(self, brief: BriefCalls, recorder: Any) -> None:
        self.brief, self.recorder = brief, recorder

    def __call__(self, _gradient: Any) -> None:
        self.brief.passes += 1
        if self.recorder.armed:
            self.recorder.came_to_weights()
        else:
            self.recorder.over = True
