"""What was typed as a network gets it: ids, pairs of a token and its next, one-hot rows, rows of the
embedding."""

import numpy as np

from rnnviz.figures.base.equations import matrix
from rnnviz.figures.base.html import ValuedText, cells, escape, valued
from rnnviz.figures.base.numbers import short, whole
from rnnviz.figures.base.style import SMALL_COLUMNS
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import Typed
from rnnviz.nn.trace import Trace
from rnnviz.text.language import _

MOST_ROWS = 24  # of the text, around the opened step
SHOWN_NUMBERS = 6  # of a row of the embedding


def has_tokens(net: Network, typed: Typed) -> bool:
    """Whether the network reads tokens and not numbers."""
    return net.vocabulary is not None and typed.inputs.ndim == 1


def vocabulary_html(net: Network, typed: Typed) -> str:
    """The vocabulary as a dictionary of words and ids, those of the text first."""
    tokens = net.vocabulary or ()
    there = sorted({int(token) for token in typed.inputs if token >= 0})
    rest = [token for token in range(len(tokens)) if token not in set(there)]
    shown = [*there, *rest][:MOST_ROWS]
    said = ", ".join(f"“{escape(tokens[token])}”: {token}" for token in shown)
    more = len(tokens) - len(shown)
    left = " " + _("… and {count} more").format(count=whole(more)) if more else ""
    head = _("Vocabulary, V = {count}").format(count=whole(len(tokens)))
    return f'<p class="caption"><b>{head}</b> {{{said}}}{left}</p>'


def tokens_html(net: Network, typed: Typed, trace: Trace, step: int) -> str:
    """A row for each step, around the opened one (from 0)."""
    first = min(max(step - MOST_ROWS // 2, 0), max(trace.steps - MOST_ROWS, 0))
    steps = range(first, min(first + MOST_ROWS, trace.steps))
    heads = ["t", _("token"), "id", _("pair (this, next)"), _("as ids"), _("one-hot, 1×V")]
    if net.embedding is not None:
        heads.append(_("row of the embedding, 1×E"))
    rows = "".join(_row(net, typed, trace, place, place == step) for place in steps)
    note = ""
    if len(steps) < trace.steps:
        note = _("{count} of {all} steps, around the opened one").format(
            count=len(steps), all=whole(trace.steps)
        )
    return (
        f'<div class="checked"><table class="tokens"><tr>{cells(heads, "th")}</tr>{rows}</table>'
        f'<p class="caption">{note}</p></div>'
    )


def _row(net: Network, typed: Typed, trace: Trace, step: int, opened: bool) -> str:
    """One step; the opened one is bold and marked."""
    token = int(typed.inputs[step])
    after = int(typed.inputs[step + 1]) if step + 1 < trace.steps else None
    piece = escape(typed.pieces[step])
    following = "–" if after is None else escape(typed.pieces[step + 1])
    contents = [
        f"<b>{piece}</b>" if opened else piece,
        _id(token),
        f"({piece}, {following})",
        f"({_id(token)}, {'–' if after is None else _id(after)})",
        one_hot(token, net.inputs),
    ]
    if net.embedding is not None:
        contents.append(_numbers(trace.read[0][step]))
    mark = "▸ " if opened else ""
    return f'<tr><th scope="row">{mark}{step + 1}</th>{cells(contents)}</tr>'


def _id(token: int) -> str:
    return "?" if token < 0 else str(token)


def one_hot(token: int, size: int) -> str:
    """A one-hot row: all its digits where they fit, else where its 1 stands."""
    if token < 0:
        return _("all zeros: not in the vocabulary")
    if size <= SMALL_COLUMNS:
        return " ".join("<b>1</b>" if place == token else "0" for place in range(size))
    return _("1 at place {place} of {size}, else 0").format(place=token, size=whole(size))


def _numbers(row: Array) -> ValuedText:
    shown = "  ".join(short(float(value)) for value in row[:SHOWN_NUMBERS])
    return valued(f"{shown} …" if len(row) > SHOWN_NUMBERS else shown, row)


def picked_html(net: Network, typed: Typed, step: int) -> str:
    """What a one-hot row picks out of the first matrix: a row of the embedding, or a column of W_ih."""
    token = int(typed.inputs[step])
    if token < 0:
        return ""
    piece = escape(typed.pieces[step])
    if net.embedding is not None:
        name, values = f"E[{token}]", net.parameters["embedding.weight"][token]
        said = _(
            "one-hot times E picks row {token}, that of “{piece}”: it is looked up, not multiplied."
        )
    else:
        name = f"W_ih[:, {token}]"
        values = net.parameters["rnn.weight_ih_l0"][: net.hidden, token]
        said = _("W_ih times one-hot picks column {token}, that of “{piece}”.")
        if net.kind.blocks > 1:
            said = _(
                "W_ih times one-hot picks column {token}, that of “{piece}”; here its first block."
            )
    shown = values[:SMALL_COLUMNS]
    table = matrix(name, np.asarray(shown)[None]) if len(shown) else ""
    return (
        f'<div class="arithmetic"><div class="equation">{table}'
        f'<p class="aside">{said.format(token=token, piece=piece)}</p></div></div>'
    )
