"""Reads off one layer's calls what a loop does with its windows, and since when."""

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rnnviz.watch.brief_calls import BriefCall
from rnnviz.watch.calls import CUT, RESET, UNCUT, Call
from rnnviz.watch.layer_truncation import LayerTruncation
from rnnviz.watch.windows import SeenWindow, WindowReader

RECENT = 16  # windows that say whether a loop does something else now
MOST_NAMED = 256  # calls that are kept by their numbers


@dataclass
class Plainness:
    """Whether each backward pass goes over the newest call alone and comes to the layer's weights: then
    to count it there says all. It is asked of some calls in a row that are listened to."""

    trusted: bool = False  # what was found the last time
    came: int = 0  # passes that have come to the weights since the newest call
    _told: int = 0  # passes that have reached calls since the newest one
    _fits: int = 0
    _odd: bool = False

    @property
    def found(self) -> bool:
        """Whether it is so, as far as was seen this time."""
        return self._fits > 0 and not self._odd

    def again(self) -> None:
        """Begin to ask again."""
        self.trusted, self._fits, self._odd = self.found, 0, False

    def call(self) -> None:
        """A call begins."""
        self._odd |= self.came != self._told
        self.came = self._told = 0

    def backward(self, fits: bool) -> None:
        """A pass has reached calls, and those that it should or others."""
        self._told += 1
        self._fits += fits
        self._odd |= not fits


