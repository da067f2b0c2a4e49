"""What charts of one sequence need beside its numbers: what each step is called, and which of them are
looked at."""

import numpy as np

from rnnviz.analysis.gradient_flow import Flow
from rnnviz.analysis.norms import norms
from rnnviz.analysis.per_loss import steps_with_loss
from rnnviz.analysis.truncated_gradient import reached
from rnnviz.figures.base.numbers import given
from rnnviz.figures.base.sentences import behind_title
from rnnviz.figures.gradients.look import QUANTITIES, Look
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import Typed
from rnnviz.nn.trace import Trace
from rnnviz.runs.truncation import Truncation
from rnnviz.text.message import Refusal


def typed_of(net: Network, trace: Trace) -> Typed:
    """What a trace read and should have answered, step by step, as text."""
    read = named(trace.inputs, net.vocabulary)
    if trace.targets is None:
        return Typed(read, trace.inputs, None, ("",) * len(read), given=False)
    answers = named(trace.targets, net.answers)
    return Typed(read, trace.inputs, trace.targets, answers, given=True)


def named(values: Array, names: tuple[str, ...] | None) -> tuple[str, ...]:
    """Tokens, or rows of numbers, as text; "" where there is none."""
    if values.ndim == 2:
        return tuple(" ".join(map(given, row)) if np.isfinite(row).all() else "" for row in values)
    known = [int(value) for value in values]
    return tuple("" if one < 0 else names[one] if names else str(one) for one in known)


def pieces_of(net: Network | None, trace: Trace) -> tuple[str, ...]:
    """What each step is called on an axis: what was read, or nothing, and then steps are counted."""
    return () if net is None else named(trace.inputs, net.vocabulary)


def directions_of(trace: Trace) -> int:
    """2 where both directions are read, else 1."""
    return len(trace.hidden) // len(trace.read)


def row_of(trace: Trace, row: int) -> int:
    """One of the L rows from 0; negative ones count from the last. Raises Refusal for others."""
    return place(row, len(trace.hidden), "row")


def place(value: int, count: int, name: str) -> int:
    """A place among so many, from the last if it is negative; raises Refusal for one beyond."""
    if not -count <= value < count:
        raise Refusal(
            "{name} is {value}; allowed are {low} to {high}.",
            name=name,
            value=value,
            low=-count,
            high=count - 1,
        )
    return value % count


def where(trace: Trace, row: int) -> str:
    """Which row it is, behind a title; "" where there is but one."""
    return behind_title(row, directions_of(trace)) if len(trace.hidden) > 1 else ""


def look_of(
    flow: Flow, of: str = "h", t: int = -1, truncation: Truncation | None = None, k: int | None = None
) -> Look:
    """What the page Backpropagate looks at: one of a flow's matrices (`QUANTITIES`), the row of the
    loss at step `t`, and the step `k` that is opened, both from 0; raises Refusal for others."""
    steps = flow.trace.steps
    values = values_of_flow(flow, of)
    known = steps_with_loss(flow.trace).tolist() if QUANTITIES[of].loss else range(steps)
    rows = tuple(known) or tuple(range(steps))
    row = rows[-1] if t == -1 else place(t, steps, "t")
    cut = Truncation.full() if truncation is None or flow.net.bidirectional else truncation
    mask = reached(cut, steps) | ~np.tri(steps, dtype=bool)
    opened = row if k is None else place(k, steps, "k")
    return Look(typed_of(flow.net, flow.trace), flow, of, values, row, rows, cut, mask, opened=opened)


def values_of_flow(flow: Flow, of: str) -> Array:
    """One of a flow's matrices `(T, T)`; raises Refusal for one that there is not."""
    names = [name for name in QUANTITIES if flow.memory is not None or name not in ("c", "cc")]
    if of not in names:
        raise Refusal("of is {value!r}; allowed are {allowed}.", value=of, allowed=tuple(names))
    source = flow.memory if of in ("c", "cc") and flow.memory is not None else flow
    if of == "x":
        return norms(flow.inputs.swapaxes(-1, -2))
    return source.matrix if of in ("h", "c") else source.jacobian
