"""What a loop's cut leaves out of the gradient, on the data that it has just read.

The last few windows of the watched sequence are joined again: one sequence, read from the state that
the first of them started from. What came to the outputs from above is what the loop's own losses sent.
From there backpropagation through time goes once as far as the loop lets it, and once through to the
first of these windows; the two gradients by the layer's parameters are compared. Both are taken at the
newest window's weights, where the loop moves them from window to window: so they say what the cut does
at these weights, not what the loop has added up while it moved.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.text.language import N_
from rnnviz.text.message import Message, Refusal
from rnnviz.watch.calls import RESET, UNCUT, Kept
from rnnviz.watch.recompute import TOLERANCES, Recomputed, difference, recompute
from rnnviz.watch.window_group import KeptCall, advance

NONE_CARRIED = N_(
    "No state is carried from one of the last windows to the next, so there is no gradient that a cut "
    "could leave out."
)
NONE_WHOLE = N_("No windows in a row have been kept yet.")


@dataclass(frozen=True)
class LeftOut:
    """The truncated gradient beside the full one, over windows in a row of the watched sequence."""

    cosine: float  # of the angle between the two; NaN where one of them is 0
    size: float  # ||truncated|| / ||full||; NaN where the full one is 0
    windows: int
    steps: int
    first: int  # the first and the last call of the windows
    last: int

    @property
    def message(self) -> Message:
        """Both numbers in a sentence."""
        return Message(
            "Over {count} windows in a row ({steps} steps, calls {first} to {last}) the truncated "
            "gradient has {size:.0%} of the full one’s norm; the cosine between the two is "
            "{cosine:.3f}.",
            count=self.windows,
            steps=self.steps,
            first=self.first,
            last=self.last,
            size=self.size,
            cosine=self.cosine,
        )

    def __str__(self) -> str:
        return str(self.message)


class _Joined(NamedTuple):
    """Calls in a row as one sequence."""

    newest: Kept  # whose weights are taken for all
    calls: list[KeptCall]
    begins: list[int]  # at which step of the sequence each call begins
    inputs: Array  # (T, D)
    masks: list[Array]  # of the dropout between layers, (T, H) each
    adjoint: Array  # (T, H): what comes to the top layer's h from above
    hidden: Array  # (L, H): what the first call started from
    memory: Array | None


def left_out(windows: list[list[KeptCall]], reach: int | None = None) -> LeftOut:
    """Compare the truncated and the full gradient over windows in a row of one layer.

    With a `reach` the loop hands its gradients on from call to call by itself, over so many steps.
    Raises ValueError, in a sentence, where the windows are no single sequence.
    """
    windows, newest = _whole(windows)
    windows = _in_a_row(windows)
    joined = _join([call for window in windows for call in window], newest, reach is None)
    whole = _over(joined, 0, len(joined.inputs), joined.hidden, joined.memory)
    full = _gradient(whole, joined.newest, joined.adjoint)
    cut = np.zeros_like(full)
    for first, last, losses in _pieces(joined.calls, reach):
        begin = joined.begins[first]
        end = joined.begins[last] + joined.calls[last].steps
        made = _over(joined, begin, end, *_state(joined, whole, begin))
        adjoint = np.zeros((end - begin, joined.adjoint.shape[1]))
        for place in losses:
            at = joined.begins[place] - begin
            own = joined.calls[place]
            adjoint[at : at + own.steps] += _own(own, reach is None)
        cut += _gradient(made, joined.newest, adjoint)
    norms = float(np.linalg.norm(cut)), float(np.linalg.norm(full))
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = np.float64(cut @ full) / (norms[0] * norms[1])
        size = np.float64(norms[0]) / norms[1]
    numbers = [call.kept.call.number for call in joined.calls]
    steps = len(joined.inputs)
    return LeftOut(float(cosine), float(size), len(windows), steps, numbers[0], numbers[-1])


def _whole(windows: list[list[KeptCall]]) -> tuple[list[list[KeptCall]], Kept]:
    """The windows up to the newest call whose weights were read, and that call: a loop that is
    interrupted within a backward pass leaves half of one behind."""
    for last in range(len(windows), 0, -1):
        for call in reversed(windows[last - 1]):
            if call.kept.weights:
                return windows[:last], call.kept
    raise Refusal(NONE_WHOLE)


def _in_a_row(windows: list[list[KeptCall]]) -> list[list[KeptCall]]:
    """The newest of these windows that go on from one another, two at least."""
    runs: list[list[list[KeptCall]]] = [[]]
    for window in windows:
        if window[0].kept.call.state == RESET:
            runs.append([])
        runs[-1].append(window)
    there = [run for run in runs if len(run) > 1]
    if not there:
        raise Refusal(NONE_CARRIED)
    return there[-1]


def _join(calls: list[KeptCall], newest: Kept, by_states: bool) -> _Joined:
    """One sequence of calls in a row, some of whose steps may be read by two of them."""
    first = calls[0].kept
    if newest.bidirectional:
        raise Refusal("With two directions no loss can be cut off from what it has read ahead.")
    begins = [0]
    for call, after in pairwise(calls):
        if (apart := advance(call, after)) is None:
            raise Refusal(
                "Call {after} starts from none of the states of call {call}, so they are not one "
                "sequence.",
                after=after.kept.call.number,
                call=call.kept.call.number,
            )
        begins.append(begins[-1] + apart)
    _check(newest)
    steps = max(begin + call.steps for begin, call in zip(begins, calls, strict=True))
    inputs = np.zeros((steps, first.inputs.shape[1]))
    adjoint = np.zeros((steps, first.hidden.shape[1]))
    masks = [np.ones((steps, mask.shape[1])) for mask in newest.masks]
    for begin, call in zip(begins, calls, strict=True):
        own = slice(begin, begin + call.steps)
        inputs[own] = call.kept.inputs
        adjoint[own] += _own(call, by_states)
        for mask, drawn in zip(masks, call.kept.masks, strict=False):
            mask[own] = drawn
    return _Joined(newest, calls, begins, inputs, masks, adjoint, first.hidden, first.memory)


def _own(call: KeptCall, by_states: bool = True) -> Array:
    """What a call's own losses send to the top layer's h, `(T, H)`."""
    steps, size = call.steps, call.kept.hidden.shape[-1]
    own = np.zeros((steps, size))
    if call.by_output is not None:
        own += call.by_output[:steps]
    if by_states and call.by_hidden is not None:
        own[-1] += call.by_hidden[-1]
        if call.by_hidden[:-1].any() or (call.by_memory is not None and call.by_memory.any()):
            raise Refusal(
                "A loss of call {call} reads the last state of a lower layer or a cell state, so it "
                "cannot be told what the cut leaves out.",
                call=call.kept.call.number,
            )
    return own


def _pieces(calls: list[KeptCall], reach: int | None) -> Iterator[tuple[int, int, list[int]]]:
    """Over which calls the loop's gradients go, first and last, and whose losses go there together."""
    first = 0
    for place, call in enumerate(calls):
        if reach is not None:
            steps, back = call.steps, place
            while back and steps < reach:
                back -= 1
                steps += calls[back].steps
            yield back, place, [place]
        elif place + 1 == len(calls) or calls[place + 1].kept.call.state != UNCUT:
            yield first, place, list(range(first, place + 1))
            first = place + 1


