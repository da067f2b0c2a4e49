"""A loop's windows, read off what it calls, sends back and updates.

A window is what a layer reads without a break. It ends where the graph does (the state is reset, or
carried and cut off) and where a loss has gone back. A loss goes over the calls that its graph holds;
where every call starts from a leaf and the loop itself hands the leaf's gradient on to the call before,
over those as well.
"""

from collections import deque
from dataclasses import dataclass, field

from rnnviz.watch.calls import UNCUT

MOST = 64  # windows that are remembered one by one
MOST_CALLS = 4096  # calls of which is known to which window they belong
MOST_PASSES = 256  # backward passes between two calls that are looked at together


@dataclass(slots=True)
class SeenWindow:
    """What one layer read between two breaks, and what came back over it."""

    first: int  # its first call
    state: str  # what that started from, as a `Call` has it
    steps: int = 0
    calls: int = 0
    reach: int = 0  # over how many steps its losses went back, 0 before any has
    losses: int = 0  # backward passes that began in it
    updates: int = 0  # how often the weights changed after it and before the next


@dataclass(slots=True)
class _SeenCall:
    """One call, as long as a gradient may still come back over it."""

    window: SeenWindow
    begun: int  # steps read before it
    end: int
    state: str
    leaf: bool  # its state is a leaf of the graph that takes a gradient
    alone: "_SeenCall | None"  # the call that it goes on from, if nobody listened to that one


@dataclass
class WindowReader:
    """Puts the calls of one layer together to windows as they happen."""

    windows: deque[SeenWindow] = field(default_factory=lambda: deque(maxlen=MOST))
    count: int = 0  # windows so far, the one being read among them
    _read: int = 0  # steps so far
    hands_on: bool = False  # whether the loop hands gradients from call to call by itself
    newest: int = -1  # the call that was told of last
    heard: bool = False  # whether it is told which passes reach it
    _went_back: bool = False  # whether a loss has, since the last call
    _calls: dict[int, _SeenCall] = field(default_factory=dict)
    _passes: list[list[int]] = field(default_factory=list)  # since the last call: whom each reached

    def call(self, number: int, steps: int, state: str, leaf: bool = False) -> SeenWindow | None:
        """The layer is called over so many steps; returned is the window that this ends, if it does."""
        self.settle()
        before = self._newest_alone() if state == UNCUT and not self.heard else None
        went_back, self._went_back = self._went_back, False
        goes_on = state == UNCUT or (leaf and self.hands_on)
        ended = None
        if not self.windows or went_back or not goes_on:
            ended = self._next(SeenWindow(number, state))
        window = self.windows[-1]
        window.calls += 1
        window.steps += steps
        end = self._read + steps
        self._calls[number] = _SeenCall(window, self._read, end, state, leaf, before)
        self._read, self.newest, self.heard = end, number, True
        if len(self._calls) > MOST_CALLS:
            del self._calls[next(iter(self._calls))]
        return ended

    def alone(self, number: int, steps: int, state: str) -> SeenWindow | None:
        """The same of a call from a state that is reset or cut off, to which nobody listens: of what
        comes back over it is told by `back` alone, before the next call."""
        if self._passes:
            self.settle()
        self._went_back = False
        ended = self._next(SeenWindow(number, state, steps, 1))
        self._read += steps
        self.newest, self.heard = number, False
        return ended

    def back(self, losses: int) -> None:
        """So many backward passes have gone over the newest call, to which nobody listens."""
        window = self.windows[-1]
        window.losses += losses
        window.reach = window.steps
        self._went_back = True

    def _newest_alone(self) -> _SeenCall | None:
        """The newest call, to which nobody listened, None before the first."""
        if not self.windows:
            return None
        window = self.windows[-1]
        return _SeenCall(window, self._read - window.steps, self._read, window.state, False, None)

    def _next(self, window: SeenWindow) -> SeenWindow | None:
        """A window begins; returned is the one that this ends."""
        ended = self.windows[-1] if self.windows else None
        if len(self.windows) == MOST:
            self._forget(self.windows[0])
        self.windows.append(window)
        self.count += 1
        return ended

    def _forget(self, oldest: SeenWindow) -> None:
        """What still comes back over the oldest window is nobody's."""
        while self._calls and self._calls[first := next(iter(self._calls))].window is oldest:
            del self._calls[first]

    def backward(self, numbers: list[int]) -> None:
        """A backward pass has reached these of the layer's calls, the oldest first."""
        if len(self._passes) == MOST_PASSES:
            self.settle()
        self._passes.append(numbers)

    def step(self, times: int = 1) -> None:
        """The weights have changed, so many times."""
        if self.windows:
            self.windows[-1].updates += times

    def settle(self) -> None:
        """Reckon how far the losses since the last call went back."""
        top: _SeenCall | None = None  # where the last loss began
        tail: _SeenCall | None = None  # how far it has come
        for reached in self._passes:
            for place, chain in enumerate(self._chains(reached)):
                # a pass of its own that begins where the one before has ended, at a leaf
                handed = place == 0 and tail is not None and tail.leaf and chain[0].end == tail.begun
                if top is None or not handed:
                    top = chain[0]
                    top.window.losses += 1
                self.hands_on |= handed
                tail = chain[-1]
                top.window.reach = max(top.window.reach, top.end - tail.begun)
        self._went_back |= bool(self._passes)
        self._passes.clear()

    def _chains(self, reached: list[int]) -> list[list[_SeenCall]]:
        """The calls of one backward pass, from the last, in pieces that no break parts."""
        chains: list[list[_SeenCall]] = []
        for call in (self._calls[number] for number in reversed(reached) if number in self._calls):
            later = chains[-1][-1] if chains else None
            if later is not None and later.state == UNCUT and later.begun == call.end:
                chains[-1].append(call)
            else:
                chains.append([call])
            if call.alone is not None:  # known by the one that goes on from it
                chains[-1].append(call.alone)
        return chains
