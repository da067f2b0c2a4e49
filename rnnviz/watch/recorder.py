"""When a frame of a watched loop is due, what belongs to it, and who is told what happened.

A step is all calls up to the end of the backward pass that reaches them. Every so many steps all calls
of one are kept. When its backward pass is over, and before an optimizer can move the weights, they are
recomputed and become a frame. A second backward pass over the same calls (`retain_graph`) is another
loss, and so another frame; one that reaches only what the first has not joins it.
"""

import logging
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Protocol

from rnnviz.text.language import N_
from rnnviz.text.message import Message
from rnnviz.watch.brief_calls import BriefCalls
from rnnviz.watch.calls import Call, Kept, Observer
from rnnviz.watch.kept_frames import FramePace, WatchedFrames
from rnnviz.watch.layer_frame import LayerFrame, WatchedFrame

MOST_CALLS = 4  # of one layer in one step that are kept
PATIENCE = 1000  # calls after which no backward pass is waited for
LOGGER = logging.getLogger("rnnviz.watch")
BROKEN = N_("{name} cannot be watched here ({error}); its training goes on untouched.")


class OpenCall(Protocol):
    """A kept call whose backward pass may still come."""

    call: Call
    layer: str
    task: int | None  # the backward pass that reached it last

    def complete(self) -> Kept | None:
        """All that is known of it now that the pass is over; None if that is nothing."""

    def frame(self, name: str, reached: bool) -> LayerFrame | None:
        """It as a part of a frame; `reached` by the pass that is over, or not."""


