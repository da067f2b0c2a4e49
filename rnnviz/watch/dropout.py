"""What the dropout between a layer's layers multiplied by, drawn once more.

On the processor `nn.LSTM` and its kin draw one mask for each layer but the last, for all steps and
sequences at once, from PyTorch's own generator. A generator of our own, in the state in which that one
was, draws the same; the loop's is not touched. Where the layer draws otherwise, the recomputed output
differs from its own, and the frame says so.
"""

from typing import Any

from rnnviz.nn.cells.base import Array
from rnnviz.watch.sequences import Places


class Draws:
    """What a call will draw its masks from, noted before it."""

    def __init__(self, torch: Any) -> None:
        self.torch = torch
        self.state = torch.get_rng_state()

    def masks(
        self, count: int, rate: float, shape: tuple[int, ...], dtype: Any, places: Places
    ) -> list[Array]:
        """The watched sequence's masks `(T, directions * H)`; `shape` and `dtype` are those of the
        whole batch's output, as what the masks multiplied."""
        generator = self.torch.Generator()
        generator.set_state(self.state)
        # PyTorch computes time first, and one sequence as a batch of one
        whole = list(shape)
        if places.rows is None and places.batch is None:
            whole.insert(1, 1)
        elif places.rows is None and places.batch_first:
            whole[:2] = whole[1::-1]
        places = places._replace(batch_first=False)
        found = []
        for _ in range(count):
            mask = self.torch.empty(whole, dtype=dtype)
            mask.bernoulli_(1.0 - rate, generator=generator).div_(1.0 - rate)
            found.append(places.steps_of(mask if places.batch is not None else mask[:, 0]))
        return found
