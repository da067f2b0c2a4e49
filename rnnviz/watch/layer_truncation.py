"""How one layer's windows are cut: a plain value, and its sentence."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rnnviz.text.message import Message

NAMED = 3  # calls that a sentence names one by one


@dataclass(frozen=True)
class LayerTruncation:
    """What a loop does with one layer's states and gradients, since it last did something else."""

    every: int = 0  # k1: the steps of most windows; 0 as long as there is none
    varied: bool = False  # most windows have other lengths
    shortest: int = 0  # of the windows seen last
    longest: int = 0
    reach: int = 0  # k2: over how many steps the losses of most windows go back; 0 before any did
    farthest: int = 0  # of the windows seen last
    carried: bool = False  # whether a window starts from the state that the one before has left
    cut: bool = True  # whether no gradient passes from a window to the one before
    cut_every: int = 1  # in windows, where it is regular
    not_cut_at: tuple[int, ...] = ()  # calls that began a window from a state which a gradient passes
    reset_at: tuple[int, ...] = ()  # calls that reset a state which else is carried
    reset_every: int = 0  # in windows, where it is regular; 0 where it is not
    carried_at: tuple[int, ...] = ()  # calls that carried a state which else is reset
    windows: int = 0  # since the first call
    losses: float = 0.0  # backward passes a window
    updates: float = 0.0  # of the weights, a window; 0 if none was noticed
    since: int = 0  # the call since which all this is so
    first: int = 0  # the first call of all
    without_graph: int = 0  # calls that no loss can go back over, as in evaluation
    checkpointed: bool = False  # only when they run once more, in the backward pass

    @property
    def message(self) -> Message:
        """All this in a sentence, which begins with a small letter and has no full stop."""
        if not self.windows:
            if self.checkpointed:
                return Message("calls run twice (checkpointing), so what is cut is not seen")
            if self.without_graph:
                return Message("no call yet that a loss can go back over")
            return Message("no call yet")
        if self.windows == 1:
            return Message("one window of {steps} so far", steps=self.every)
        whole = Message("{windows}, {state}", windows=self._length(), state=self._state())
        for more in self._more():
            whole = Message("{one}; {other}", one=whole, other=more)
        return whole

    def __str__(self) -> str:
        return str(self.message)

    def _length(self) -> Message:
        if self.varied:
            return Message(
                "windows of {shortest} to {longest}", shortest=self.shortest, longest=self.longest
            )
        return Message("windows of {steps}", steps=self.every)

    def _state(self) -> Message:
        if not self.carried:
            return Message("state reset at every window")
        if not self.cut:
            return Message("state carried, never cut")
        if self.cut_every > 1:
            return Message("state carried, cut every {count} windows", count=self.cut_every)
        return Message("state carried, cut at every window")

    def _more(self) -> Iterator[Message]:
        if self.cut and self.cut_every == 1:
            yield from _at(self.not_cut_at, _not_cut)
        if self.reset_every and len(self.reset_at) > NAMED:
            yield Message("reset every {count} windows", count=self.reset_every)
        else:
            yield from _at(self.reset_at, _was_reset)
        yield from _at(self.carried_at, _was_carried)
        if not self.cut or self.cut_every > 1:
            yield Message("losses reach back up to {steps} steps", steps=self.farthest)
        elif self.reach and self.reach != self.every and not self.varied:
            yield Message("losses reach back {steps} steps", steps=self.reach)
        yield from self._rates()
        if not self.varied and self.shortest != self.longest:
            yield Message(
                "a few have {shortest} to {longest}", shortest=self.shortest, longest=self.longest
            )
        if self.since != self.first:
            yield Message("all this since call {call}", call=self.since)

    def _rates(self) -> Iterator[Message]:
        if self.losses == self.updates and 0.0 < self.losses < 1.0:
            yield Message("a loss and an update every {count} windows", count=round(1 / self.losses))
            return
        if 0.0 < self.losses < 1.0:
            yield Message("a loss every {count} windows", count=round(1 / self.losses))
        elif self.losses > 1.0:
            yield Message("{count} losses a window", count=round(self.losses))
        if 0.0 < self.updates < 1.0:
            yield Message("an update every {count} windows", count=round(1 / self.updates))
        elif self.updates > 1.0:
            yield Message("{count} updates a window", count=round(self.updates))


def _at(calls: Sequence[int], words: Callable[..., Message]) -> Iterator[Message]:
    """At which calls something else was done: their numbers, or how many and the last of them."""
    if calls:
        yield words(list(calls), len(calls))


def _not_cut(calls: list[int], count: int) -> Message:
    if count > NAMED:
        return Message(
            "at {count} calls it was not cut, last at call {last}", count=count, last=calls[-1]
        )
    return Message(
        "at call {calls} it was not cut", "at calls {calls} it was not cut", calls=calls, count=count
    )


def _was_reset(calls: list[int], count: int) -> Message:
    if count > NAMED:
        return Message(
            "at {count} calls it was reset, last at call {last}", count=count, last=calls[-1]
        )
    return Message(
        "at call {calls} it was reset", "at calls {calls} it was reset", calls=calls, count=count
    )


def _was_carried(calls: list[int], count: int) -> Message:
    if count > NAMED:
        return Message(
            "at {count} calls it was carried, last at call {last}", count=count, last=calls[-1]
        )
    return Message(
        "at call {calls} it was carried", "at calls {calls} it was carried", calls=calls, count=count
    )
