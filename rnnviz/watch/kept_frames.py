"""The frames that are kept: not too many a second, and not too many bytes."""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import overload

from rnnviz.watch.layer_frame import WatchedFrame

A_SECOND = 10  # frames at most


class FramePace:
    """Grants at most so many frames within any second."""

    def __init__(self, a_second: int = A_SECOND) -> None:
        self.last: deque[float] = deque(maxlen=a_second)

    def allows(self, now: float) -> bool:
        """Whether one may be taken now, in seconds of a steady clock."""
        return len(self.last) < (self.last.maxlen or 0) or now - self.last[0] >= 1.0

    def take(self, now: float) -> None:
        """One is taken."""
        self.last.append(now)


class WatchedFrames(Sequence[WatchedFrame]):
    """The frames of a watched loop, the oldest first. Where they would take more bytes than they may,
    those stay whose number a stride divides, and the newest; the stride doubles as often as it must."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.stride = 1
        self.frames: list[WatchedFrame] = []
        self.nbytes = 0

    def add(self, frame: WatchedFrame) -> None:
        """A newer one; of the number of the newest, if it says more of the same step."""
        newest = self.frames[-1] if self.frames else None
        if newest is not None and (newest.number == frame.number or newest.number % self.stride):
            self.frames.pop()
            self.nbytes -= newest.nbytes
        self.frames.append(frame)
        self.nbytes += frame.nbytes
        while self.nbytes > self.most and len(self.frames) > 1:
            self.stride *= 2
            older = [one for one in self.frames[:-1] if one.number % self.stride == 0]
            if self.stride > frame.number:
                older = []
            self.frames = [*older, frame]
            self.nbytes = sum(one.nbytes for one in self.frames)

    def __len__(self) -> int:
        return len(self.frames)

    @overload
    def __getitem__(self, place: int) -> WatchedFrame: ...
    @overload
    def __getitem__(self, place: slice) -> list[WatchedFrame]: ...
    def __getitem__(self, place: int | slice) -> WatchedFrame | list[WatchedFrame]:
        return self.frames[place]

    def __iter__(self) -> Iterator[WatchedFrame]:
        return iter(list(self.frames))

    def __repr__(self) -> str:
        return f"<{len(self)} frames>"
