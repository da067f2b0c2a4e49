"""A few windows in a row of one layer, kept once in a while, to tell what the cut leaves out."""

import weakref
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.watch.calls import CUT, RESET, UNCUT, Call, Kept

WINDOWS = 3  # kept in a row, more only if a gradient passes from one to the next
MOST_WINDOWS = 16
RARELY = 50  # times as many calls are not kept as are, once the loop has gone on for a while
MOST_STEPS = 4000  # of a group
PATIENT = 32  # calls after the last one kept, in which a loss may still come back over it
MOST_TRIES = 64  # calls that are asked for and cannot be kept


@dataclass(eq=False)
class KeptCall:
    """A kept call and all that its own losses have sent it; weights only of the newest one."""

    kept: Kept
    by_output: Array | None = None  # (T, directions * H), summed over the backward passes
    by_hidden: Array | None = None  # (L, H): by the last states, from what is not the next call
    by_memory: Array | None = None
    reached: bool = False
    # where derivatives arrive: held until the first have, then as long as the graph is there
    live: Callable[[], Kept | None] = lambda: None

    @property
    def steps(self) -> int:
        """T, of the watched sequence."""
        return len(self.kept.inputs)


@dataclass(eq=False)
class WindowGroup:
    """Keeps `WINDOWS` windows in a row, then none for `RARELY` times as many calls."""

    collecting: bool = True
    _windows: list[list[KeptCall]] = field(default_factory=list)
    _done: list[list[KeptCall]] = field(default_factory=list)
    _calls: dict[int, KeptCall] = field(default_factory=dict)
    _next: int = 0
    _patient: int = PATIENT
    _steps: int = 0
    _tries: int = 0
    _waits: int = 0

    @property
    def busy(self) -> bool:
        """Whether what happens next may concern a window that is kept."""
        return self.collecting or self._waits > 0

    def rests(self, newest: int) -> int:
        """How many calls come after the newest one before windows are kept again."""
        return max(0, self._next - newest - 1)

    def call(self, call: Call, kept: Kept | None, begins: bool, plain: bool = False) -> bool:
        """A call that begins a window, or goes on with it; of a loop that is `plain` no loss is waited
        for. Returned is whether windows are kept from the next call on, and were not before."""
        collected = self.collecting
        self._patient = 1 if plain else PATIENT
        self._waits -= self._waits > 0
        if begins and self.collecting and self._enough():
            self._stop(call.number)
        if begins and not self.collecting and call.number >= self._next:
            self.collecting = True  # from the next call on
        elif self.collecting and (kept is None or not len(kept.inputs)):
            self._tries += 1
            if self._tries == MOST_TRIES:  # there is no such sequence, say
                self._stop(call.number)
        elif self.collecting and kept is not None:
            if begins:
                self._windows.append([])
            if self._windows:  # else the window began before any was kept
                own = KeptCall(replace(kept, weights=[]), live=partial(_itself, kept))
                self._windows[-1].append(own)
                self._calls[call.number] = own
                self._steps += len(kept.inputs)
            if len(self._windows) > 2:
                self._done = []
            if self._steps > MOST_STEPS:
                self._stop(call.number)
        return self.collecting and not collected

    def _enough(self) -> bool:
        """Whether the windows show what the loop does: three, with two cuts where there are any."""
        states = [window[0].kept.call.state for window in self._windows]
        if UNCUT in states[1:] and states.count(CUT) < WINDOWS - 1:
            return len(states) >= MOST_WINDOWS
        return len(states) >= WINDOWS

    def _stop(self, number: int) -> None:
        """These are enough; the ones before are given up for them."""
        self._next = number + min(RARELY * max(len(self._calls), self._tries), number)
        carried = any(window[0].kept.call.state != RESET for window in self._windows[1:])
        self._done, self._windows = self._windows if carried else [], []
        self._calls = {kept.kept.call.number: kept for window in self._done for kept in window}
        self.collecting, self._steps, self._tries, self._waits = False, 0, 0, self._patient

    def backward(self, reached: list[Call]) -> None:
        """A backward pass has reached these calls of the layer, the oldest first."""
        later: Call | None = None
        for call in reversed(reached):
            own = self._calls.get(call.number)
            if own is not None and (live := own.live()) is not None:
                own.reached, own.live = True, weakref.ref(live)
                own.by_output = _sum(own.by_output, live.by_output)
                own.kept.masks, own.kept.weights = live.masks, live.weights
                # what comes to the last states over the next call is not the call's own
                if later is None or later.number != call.number + 1 or later.state != UNCUT:
                    own.by_hidden = _sum(own.by_hidden, live.by_hidden)
                    own.by_memory = _sum(own.by_memory, live.by_memory)
            later = call
        for group in (self._windows, self._done):
            for own in [own for window in group for own in window if own.kept.weights][:-1]:
                own.kept.weights = []

    def advance(self) -> int:
        """How many steps lie between the beginnings of windows that overlap; 0 if they do not."""
        calls = [window[0] for window in self.windows() if len(window) == 1]
        found = {advance(call, after) for call, after in pairwise(calls)}
        apart = found.pop() if len(found) == 1 else None
        return apart if apart is not None and apart < calls[0].steps else 0

    def windows(self) -> list[list[KeptCall]]:
        """The newest windows in a row over which a loss has gone back."""
        for group in (self._windows, self._done):
            there = [list(window) for window in group if any(kept.reached for kept in window)]
            if len(there) > 1:
                return there
        return []


def as_they_are(windows: list[list[KeptCall]]) -> list[list[KeptCall]]:
    """The same windows as they are now, whatever the loop does next."""
    return [[replace(own, kept=replace(own.kept)) for own in window] for window in windows]


def _itself(kept: Kept) -> Kept:
    return kept


def _sum(one: Array | None, other: Array | None) -> Array | None:
    if one is None or other is None:
        return other if one is None else one
    return np.asarray(one + other)


def advance(call: KeptCall, after: KeptCall) -> int | None:
    """How many steps of a call lie before the next one: all, or less where that one begins earlier;
    None if it goes on nowhere."""
    size, steps = call.kept.hidden.shape[-1], call.steps
    same = np.flatnonzero((call.kept.output[:, :size] == after.kept.hidden[-1]).all(axis=1))
    if len(same):
        return int(same[-1]) + 1
    # where the state was computed anew, the overlap shows in what is read
    return next((step for step in range(1, steps) if _overlap(call, after, step)), None)


def _overlap(call: KeptCall, after: KeptCall, step: int) -> bool:
    """Whether a call's steps from one on are the first that the next one reads."""
    shared = call.kept.inputs[step:]
    return len(shared) > 1 and np.array_equal(shared, after.kept.inputs[: len(shared)])
