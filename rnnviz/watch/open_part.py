"""What is kept of a recurrent layer until its backward pass is over: what calls and the steps of a cell
have in common."""

from collections.abc import Callable
from typing import Any

import numpy as np

from rnnviz.analysis.norms import norm
from rnnviz.text.language import N_
from rnnviz.text.message import Message
from rnnviz.watch.calls import Call
from rnnviz.watch.hook import Hook
from rnnviz.watch.sequences import array
from rnnviz.watch.weights_of import UsedWeights

CHANGED = N_(
    "The weights of {name} were changed before the backward pass was over, so a frame shows other "
    "weights than the call used; from now on they are copied beforehand."
)


class OpenPart:
    """A layer's part of a call that is watched, and what the backward pass brings to it."""

    dtype: Any  # of what it is computed in

    def __init__(self, hook: Hook, call: Call, module: Any) -> None:
        self.hook, self.call, self.layer = hook, call, call.layer
        self.task: int | None = None  # the pass that has reached it last
        self.parameters = dict(module.named_parameters())

    def begin_pass(self) -> None:
        """Forget what the pass before has brought: each is a loss of its own."""
        raise NotImplementedError

    def arriving(self, take: Callable[[Any], None]) -> Callable[[Any], None]:
        """A hook that has a derivative taken when it arrives, of whatever pass; nothing that goes wrong
        with that ends the loop."""
        recorder = self.hook.recorder

        def arrives(gradient: Any) -> None:
            if recorder.closed:
                return
            try:
                task = recorder.reached(self)
                if task != self.task:
                    self.task = task
                    self.begin_pass()
                take(gradient)
            except Exception as error:  # whatever it is, the loop goes on
                recorder.failed(self.layer, error)

        return arrives

    def read_weights(self, used: UsedWeights) -> list[Any]:
        """The weights that it used; where they were changed since it is said, and from now on they are
        copied beforehand."""
        if used.changed:
            self.hook.copies = True
            self.hook.recorder.note(Message(CHANGED, name=self.layer))
        return used.arrays(self.dtype)

    def gradient_norms(self) -> dict[str, float]:
        """Name -> the norm of what stands in `.grad`, of the parameters that have one."""
        return {
            name: float(norm(array(one.grad).ravel().astype(np.float64)))
            for name, one in self.parameters.items()
            if one.grad is not None and not one.grad.is_sparse
        }
