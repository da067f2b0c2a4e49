"""The gradients of the typed text, kept from one key to the next, and which of them are looked at."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnnviz.analysis.gradient_flow import Flow, gradient_flow, jacobian_seconds
from rnnviz.analysis.norms import norms
from rnnviz.analysis.per_loss import steps_with_loss
from rnnviz.analysis.truncated_gradient import reached
from rnnviz.figures.base import sentences
from rnnviz.figures.gradients import matrix_sentences
from rnnviz.figures.gradients.look import QUANTITIES, Look
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.trace import Trace
from rnnviz.runs.truncation import Truncation
from rnnviz.text.language import _
from rnnviz.text.message import Refusal
from rnnviz.ui.components.at_length import at_length
from rnnviz.ui.gradients import view
from rnnviz.ui.gradients.view import value
from rnnviz.ui.network.reading import Reading
from rnnviz.ui.session.address_fields import SessionValues

MOST_SECONDS = 15.0  # that the Jacobians of a text may take
SECONDS_TO_MENTION = 0.3
Tells = Callable[[str], AbstractContextManager[Any]]  # what is done around what takes long


@dataclass
class LastLook:
    """What was shown last, by the page's script or its socket, with all that was computed of it."""

    look: Look | None = None


@dataclass(frozen=True)
class Looked:
    """The gradients of what was typed, or of what was typed last, or nothing yet."""

    look: Look | None
    problem: str = ""  # what cannot be computed


def look_at(
    now: Reading, state: SessionValues, last: LastLook, alone: bool, tells: Tells = at_length
) -> Looked:
    """The gradients of what was typed; where they cannot be computed, what was shown `last` stays.
    `alone` says that the page explains itself, `tells` what is done around what takes long."""
    try:
        flow, problem = _flow(now, state, last.look), ""
        names = view.offered(now)
        name = value("by", state) if value("by", state) in names else names[0]
        try:
            values = _values(flow, name, tells)
        except ValueError as refused:
            problem = str(refused)
            name = names[0] if names[0] != name else "h"
            values = flow.matrix
    except ValueError as refused:
        return Looked(last.look, str(refused))
    rows = _rows(now, name)
    row, notes = _chosen_row(now, rows, state)
    if not steps_with_loss(now.trace).size:
        notes = (_no_loss(now, alone), *notes)
    cut = Truncation.full() if now.net.bidirectional else view.truncation(state)
    mask = reached(cut, now.trace.steps) | ~np.tri(now.trace.steps, dtype=bool)
    k = None if now.emptied else value("k", state)
    opened = min(row if k is None else k - 1, now.trace.steps - 1)
    lost = _first_overflow(now)
    last.look = Look(now.typed, flow, name, values, row, rows, cut, mask, lost, opened, notes)
    return Looked(last.look, problem)


def notices(look: Look) -> list[str]:
    """What could not be read, computed or shown as asked."""
    found = [
        *look.notices,
        sentences.unknown_sentence(look.typed),
        sentences.unknown_answers_sentence(look.typed),
        sentences.overflow_sentence(look.flow.trace),
    ]
    return [sentence for sentence in found if sentence]


def _rows(now: Reading, name: str) -> tuple[int, ...]:
    """The rows (from 0) of a quantity's matrix that can be chosen."""
    steps = now.trace.steps
    known = steps_with_loss(now.trace).tolist() if QUANTITIES[name].loss else range(steps)
    return tuple(known) or tuple(range(steps))


def _chosen_row(
    now: Reading, rows: tuple[int, ...], state: SessionValues
) -> tuple[int, tuple[str, ...]]:
    """The chosen row, or the last one before it that there is, and a note if it is another one."""
    step = None if now.emptied else state["step"]
    wanted = rows[-1] if step is None else step - 1
    row = max((known for known in rows if known <= wanted), default=rows[0])
    if row == wanted:
        return row, ()
    sentence = _("Step {wanted} has no target and so no loss; this is the loss of step {row}.")
    return row, (sentence.format(wanted=min(wanted + 1, now.trace.steps), row=row + 1),)