def _over(joined: _Joined, begin: int, end: int, hidden: Array, memory: Array | None) -> Recomputed:
    """Some steps of the joined sequence, from a state and with the newest weights."""
    masks = [mask[begin:end] for mask in joined.masks]
    inputs = joined.inputs[begin:end]
    return recompute(
        joined.newest.cell, 1, joined.newest.weights, inputs, hidden, memory, masks or None
    )


def _state(joined: _Joined, whole: Recomputed, step: int) -> tuple[Array, Array | None]:
    """The state before a step of the joined sequence."""
    if not step:
        return joined.hidden, joined.memory
    memory = whole.memory
    return whole.hidden[:, step - 1], None if memory is None else memory[:, step - 1]


def _gradient(made: Recomputed, kept: Kept, adjoint: Array) -> Array:
    """The gradient by all parameters of the layer, as one vector."""
    parts = []
    found = made.back(adjoint, None, None)
    for own, one, weights in zip(found, made.passes, kept.weights, strict=True):
        reads = made.kind.reads(one.tape)
        by_joined = np.concatenate([own.rows[:, part].T @ slab[:-1, :, 0] for part, slab in reads])
        split = made.kind.split(by_joined, one.tape.size)
        for gradient, weight in zip(split, weights, strict=True):
            if gradient is not None and weight is not None:
                parts.append(gradient.ravel())
    return np.concatenate(parts)


def _check(kept: Kept) -> None:
    """Refuse a layer whose output is not what is recomputed, as with dropout that is not known."""
    made = recompute(
        kept.cell, 1, kept.weights, kept.inputs, kept.hidden, kept.memory, kept.masks or None
    )
    same = TOLERANCES["float64" if kept.output.dtype == np.float64 else "bfloat16"]
    if not difference(kept.output, made.output) <= same:
        raise Refusal(
            "The output of call {call} is not what its weights give, as with an unknown dropout "
            "between layers, so it cannot be told what the cut leaves out.",
            call=kept.call.number,
        )
