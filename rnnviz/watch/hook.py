"""What the hooks on all kinds of recurrent layers share."""

import contextlib
from typing import Any, Protocol

from rnnviz.text.language import N_
from rnnviz.text.message import Message
from rnnviz.watch.calls import Call
from rnnviz.watch.layers import Layer
from rnnviz.watch.recorder import LoopRecorder
from rnnviz.watch.weights_of import Probe

COMPILED = N_("{name} is a part of what torch.compile has made of the loop: nothing of it can be seen.")
COPIED = N_("{name} is run by copies of itself on several devices, which rnnviz does not see.")


class Hook:
    """What the hooks of layers and cells share. A copy of it, be it deep or pickled, does nothing: it
    needs not even rnnviz to be there."""

    def __init__(self, torch: Any, layer: Layer, recorder: LoopRecorder) -> None:
        self.torch, self.layer, self.recorder = torch, layer, recorder
        self.packed = torch.nn.utils.rnn.PackedSequence
        self.compiling = torch.compiler.is_compiling
        self.parameter = torch.nn.Parameter
        self.number = 0  # of the next call
        self.updates = 0
        self.own: set[int] = set()  # the nodes of the graph that made the newest output
        self.probe = Probe(layer.module())
        self.copies = False  # the weights, because the loop changes them early
        # runs while torch.compile traces a call, and is nothing to what it makes of it
        self.hidden = torch.compiler.assume_constant_result(lambda: self._note_compiled())

    def __reduce__(self) -> Any:
        return getattr, (contextlib.nullcontext(), "__exit__")

    def __call__(self, module: Any, args: tuple[Any, ...], kwargs: dict[str, Any], made: Any) -> None:
        if self.compiling():
            self.compiled(module, args, kwargs, made)
        else:
            self.look(module, args, kwargs, made)

    def look(self, module: Any, args: tuple[Any, ...], kwargs: dict[str, Any], made: Any) -> None:
        """Look at a call; whatever goes wrong stays here."""
        if self.recorder.closed:
            return
        try:
            if module is self.layer.module():
                given = args[0] if args else kwargs["input"]
                self.see(module, given, args[1] if len(args) > 1 else kwargs.get("hx"), made)
            else:
                self.recorder.note(Message(COPIED, name=self.layer.name))
        except Exception as error:  # whatever it is, the loop goes on
            self.recorder.failed(self.layer.name, error)

    def compiled(self, *_call: Any) -> None:
        """A call that torch.compile is about to make a part of its graph: all that can be done is to
        say so."""
        self.hidden()

    def _note_compiled(self) -> None:
        self.recorder.note(Message(COMPILED, name=self.layer.name))

    def see(self, module: Any, given: Any, hx: Any, made: Any) -> None:
        """A call on `given` and a state, and what it returned."""
        raise NotImplementedError

    def computed_in(self, output: Any) -> Any:
        """The number type that a call was computed in: that of mixed precision, where that is on."""
        kind = output.device.type
        if output.is_floating_point() and self.torch.is_autocast_enabled(kind):
            mixed = self.torch.get_autocast_dtype(kind)
            if output.dtype.itemsize > mixed.itemsize and output.dtype != self.torch.float64:
                return mixed
        return output.dtype

    def update(self) -> bool:
        """Look whether the parameters have changed."""
        changed = self.probe.changed()
        if changed:
            self.updates += 1
            self.recorder.updates += 1
        return changed


class Reached(Protocol):
    """What a derivative may arrive at."""

    @property
    def call(self) -> Call:
        """The call that it belongs to."""


class Listener:
    """The hook of a tensor that only hears that something arrives."""

    __slots__ = ("recorder", "source")

    def __init__(self, recorder: LoopRecorder, source: Reached) -> None:
        self.recorder, self.source = recorder, source

    def __call__(self, _gradient: Any) -> None:
        if not self.recorder.closed:
            self.recorder.reached(self.source)


class SeenCall:
    """A call that is not kept."""

    __slots__ = ("call",)

    def __init__(self, call: Call) -> None:
        self.call = call
