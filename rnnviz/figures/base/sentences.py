"""Sentences about a trace, for the reader of a picture."""

from collections.abc import Sequence

import numpy as np

from rnnviz.figures.base.numbers import loss
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


def order_sentence(
    first: Sequence[str], second: Sequence[str], difference: Sequence[float | None]
) -> str:
    """What the difference of two final states means, if both read the same pieces in another order."""
    if not difference or difference[-1] is None or list(first) == list(second):
        return ""
    if sorted(first) == sorted(second):
        return _(
            "Both texts hold the same {count} pieces, and yet their last states differ by "
            "{difference}: order matters."
        ).format(count=len(first), difference=loss(difference[-1]))
    return _("After step {count} the two states differ by {difference}.").format(
        count=len(difference), difference=loss(difference[-1])
    )


def _integer(bits: np.ndarray) -> int:
    """The number whose bits these are, the least significant first; exact at any length."""
    return int("".join(str(int(bit)) for bit in bits[::-1]) or "0", 2)
