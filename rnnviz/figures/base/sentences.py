"""Sentences about a trace, for the reader of a picture."""

from collections.abc import Sequence

import numpy as np

from rnnviz.figures.base.numbers import loss, number, percent
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import Typed
from rnnviz.nn.trace import Trace
from rnnviz.text.language import _, listed


def row_name(row: int, directions: int) -> str:
    """What one of the L rows of a state is."""
    layer, direction = divmod(row, directions)
    said = (
        _("layer {layer}")
        if directions == 1
        else _("layer {layer}, right to left")
        if direction
        else _("layer {layer}, left to right")
    )
    return said.format(layer=layer + 1)


def behind_title(row: int, directions: int) -> str:
    """The same behind the title of a figure."""
    return _(", {row}").format(row=row_name(row, directions))


def unknown_sentence(typed: Typed) -> str:
    """Which pieces the vocabulary lacks and what becomes of them; empty if none."""
    where: dict[str, list[str]] = {}
    for step in typed.unknown:
        where.setdefault(typed.pieces[step], []).append(str(step + 1))
    if not where:
        return ""
    named = [
        _("“{piece}” (step {steps})").format(
            piece=piece, steps=listed(steps[:5]) + (" …" if len(steps) > 5 else "")
        )
        for piece, steps in list(where.items())[:8]
    ]
    said = (
        _(
            "The network's vocabulary lacks {named} and {more} more. There it reads all zeros, and the "
            "step is marked with a question mark."
        )
        if len(where) > 8
        else _(
            "The network's vocabulary lacks {named}. There it reads all zeros, and the step is marked "
            "with a question mark."
        )
    )
    return said.format(named=listed(named), more=len(where) - 8)


def unknown_answers_sentence(typed: Typed) -> str:
    """Which answers of a given target the vocabulary lacks; empty if none."""
    if not typed.given or typed.targets is None or typed.targets.ndim != 1:
        return ""
    steps = [step for step, answer in enumerate(typed.answers) if answer and typed.targets[step] < 0]
    if not steps:
        return ""
    named = listed(
        _("“{piece}” (step {steps})").format(piece=typed.answers[step], steps=step + 1)
        for step in steps[:8]
    )
    return _("The network's vocabulary lacks {named} of the target: there is no loss there.").format(
        named=named
    )


def overflow_sentence(trace: Trace) -> str:
    """Where the numbers stopped being finite; empty if they did not."""
    broken = ~(np.isfinite(trace.hidden).all(axis=(0, 2)) & np.isfinite(trace.logits).all(axis=1))
    if not broken.any():
        return ""
    return _(
        "The numbers overflowed at step {step}: from there on the network's arithmetic "
        "leaves what a 64-bit number can hold. A smaller gain keeps it finite."
    ).format(step=int(np.argmax(broken)) + 1)


def sum_sentence(net: Network, typed: Typed, trace: Trace) -> str:
    """What an adding network makes of two binary numbers; empty for every other network."""
    if net.vocabulary is not None or net.output != "sigmoid" or not typed.pieces:
        return ""
    bits = (trace.probabilities[:, 0] > 0.5).astype(int)
    first, second = (_integer(typed.inputs[:, column]) for column in (0, 1))
    answer = _integer(bits)
    written = "".join(map(str, bits[::-1])).lstrip("0") or "0"
    said = (
        _("In decimals: {first} + {second} = {answer} (binary {written}), right.")
        if answer == first + second
        else _("In decimals: {first} + {second} = {answer} (binary {written}), wrong: it is {sum}.")
    )
    return said.format(first=first, second=second, answer=answer, written=written, sum=first + second)


def guesses_sentence(net: Network, typed: Typed, trace: Trace, untrained: bool = False) -> str:
    """How many of a network's guesses were right, or what it expects next, "" where it makes none;
    those of an `untrained` one are neither right nor wrong."""
    if net.output != "softmax" or not trace.steps or not np.isfinite(trace.logits).all():
        return ""
    if untrained:
        return _("Nobody has trained this network: its guesses are neither right nor wrong.")
    best = trace.probabilities.argmax(axis=1)
    targets = typed.targets
    if targets is not None and targets.ndim == 1 and (known := np.flatnonzero(targets >= 0)).size:
        right = int((best[known] == targets[known]).sum())
        worst = int(known[np.argmax(trace.losses[known])])
        return _(
            "{right} of {count} guesses were right; the greatest surprise came after step {step} "
            "({loss} nats)."
        ).format(right=right, count=known.size, step=worst + 1, loss=loss(float(trace.losses[worst])))
    answer = net.answers[int(best[-1])] if net.answers else int(best[-1]) + 1
    return _("After the last step it expects “{answer}” with {chance}.").format(
        answer=answer, chance=percent(float(trace.probabilities[-1, best[-1]]))
    )


def order_sentence(
    first: Sequence[str], second: Sequence[str], difference: Sequence[float | None]
) -> str:
    """What is left of the difference of two texts' states: that at the last step both have, as a share
    of the difference at the step where the texts part."""
    if not difference or list(first) == list(second):
        return ""
    parted = next((t for t, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), None)
    if parted is None:
        return _(
            "The longer text goes on after step {count}; up to there the two are the same."
        ).format(count=len(difference))
    start, end = difference[parted], difference[-1]
    if start is None or end is None:
        return ""
    left = _left(start, end, parted + 1, len(difference))
    if sorted(first) == sorted(second):
        said = (
            _("Both texts hold the same {count} pieces, and order matters: {left}")
            if end
            else _("Both texts hold the same {count} pieces in another order. {left}")
        )
        return said.format(count=len(first), left=left)
    return left


def _left(start: float, end: float, parted: int, last: int) -> str:
    """What is left at step `last` of a difference of the states at step `parted`, both from 1."""
    if start == 0.0:
        return _("Where the texts part, at step {parted}, the two states are the same.").format(
            parted=parted
        )
    if last == parted:
        said = _("At step {parted}, the last one, the texts part: ‖h − h′‖ is {start}.")
        return said.format(parted=parted, start=number(start))
    share = end / start
    named = {"parted": parted, "last": last, "start": number(start), "end": number(end)}
    if share == 0.0:
        return _(
            "Nothing of the difference is left: at step {parted}, where the texts part, ‖h − h′‖ is "
            "{start}, at step {last} it is 0."
        ).format(**named)
    if share <= 1.0:
        said = _(
            "{share} of the difference is left. At step {parted}, where the texts part, ‖h − h′‖ is "
            "{start}, at step {last} it is {end}."
        )
        return said.format(share=percent(share), **named)
    return _(
        "The difference has grown to {times} times its size: at step {parted}, where the texts part, "
        "‖h − h′‖ is {start}, at step {last} it is {end}."
    ).format(times=number(share), **named)


def _integer(bits: np.ndarray) -> int:
    """The number whose bits these are, the least significant first; exact at any length."""
    return int("".join(str(int(bit)) for bit in bits[::-1]) or "0", 2)
