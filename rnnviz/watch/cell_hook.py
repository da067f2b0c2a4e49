"""The hook of a cell that is called step by step: `nn.RNNCell`, `nn.LSTMCell`, `nn.GRUCell`."""

from dataclasses import replace
from typing import Any

from rnnviz.text.language import N_
from rnnviz.text.message import Message
from rnnviz.watch.calls import CUT, Call
from rnnviz.watch.hook import Hook, Listener
from rnnviz.watch.layers import Layer
from rnnviz.watch.open_sequence import OpenSequence
from rnnviz.watch.recorder import LoopRecorder
from rnnviz.watch.states import comes_from, number_of, state_of, takes_gradient
from rnnviz.watch.weights_of import MadeWeights

CHECKPOINT = N_(
    "{name} runs once more in the backward pass (checkpointing): of its gradients nothing can be seen."
)


class CellHook(Hook):
    """Puts the calls of a cell together: a sequence goes on while a call starts from the state that the
    one before it returned, or from what was made of it, and ends with its backward pass."""

    def __init__(self, torch: Any, layer: Layer, recorder: LoopRecorder) -> None:
        super().__init__(torch, layer, recorder)
        self.made = MadeWeights(layer.module())
        self.running: Running | None = None
        recorder.endings.append(self.end)

    def see(self, module: Any, given: Any, hx: Any, made: Any) -> None:
        hidden = made[0] if isinstance(made, tuple) else made
        graph = hidden.requires_grad
        if self.recorder.task_id() != -1:
            if graph:
                self.recorder.note(Message(CHECKPOINT, name=self.layer.name))
            return
        running = self.running
        if running is None or not running.continues(hx, graph, self.own):
            running = self._begin(module, given, hx, graph, hidden)
        running.steps += 1
        if graph:
            self.own = {number_of(part.grad_fn) for part in _parts(made) if part.requires_grad}
        running.place = hidden.data_ptr()
        if running.kept is not None:
            running.kept.add(given, hx, made)

    def _begin(self, module: Any, given: Any, hx: Any, graph: bool, hidden: Any) -> "Running":
        self.end()
        if self.update():
            self.recorder.changed(self.layer.name, self.number)
        state = state_of(hx, self.own, self.parameter)
        recorder = self.recorder
        recorder.begin(self.layer.name, graph, module.training)
        batch = given.shape[0] if given.dim() > 1 else 1
        call = Call(
            self.number,
            self.layer.name,
            1,
            batch,
            state,
            module.training,
            graph,
            self.updates,
            state == CUT and takes_gradient(hx, self.parameter),
        )
        self.number += 1
        wanted, due = recorder.keeps(call)
        self.running = running = Running(call)
        if wanted:
            running.kept = OpenSequence(self, call, module, self.made)
            if due:
                recorder.keep(running.kept)
        if graph:
            hidden.register_hook(Listener(recorder, running))
        return running

    def end(self) -> None:
        """The sequence is over, if one has begun: tell of it as one call."""
        running, self.running = self.running, None
        if running is not None:
            kept = None
            if running.kept is not None:
                running.kept.call = running.call
                kept = running.kept.complete() if self.recorder.observers else None
            self.recorder.told(running.call, kept)


class Running:
    """A sequence of a cell's calls that goes on."""

    def __init__(self, first: Call) -> None:
        self.first = first
        self.steps = 0
        self.place = 0  # where the newest state stands in memory
        self.kept: OpenSequence | None = None

    @property
    def call(self) -> Call:
        """All its calls as one."""
        return replace(self.first, steps=self.steps)

    def continues(self, hx: Any, graph: bool, own: set[int]) -> bool:
        """Whether a call goes on from here."""
        state = hx[0] if isinstance(hx, tuple | list) else hx
        if state is None or graph != self.first.graph:
            return False
        if graph:
            return state.grad_fn is not None and comes_from([state.grad_fn], own)
        return state.data_ptr() == self.place


def _parts(made: Any) -> tuple[Any, ...]:
    return made if isinstance(made, tuple) else (made,)