class LoopRecorder:
    """What the hooks of all layers of one watched module share."""

    def __init__(self, torch: Any, every: int, sequence: int, most_bytes: int) -> None:
        self.every, self.sequence = every, sequence
        self.frames = WatchedFrames(most_bytes)
        self.notes: list[Message] = []
        self.observers: list[Observer] = []
        self.listeners: list[Callable[[WatchedFrame], None]] = []  # who hears of every frame
        self.closed = False
        self.task_id: Callable[[], int] = torch._C._current_graph_task_id
        self.engine = torch.autograd.Variable._execution_engine
        self.pace = FramePace()
        self.begun = time.monotonic()
        self.step = -1
        self.calls = 0  # in this step
        self.over = True  # the step's backward pass is
        self.armed = False
        self.due = 0  # the step of which a frame is wanted
        self.count = 0  # of the frames
        self.updates = 0
        self.open: list[OpenCall] = []
        self.framed: WatchedFrame | None = None  # what has been made of this step
        self.gradless: set[str] = set()  # layers that it has called, if none of them keeps a graph
        self.passes: dict[int, list[Any]] = {}  # of those under way what was reached, with its `call`
        # what cells tell of their sequences when a backward pass is over
        self.endings: list[Callable[[], None]] = []
        self.briefs: dict[str, BriefCalls] = {}  # by the layers' names

    def begin(self, layer: str, graph: bool, training: bool) -> None:
        """A layer is called. A new step begins after a backward pass, and where there is none to come
        when a layer is called again."""
        self.passes.clear()  # of one that an error has ended
        self.calls += 1
        if self.calls == PATIENCE:
            self.finish()
        again = not graph and not training and layer in self.gradless
        if self.over or again:
            if not self.over:
                self.finish()
            self._next_step()
        if graph:
            self.gradless.clear()
        elif not (self.open and any(one.call.graph for one in self.open)):
            self.gradless.add(layer)

    def _next_step(self) -> None:
        self.over, self.framed = False, None
        self.step += 1
        self.calls = 0
        self.open.clear()
        self.gradless.clear()
        self.armed = self.step >= self.due and self.pace.allows(time.monotonic())
        if self.armed:
            self.due = self.step - self.step % self.every + self.every

    @property
    def may_arm(self) -> bool:
        """Whether the next call may be kept for a frame."""
        return self.armed or (self.over and self.step + 1 >= self.due)

    def keeps(self, call: Call) -> tuple[bool, bool]:
        """Whether a call is kept, and whether it is for a frame."""
        wanted = bool(self.observers) and any(one.wants(call) for one in self.observers)
        if not self.armed:
            return wanted, False
        same = [one for one in self.open if one.layer == call.layer]
        if call.graph:
            same = [one for one in same if one.call.graph]
        elif any(one.call.graph for one in same):
            return wanted, False
        else:
            same = []
        due = len(same) < MOST_CALLS
        return wanted or due, due

    def keep(self, one: OpenCall) -> None:
        """A call is kept for the frame; of those that no backward pass will reach the newest stays."""
        self.open = [
            old for old in self.open if old.layer != one.layer or (one.call.graph and old.call.graph)
        ]
        self.open.append(one)

    def told(self, call: Call, kept: Kept | None) -> None:
        """Tell of a call."""
        self._tell("on_call", call.layer, call, kept)

    def changed(self, layer: str, number: int) -> None:
        """Tell of a change of a layer's parameters."""
        self._tell("on_step", layer, layer, number)

    def brief(self, layer: str) -> BriefCalls:
        """Where a layer notes the calls that nobody listens to."""
        brief = self.briefs[layer] = BriefCalls(partial(self._tell, "on_brief", layer, layer))
        return brief

    def spare(self, layer: str) -> None:
        """Ask how many calls of a layer may now be brief."""
        self.briefs[layer].left = min((one.spares(layer) for one in self.observers), default=0)

    def tell_brief(self) -> None:
        """Tell of all calls that nobody has listened to."""
        for brief in self.briefs.values():
            brief.tell()

    def _tell(self, what: str, name: str | Message, *values: Any) -> None:
        for one in self.observers:
            try:
                getattr(one, what)(*values)
            except Exception as error:  # whatever it is, the loop and the frames go on
                self.failed(name, error)

    def reached(self, source: Any) -> int:
        """A derivative arrives at what has a `call`; returned is the number of the backward pass."""
        task = self.task_id()
        self._under_way(task).append(source)
        return task

    def came_to_weights(self) -> None:
        """A derivative arrives at the weights of a layer, by whatever way, while a frame may wait for
        it."""
        self._under_way(self.task_id())

    def _under_way(self, task: int) -> list[Any]:
        """What a backward pass has reached so far; its end is awaited."""
        sources = self.passes.get(task)
        if sources is None:
            sources = self.passes[task] = []
            self.engine.queue_callback(partial(self._end_of_pass, task))
        return sources

    def _end_of_pass(self, task: int) -> None:
        sources = self.passes.pop(task, None)
        if sources is None or self.closed:
            return
        try:
            for ending in self.endings:
                ending()
            self._pass_over(task)
            if not self.observers or not sources:
                return
            self.tell_brief()
            calls = {(one.call.number, one.call.layer): one.call for one in sources}
            for one in sources:
                if hasattr(one, "complete"):
                    one.complete()
            oldest_first = tuple(calls[key] for key in sorted(calls))
            self._tell("on_backward", Message("A backward pass"), oldest_first)
            for layer in {call.layer for call in oldest_first if call.layer in self.briefs}:
                self.spare(layer)
        except Exception as error:  # whatever it is, the loop goes on
            self.failed(Message("A backward pass"), error)

    def _pass_over(self, task: int) -> None:
        self.over = True
        if not self.open:
            if self.armed and self.framed is None:
                self.due = min(self.due, self.step + 1)
            return
        reached = [one for one in self.open if one.task == task]
        if reached:
            self._add(self.open, {id(one) for one in reached})
        elif self.armed and self.framed is None:
            # it went another way: this step shows nothing, the next one may
            self.open.clear()
            self.due = min(self.due, self.step + 1)

    def look(self) -> None:
        """Somebody wants to see the frames: what is kept of a step under way is one, too."""
        if not self.closed and self.task_id() == -1:
            self.finish()
            self.tell_brief()

    def finish(self) -> None:
        """Make a frame of calls that no backward pass has reached; if one comes, it joins."""
        if self.open and self.framed is None:
            self._add(self.open, set())

    def _add(self, calls: Iterable[OpenCall], reached: set[int]) -> None:
        layers: dict[str, LayerFrame] = {}
        first = None
        for one in calls:
            first = first or one
            name, count = one.layer, 1
            while name in layers:
                count += 1
                name = f"{one.layer}#{count}"
            layer = one.frame(name, id(one) in reached)
            if layer is not None:
                layers[name] = layer
        if first is None or not layers:
            return
        now, old = time.monotonic(), self.framed
        number, seconds = self.count, now - self.begun
        if old is not None and self._joins(old, layers):
            number, seconds = old.number, old.seconds
            layers = {
                name: old.layers[name] if layer.gradient is None and name in old.layers else layer
                for name, layer in layers.items()
            }
        else:
            self.pace.take(now)
            self.count += 1
        training = first.call.training
        self.framed = WatchedFrame(number, self.step, self.updates, seconds, training, layers)
        self.frames.add(self.framed)
        self.tell_brief()
        for listen in self.listeners:
            listen(self.framed)

    @staticmethod
    def _joins(old: WatchedFrame, layers: dict[str, LayerFrame]) -> bool:
        return not any(
            layer.gradient is not None and name in old.layers and old.layers[name].gradient is not None
            for name, layer in layers.items()
        )

    def note(self, message: Message) -> None:
        """Say something once."""
        if message not in self.notes:
            self.notes.append(message)
            LOGGER.warning("%s", message)

    def failed(self, name: str | Message, error: Exception) -> None:
        """Say that something went wrong; the loop hears nothing of it."""
        self.note(Message(BROKEN, name=name, error=f"{type(error).__name__}: {error}"))