def _first_overflow(now: Reading) -> int:
    """The first step (from 1) at which a number overflowed, 0 if none did."""
    trace = now.trace
    sound = np.isfinite(trace.hidden).all(axis=(0, 2)) & np.isfinite(trace.logits).all(axis=1)
    return 0 if sound.all() else int(sound.argmin()) + 1


def _no_loss(now: Reading, alone: bool) -> str:
    """Why there is no loss, and, unless a class looks on, what to do about it."""
    if now.trace.steps == 1 and now.net.vocabulary is not None:
        if not alone:
            return _(
                "A single token has no next one, so there is no loss yet. Until there is: how the "
                "states move each other."
            )
        return _(
            "A single token has no next one, so there is no loss yet; one more key, and there is. "
            "Until then: how the states move each other."
        )
    if not alone:
        return _(
            "Nobody has said what these steps should answer, so there is no loss to send back. Until "
            "then: how the states move each other, ∂hₜ/∂hₖ."
        )
    return _(
        "Nobody has said what these steps should answer, so there is no loss to send back. "
        "Type a target, or see how the states move each other: ∂hₜ/∂hₖ."
    )


def _flow(now: Reading, state: SessionValues, last: Look | None) -> Flow:
    """The flow of what was typed, or the one there is, with all that it has computed; of another text
    its rows that are the same."""
    row = min(state["row"], now.net.layers * now.net.directions - 1)
    if last is None or last.flow.row != row or not _same(last.flow.net, now.net):
        return gradient_flow(now.net, now.trace, row)
    if _alike(last.flow.trace, now.trace):
        return last.flow
    return gradient_flow(now.net, now.trace, row, last.flow)


def _same(one: Network, other: Network) -> bool:
    return one is other or (
        one.settings() == other.settings()
        and all(np.array_equal(one.parameters[n], other.parameters[n]) for n in other.parameters)
    )


def _alike(one: Trace, other: Trace) -> bool:
    pairs = ((one.inputs, other.inputs), (one.targets, other.targets))
    return all(
        a is b
        or (a is not None and b is not None and np.array_equal(a, b, equal_nan=a.dtype.kind == "f"))
        for a, b in pairs
    )


def _values(flow: Flow, name: str, tells: Tells = at_length) -> Array:
    """One of a flow's matrices `(T, T)`."""
    if name == "x":
        return norms(flow.inputs.swapaxes(-1, -2))
    source = flow.memory if name in ("c", "cc") and flow.memory is not None else flow
    if name in ("h", "c"):
        return source.matrix
    size, steps = flow.net.hidden, flow.trace.steps
    seconds = jacobian_seconds(steps, size)
    if seconds > MOST_SECONDS:
        raise Refusal(
            "The Jacobians of {steps} steps with {size} units would take some {seconds:.0f} "
            "seconds at every key; up to {most} steps are shown. Instead: ∂Lₜ/∂hₖ.",
            steps=steps,
            size=size,
            seconds=seconds,
            most=int(steps * (MOST_SECONDS / seconds) ** 0.5),
        )
    if seconds < SECONDS_TO_MENTION:
        return source.jacobian
    with tells(_("The Jacobian of every pair of steps …")):
        return source.jacobian


def explanation(look: Look | None) -> tuple[str, str, list[str], tuple[str, ...]]:
    """What the page is about, what to do, what was just seen, and the terms for it."""
    return (
        _("The loss of each step is carried back through every earlier state, one step at a time."),
        _("Click a cell: its row is the loss of a step, its column the earlier step that it reaches."),
        [matrix_sentences.reach_sentence(look), matrix_sentences.cut_sentence(look)] if look else [],
        ("gradient", "norm", "chain rule", "truncation", "window", "logits", "nats"),
    )