@dataclass
class LayerReader:
    """Reads off one layer's calls what the loop does with it."""

    reader: WindowReader = field(default_factory=WindowReader)
    without_graph: int = 0
    checkpointed: bool = False
    plainness: Plainness = field(default_factory=Plainness)
    _passes: int = 0  # that have come to its weights
    _updates: int = 0
    _kind: tuple[int, str] | None = None  # of most windows: steps, and what they start from
    _since: int = 0
    _tally: Counter[str] = field(default_factory=Counter)  # of the windows since, but the very first
    _at: dict[str, deque[int]] = field(default_factory=dict)  # what they start from -> their calls
    _first: int | None = None  # the first call, and the one that began the second window
    _second: int | None = None

    def call(self, call: Call) -> bool:
        """The layer was called; returned is whether a window begins with it."""
        if not call.graph:
            self.without_graph += 1
            return False
        self.plainness.call()
        self._updates = call.updates
        before, by_hand = self.reader.count, self.reader.hands_on
        ended = self.reader.call(call.number, call.steps, call.state, call.leaf)
        begins = self.reader.count > before
        if self.reader.hands_on and not by_hand:  # what seemed to be windows were steps of one
            self._forget(call.number)
            return True
        self._begin(call.number, call.state, begins, ended)
        return begins

    def brief(self, calls: list[BriefCall], passes: int) -> None:
        """The layer was called, and nobody listened; so many backward passes have come to its weights
        by now, each over the newest call then."""
        reader = self.reader
        for call in calls:
            self._count(call.passes)
            if reader.heard:
                self.plainness.call()
            if call.updates > self._updates:
                reader.step(call.updates - self._updates)
                self._updates = call.updates
            self._begin(
                call.number, call.state, True, reader.alone(call.number, call.steps, call.state)
            )
        self._count(passes)

    def _count(self, passes: int) -> None:
        came, self._passes = passes - self._passes, passes
        if came and self.reader.windows and not self.reader.heard:
            self.reader.back(came)
        else:
            self.plainness.came += came

    def backward(self, calls: list[Call]) -> list[Call]:
        """A backward pass has reached these calls, the oldest first; returns those with a graph."""
        seen = [call for call in calls if call.graph]
        self.checkpointed |= len(seen) < len(calls)
        newest = self.reader.newest
        self.plainness.backward([call.number for call in calls] == [newest] and calls[0].state != UNCUT)
        if seen and self.reader.heard:  # else the pass is known from the weights
            self.reader.backward([call.number for call in seen])
        return seen

    def step(self) -> None:
        """The layer's parameters have changed."""
        self._updates += 1
        self.reader.step()

    def _begin(self, number: int, state: str, begins: bool, ended: SeenWindow | None) -> None:
        """Note how the window began that a call begins, and what the one was like that it ends."""
        if self._first is None:
            self._first = self._since = number
        elif begins:
            self._second = number if self._second is None else self._second
            self._tally[state] += 1
            if state not in self._at:
                self._at[state] = deque(maxlen=MOST_NAMED)
            self._at[state].append(number)
        if ended is not None:
            self._see(ended)

    def _forget(self, number: int) -> None:
        """Begin again with the window that a call has begun."""
        while len(self.reader.windows) > 1:
            self.reader.windows.popleft()
        self.reader.count, self._second, self._kind = 1, number, None
        self._tally.clear()
        self._at.clear()

    def _see(self, ended: SeenWindow) -> None:
        """Whether the loop does something else since some windows."""
        kind = ended.steps, ended.state
        if kind == self._kind:
            return
        recent = list(self.reader.windows)[-RECENT - 1 : -1]
        alike = [window for window in recent if (window.steps, window.state) == kind]
        if 2 * len(alike) <= len(recent):
            return
        known, self._kind = self._kind is not None, kind
        # that a loop's first window starts from zeros does not make the second something else
        if known and self._second is not None and alike[0].first > self._second:
            self._since = alike[0].first
            later = (window for window in self.reader.windows if window.first >= self._since)
            self._tally = Counter(window.state for window in later)

    def seen(self) -> LayerTruncation:
        """What has been seen so far."""
        self.reader.settle()
        windows = [window for window in self.reader.windows if window.first >= self._since]
        unfinished = len(windows) > 1 and not windows[-1].losses
        whole = windows[:-1] if unfinished else windows
        if not whole or self._first is None:
            return LayerTruncation(without_graph=self.without_graph, checkpointed=self.checkpointed)
        steps = [window.steps for window in whole]
        every = _most(steps)
        reaches = [window.reach for window in whole if window.losses]
        carries = self._tally[CUT] + self._tally[UNCUT]
        others = self._tally.total() - carries
        carried = carries > 0 and 2 * carries >= others  # of a sequence of two windows one is carried
        return LayerTruncation(
            every=every,
            varied=2 * steps.count(every) < len(steps),
            shortest=min(steps),
            longest=max(steps),
            reach=_most(reaches),
            farthest=max(reaches, default=0),
            carried=carried,
            cut=not carried or self._tally[CUT] * RECENT > self._tally[UNCUT],
            cut_every=_distance([i for i, window in enumerate(whole) if window.state != UNCUT]) or 1,
            not_cut_at=self._calls(UNCUT),
            reset_at=self._calls(RESET) if carried else (),
            reset_every=_distance([i for i, window in enumerate(whole) if window.state == RESET]),
            carried_at=() if carried else self._calls(CUT, UNCUT),
            windows=self.reader.count - unfinished,
            losses=_rate([window.losses for window in whole]),
            updates=_rate([window.updates for window in windows]),
            since=self._since,
            first=self._first,
            without_graph=self.without_graph,
        )

    def _calls(self, *states: str) -> tuple[int, ...]:
        """The calls that began windows from such states, since the loop does what it does."""
        found = sorted(number for state in states for number in self._at.get(state, ()))
        return tuple(number for number in found if number >= self._since)


def _most(numbers: Sequence[int]) -> int:
    """The most frequent one, the largest of several; 0 of none."""
    counts = Counter(numbers)
    return max(counts, key=lambda number: (counts[number], number), default=0)


def _distance(places: Sequence[int]) -> int:
    """How far most of some places in a row are apart; 0 if there are not two."""
    return _most([after - before for before, after in pairwise(places)])


def _rate(counts: Sequence[int]) -> float:
    """How often something happens in a window, where it does so regularly."""
    places = [place for place, count in enumerate(counts) if count]
    if not places:
        return 0.0
    apart = _distance(places) or places[0] + 1
    return 1.0 / apart if apart > 1 else float(_most([counts[place] for place in places]))
