"""From what a layer of PyTorch was given, and returned, to the arrays of one sequence of its batch."""

from typing import Any, NamedTuple

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.text.message import Refusal


class Places(NamedTuple):
    """Where one sequence of a batch stands in the tensors of a call."""

    sequence: int
    batch: int | None  # B, None where the call had no batch
    steps: int  # T of the batch
    batch_first: bool
    rows: Any = None  # of packed data, the sequence's own steps as indices

    def steps_of(self, tensor: Any) -> Array:
        """`(T, features)` of it, copied, from an input, an output or a derivative by one."""
        if self.rows is not None:
            return array(tensor.detach()[self.rows])
        if self.batch is None:
            return array(tensor.detach())
        tensor = tensor.detach()
        return array(tensor[self.sequence] if self.batch_first else tensor[:, self.sequence])

    def state_of(self, tensor: Any) -> Array:
        """`(L, H)` of it, copied, from a state `(L, B, H)`."""
        return array(tensor.detach() if self.batch is None else tensor.detach()[:, self.sequence])


def places(given: Any, sequence: int, batch_first: bool, indices: Any) -> Places:
    """Where a sequence stands in a call on `given`, a tensor or a packed sequence; `indices` makes the
    tensor of rows of a packed one. Raises Refusal if the batch has no such sequence."""
    if hasattr(given, "batch_sizes"):
        sizes = given.batch_sizes
        batch, steps = int(sizes[0]), len(sizes)
        check_sequence(sequence, batch)
        order = given.unsorted_indices
        place = sequence if order is None else int(order[sequence])
        counts = sizes.numpy()
        begins = np.concatenate([[0], counts.cumsum()[:-1]])
        rows = begins[counts > place] + place
        return Places(sequence, batch, steps, batch_first, indices(rows, given.data))
    if given.dim() == 2:
        return Places(sequence, None, len(given), batch_first)
    batch, steps = given.shape[:2] if batch_first else given.shape[1::-1]
    check_sequence(sequence, batch)
    return Places(sequence, batch, steps, batch_first)


def size_of(given: Any, batch_first: bool) -> tuple[int, int]:
    """T and B of what a layer was given."""
    packed: Any = given if isinstance(given, tuple) else None
    if packed is not None:
        sizes = packed.batch_sizes
        return len(sizes), int(sizes[0])
    shape = given.shape
    if len(shape) == 2:
        return shape[0], 1
    return (shape[1], shape[0]) if batch_first else (shape[0], shape[1])


def check_sequence(sequence: int, batch: int) -> None:
    """Raise Refusal if a batch has no sequence of that number."""
    if sequence >= batch:
        raise Refusal(
            "A batch had {batch} sequence(s), none of them of the number {sequence}; such calls are "
            "not shown.",
            batch=batch,
            sequence=sequence,
        )


def array(tensor: Any) -> Array:
    """A tensor's numbers in memory of their own, halves as float32, which holds them all."""
    tensor = tensor.detach()
    if tensor.dtype.itemsize < 4:
        tensor = tensor.float()
    return np.array(tensor.cpu().numpy())
