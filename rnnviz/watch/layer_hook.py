"""The hook of a layer that reads whole sequences: `nn.RNN`, `nn.LSTM`, `nn.GRU`."""

from typing import Any

from rnnviz.text.language import N_
from rnnviz.text.message import Message, Refusal
from rnnviz.watch import sequences
from rnnviz.watch.brief_calls import WeightsListener
from rnnviz.watch.calls import CUT, RESET, UNCUT, Call
from rnnviz.watch.dropout import Draws
from rnnviz.watch.hook import Hook, Listener, SeenCall
from rnnviz.watch.layers import Layer
from rnnviz.watch.open_call import OpenLayerCall
from rnnviz.watch.recorder import LoopRecorder
from rnnviz.watch.states import is_cut, number_of, state_of, takes_gradient

LONG = 16  # calls without a state after which none is expected
CHECKPOINT = N_(
    "{name} runs without a graph and once more in the backward pass (checkpointing): whether a "
    "gradient passes its state is not seen."
)


class LayerHook(Hook):
    """Sees every call, keeps some, and listens at their outputs for what the backward pass brings."""

    def __init__(self, torch: Any, layer: Layer, recorder: LoopRecorder) -> None:
        super().__init__(torch, layer, recorder)
        self.draws: Draws | None = None
        self.without = 0  # calls in a row that were given no state
        self.newest = -1  # the number of the node that made the newest output, if it was noted in brief
        self.reruns = False  # whether it is called within a backward pass, by checkpointing
        self.eagerly = torch.compiler.disable(self.look)
        self.brief = recorder.brief(layer.name)

    def count_passes(self) -> list[Any]:
        """Count the backward passes at the layer's weights, where they are trained; returned are the
        handles."""
        weights = self.probe.parameter
        if weights is None or not weights.requires_grad:
            return []
        return [weights.register_hook(WeightsListener(self.brief, self.recorder))]

    def compiled(self, *call: Any) -> None:
        """torch.compile runs these layers by themselves, between its graphs, unless told not to."""
        if not getattr(self.torch._dynamo.config, "allow_rnn", False):
            self.eagerly(*call)
        else:
            self.hidden()

    def __call__(self, module: Any, args: tuple[Any, ...], kwargs: dict[str, Any], made: Any) -> None:
        # Nearly all calls of a loop end here. Between two of them all our lines and objects have left
        # the processor's caches, so that few of them are touched.
        recorder, brief = self.recorder, self.brief
        if brief.left > 0 and not (recorder.armed or self.compiling()):
            begins = recorder.over
            if not recorder.gradless and (not begins or recorder.step + 1 < recorder.due):
                try:
                    noted = self._note(args, kwargs, made)
                except Exception:  # whatever it is, it is found again where it is said
                    noted = False
                if noted:
                    if begins:
                        recorder.over = False
                        recorder.step += 1
                    return
        super().__call__(module, args, kwargs, made)

    def _note(self, args: tuple[Any, ...], kwargs: dict[str, Any], made: Any) -> bool:
        """Note a call in brief, if it is as most are: trained, of tensors, and from no state or from
        one on the processor that is cut off and no zero."""
        probe, output = self.probe, made[0]
        parameter: Any = probe.parameter
        version = parameter._version
        if isinstance(output, tuple) or version == probe.version or not output.requires_grad:
            return False
        hx = args[1] if len(args) > 1 else kwargs.get("hx")
        if hx is None:
            state = RESET
            self.without += 1
        elif is_cut(hx, self.parameter):
            state = CUT
            self.without = 0
            self.newest = number_of(output.grad_fn)
        else:
            return False
        probe.version, probe.numbers = version, None
        self.updates += 1
        self.recorder.updates += 1
        steps = output.size(1 if self.layer.batch_first and output.dim() > 2 else 0)
        self.brief.add(self.number, steps, state, self.updates)
        self.number += 1
        return True

    def see(self, module: Any, given: Any, hx: Any, made: Any) -> None:
        output, last = made
        data = output.data if isinstance(output, self.packed) else output
        graph = data.requires_grad
        if self.recorder.task_id() != -1:
            self.reruns, self.brief.left = True, 0
            if graph:
                self._again(given, data, last)
            return
        recorder, layer, brief = self.recorder, self.layer, self.brief
        changed = self.update()
        state = self._state(hx)
        leaf = state == CUT and takes_gradient(hx, self.parameter)
        recorder.begin(layer.name, graph, module.training)
        steps, batch = sequences.size_of(given, layer.batch_first)
        number, self.number = self.number, self.number + 1
        if brief.left > 0 and graph and not (recorder.armed or leaf or state == UNCUT):
            brief.add(number, steps, state, self.updates)
            self._know(data, last)
            self.draws = None
            return
        brief.tell()
        if changed:
            recorder.changed(layer.name, number)
        call = Call(number, layer.name, steps, batch, state, module.training, graph, self.updates, leaf)
        wanted, due = recorder.keeps(call)
        one = self._keep(call, module, given, hx, data) if wanted else None
        if one is not None and due:
            recorder.keep(one)
        recorder.told(call, None if one is None else one.kept)
        if not self.reruns:
            recorder.spare(layer.name)
        self._know(data, last)
        self._listen(call, one, data, last)
        self.draws = None

    def _state(self, hx: Any) -> str:
        """Where the call's state came from; where none was given for long, its graph is not looked at
        beforehand, and one that has a graph all at once is taken for not cut."""
        if hx is None:
            self.without += 1
            return RESET
        known, self.without = self.without < LONG, 0
        return state_of(hx, self.own if known else None, self.parameter, self.newest)

    def _keep(self, call: Call, module: Any, given: Any, hx: Any, data: Any) -> OpenLayerCall | None:
        try:
            return OpenLayerCall(self, call, module, given, hx, data, self.draws)
        except Refusal as refusal:
            self.recorder.note(refusal.message)
            return None

    def _know(self, data: Any, last: Any) -> None:
        """Know the call's nodes of the graph again, should a state come from them."""
        if self.without < LONG:
            self.newest = -1
            tensors = (data, *last) if isinstance(last, tuple) else (data, last)
            nodes = [tensor.grad_fn for tensor in tensors if tensor.requires_grad]
            if nodes:  # an evaluation between two windows takes nothing from them
                self.own = {number_of(node) for node in nodes}

    def _listen(self, call: Call, one: OpenLayerCall | None, data: Any, last: Any) -> None:
        """Be told of what arrives at a call's output and at the states that it left."""
        states = last if isinstance(last, tuple) else (last,)
        if one is not None:
            names = ("by_output", "by_hidden", "by_memory")
            for name, tensor in zip(names, (data, *states), strict=False):
                if tensor.requires_grad:
                    tensor.register_hook(one.arrival(name))
            return
        listener = Listener(self.recorder, SeenCall(call))
        for tensor in (data, states[0]):
            if tensor.requires_grad:
                tensor.register_hook(listener)

    def _again(self, given: Any, data: Any, last: Any) -> None:
        """A call within a backward pass: a checkpoint that runs once more what has kept no graph."""
        for one in self.recorder.open:
            if one.layer == self.layer.name and not one.call.graph and isinstance(one, OpenLayerCall):
                self.recorder.note(Message(CHECKPOINT, name=self.layer.name))
                if one.read_the_same(given):
                    self._know(data, last)
                    self._listen(one.call, one, data, last)


class DropoutHook:
    """Before a call: note what its dropout will be drawn from."""

    def __init__(self, hook: LayerHook) -> None:
        self.hook = hook
        self.eagerly = hook.torch.compiler.disable(self.look)

    def __reduce__(self) -> Any:
        return self.hook.__reduce__()

    def __call__(self, module: Any, _args: Any) -> None:
        hook = self.hook
        if hook.compiling():
            self.eagerly(module)
        else:
            self.look(module)

    def look(self, module: Any) -> None:
        """Note it, unless there will be none, or the call will not be kept."""
        recorder = self.hook.recorder
        rests = self.hook.brief.left > 0 and not recorder.may_arm
        if module.training and not recorder.closed and not rests:
            self.hook.draws = Draws(self.hook.torch)
