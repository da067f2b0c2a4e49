"""What a watched loop does with its windows, over all its recurrent layers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

from rnnviz.text.message import Message, Refusal
from rnnviz.watch.brief_calls import BriefCall
from rnnviz.watch.calls import Call, Kept
from rnnviz.watch.layer_reader import LayerReader
from rnnviz.watch.layer_truncation import LayerTruncation
from rnnviz.watch.left_out import NONE_CARRIED, NONE_WHOLE, LeftOut, left_out
from rnnviz.watch.window_group import WindowGroup, as_they_are

LeavesOut = Callable[[], LeftOut]
MOST_NOTES = 24  # that are looked at together


@dataclass(frozen=True)
class LoopTruncation:
    """What a loop really does: its windows, what it carries and where it cuts; `str` says it.

    The numbers are those of the layer that carries a state, the first where several do; `layers` has
    all by the modules' names.
    """

    layers: Mapping[str, LayerTruncation]
    _left_out: Mapping[str, LeavesOut] = field(default_factory=dict, repr=False)

    @property
    def main(self) -> str:
        """The name of the layer whose numbers stand for the loop's, "" if none was called."""
        called = [name for name, layer in self.layers.items() if layer.windows] or [*self.layers]
        return next((name for name in called if self.layers[name].carried), "".join(called[:1]))

    @property
    def of_main(self) -> LayerTruncation:
        """That layer's numbers."""
        return self.layers.get(self.main, LayerTruncation())

    @property
    def every(self) -> int:
        """k1: the steps of a window; 0 as long as there is none."""
        return self.of_main.every

    @property
    def reach(self) -> int:
        """k2: over how many steps a window's losses go back."""
        return self.of_main.reach

    @property
    def carried(self) -> bool:
        """Whether a window starts from the state that the one before has left."""
        return self.of_main.carried

    @property
    def cut(self) -> bool:
        """Whether no gradient passes from a window to the one before it."""
        return self.of_main.cut

    @property
    def not_cut_at(self) -> tuple[int, ...]:
        """The calls that began a window from a state which a gradient passes."""
        return self.of_main.not_cut_at

    @property
    def losses(self) -> float:
        """Backward passes a window."""
        return self.of_main.losses

    @property
    def updates(self) -> float:
        """Updates of the weights a window; 0 if none was noticed."""
        return self.of_main.updates

    @property
    def since(self) -> int:
        """The call since which all this is so."""
        return self.of_main.since

    @cached_property
    def left_out(self) -> LeftOut | None:
        """What the cut has left out of the gradient over the last few windows, None where it cannot be
        told (`why_not` says why)."""
        found = self._found
        return found if isinstance(found, LeftOut) else None

    @property
    def why_not(self) -> Message | None:
        """Why it cannot be told what the cut has left out, None if it can."""
        found = self._found
        return None if isinstance(found, LeftOut) else found

    @cached_property
    def _found(self) -> LeftOut | Message:
        leaves_out = self._left_out.get(self.main)
        if self.of_main.windows > 1 and not self.carried:
            return Message(NONE_CARRIED)
        if leaves_out is None:
            return Message(NONE_WHOLE)
        try:
            return leaves_out()
        except Refusal as refusal:
            return refusal.message

    @property
    def message(self) -> Message:
        """What the loop does, in a sentence; one for each layer where they differ."""
        said = {name: layer.message for name, layer in self.layers.items() if layer.windows}
        if len({str(message) for message in said.values()}) <= 1:
            return self.of_main.message
        return Message.join(
            *(Message("{layer}: {sentence}.", layer=name, sentence=one) for name, one in said.items())
        )

    def __str__(self) -> str:
        return str(self.message)


@dataclass(eq=False)
class TruncationReader:
    """An `Observer` that reads off a loop's calls what it does with its windows.

    While windows are kept it looks at once at what happens. Else it only notes it, and looks at many
    notes together: between two steps of a loop every line of ours finds the processor's caches full
    of something else.
    """

    _layers: dict[str, LayerReader] = field(default_factory=dict)
    _groups: dict[str, WindowGroup] = field(default_factory=dict)
    _at_once: bool = True
    _notes: list[tuple[Callable[..., None], tuple[Any, ...]]] = field(default_factory=list)

    def wants(self, call: Call) -> bool:
        """Whether this call is one of the few windows that are kept in a row."""
        if not self._at_once or not call.graph:
            return False
        return self._groups.setdefault(call.layer, WindowGroup()).collecting

    def spares(self, layer: str) -> int:
        """How many of the layer's next calls need not be listened to, and may be told of later."""
        group, reader = self._groups.get(layer), self._layers.get(layer)
        if group is None or reader is None or group.busy or not reader.plainness.found:
            return 0
        return group.rests(reader.reader.newest)

    def on_brief(self, layer: str, calls: list[BriefCall], passes: int) -> None:
        """Calls that were not listened to, and the backward passes that have come to the weights."""
        self._look()
        self._layers.setdefault(layer, LayerReader()).brief(calls, passes)

    def on_call(self, call: Call, kept: Kept | None) -> None:
        """A layer was called."""
        if self._at_once:
            self._call(call, kept)
        else:
            self._note(self._call, call, None)

    def on_backward(self, reached: tuple[Call, ...]) -> None:
        """One backward pass is over; it reached these calls."""
        if self._at_once:
            self._backward(reached)
        else:
            self._note(self._backward, reached)

    def on_step(self, layer: str, number: int) -> None:
        """The layer's parameters have changed."""
        if self._at_once:
            self._step(layer)
        else:
            self._note(self._step, layer)

    def _note(self, what: Callable[..., None], *given: Any) -> None:
        self._notes.append((what, given))
        if len(self._notes) >= MOST_NOTES:
            self._look()

    def _look(self) -> None:
        notes, self._notes = self._notes, []
        for what, given in notes:
            what(*given)

    def _call(self, call: Call, kept: Kept | None) -> None:
        reader = self._layers.setdefault(call.layer, LayerReader())
        begins = reader.call(call)
        if call.graph:
            group = self._groups.setdefault(call.layer, WindowGroup())
            if group.call(call, kept, begins, reader.plainness.trusted):
                reader.plainness.again()
        self._at_once = not self._groups or any(group.busy for group in self._groups.values())

    def _backward(self, reached: tuple[Call, ...]) -> None:
        by_layer: dict[str, list[Call]] = {}
        for call in reached:
            by_layer.setdefault(call.layer, []).append(call)
        for name, calls in by_layer.items():
            if seen := self._layers[name].backward(calls):
                self._groups[name].backward(seen)

    def _step(self, layer: str) -> None:
        if layer in self._layers:
            self._layers[layer].step()

    def seen(self) -> LoopTruncation:
        """What has been seen so far."""
        self._look()
        layers = {name: reader.seen() for name, reader in self._layers.items()}
        known: dict[str, LeavesOut] = {}
        for name, group in self._groups.items():
            if apart := group.advance():  # the windows overlap: only so many steps of one are new
                layers[name] = replace(layers[name], every=apart, varied=False)
            if windows := group.windows():
                by_hand = self._layers[name].reader.hands_on
                reach = layers[name].reach if by_hand else None
                known[name] = partial(left_out, as_they_are(windows), reach)
        return LoopTruncation(layers, known)
