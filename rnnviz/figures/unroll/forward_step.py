"""One step's arithmetic as HTML: matrices with their numbers, names and shapes, coloured by value.

A small network shows all numbers; of a large one, those of a chosen unit. Names such as `W_ih` and
`h_t−1` become letters with a subscript.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from rnnviz.analysis.forward_step import ForwardStep, Line, Term, concatenated
from rnnviz.figures.base.equations import (
    equation,
    matrix,
    product,
    sign,
    subscripted,
    sum_of,
    unit_mix,
    unit_sum,
    whole_mix,
)
from rnnviz.figures.base.html import cell, escape, unseen, value_mark, valued
from rnnviz.figures.base.numbers import decimals, loss, number, writer
from rnnviz.figures.base.style import SMALL_COLUMNS, SMALL_ROWS
from rnnviz.nn.cells.base import Array
from rnnviz.nn.losses import predict
from rnnviz.text.language import _

_FORMULA = {"identity": "", "sigmoid": "σ", "tanh": "tanh", "relu": "relu"}


@dataclass(frozen=True)
class Digits:
    """How many decimals are written of states and sums, and of weights."""

    states: int = 2
    weights: int = 2

    @property
    def vectors(self) -> Callable[[float], str]:
        """How the numbers of a vector are written."""
        return writer(self.states)

    @property
    def matrices(self) -> Callable[[float], str]:
        """How weights are written."""
        return writer(self.weights)

    @property
    def singly(self) -> Callable[[float], str]:
        """How a number in a sum is written."""
        return number if self.states == 2 else partial(decimals, count=self.states)


USUAL = Digits()


def is_small(opened: ForwardStep) -> bool:
    """Whether all numbers of a step fit on a page."""
    matrices = [term.matrix for line in opened.lines for term in line.terms]
    return all(m.shape[0] <= SMALL_ROWS and m.shape[1] <= SMALL_COLUMNS for m in matrices)


@np.errstate(over="ignore", invalid="ignore")  # what overflows is shown as such
def step_html(
    opened: ForwardStep,
    unit: int,
    joined: bool = False,
    tokens: Sequence[str] | None = None,
    digits: Digits = USUAL,
) -> str:
    """All equations of one step of one layer, with the numbers.

    `unit` (from 0) is the one shown when the network is large; `joined` writes `W [x; h]` instead of
    the sum; `tokens` names the places of a one-hot input.
    """
    small = is_small(opened)
    parts = []
    for line in opened.lines:
        write = _whole_line if small else _unit_line
        parts.append(write(line, unit, joined, tokens, digits))
    for mix in opened.mixes:
        whole = whole_mix(mix, write=digits.vectors) if small else unit_mix(mix, unit, digits.singly)
        parts.append(whole)
    return f'<div class="arithmetic">{"".join(parts)}</div>'


@np.errstate(over="ignore", invalid="ignore")
def readout_html(
    term: Term | None,
    logits: Array,
    output: str,
    tokens: Sequence[str] | None,
    digits: Digits = USUAL,
) -> str:
    """From the last layer's state to logits `(V,)` and what they say."""
    names = list(tokens) if tokens else [f"y{i + 1}" for i in range(len(logits))]
    chances = predict(output, logits[:, None])[:, 0]
    says = {"softmax": "p = softmax(z)", "sigmoid": "p = σ(z)", "linear": ""}[output]
    head = "z_t = " + (sum_of(term) if term else "h_t") + (f",  {says}" if says else "")
    body = []
    if term is not None and len(logits) <= SMALL_ROWS and len(term.vector) <= SMALL_COLUMNS:
        body += [*product(term, names, None, digits.vectors, digits.matrices), sign("=")]
    order = np.arange(len(logits))
    if len(logits) > SMALL_ROWS:
        order = np.argsort(-logits, kind="stable")[:SMALL_ROWS]
    body.append(_readout_table(order, names, logits, chances, output, digits.singly))
    if len(order) < len(logits):
        body.append(
            f'<p class="aside">{_("the {count} most likely of {all} tokens")}</p>'.format(
                count=len(order), all=len(logits)
            )
        )
    return f'<div class="arithmetic">{equation(head, _("the answer"), body)}</div>'


def _readout_table(
    order: Array,
    names: Sequence[str],
    logits: Array,
    chances: Array,
    output: str,
    write: Callable[[float], str],
) -> str:
    """Logits and probabilities side by side; for a softmax with its exponentials and their sum."""
    heads = [unseen(_("answer")), "z"]
    columns = [[escape(names[i]) for i in order], [valued(write(logits[i]), logits[i]) for i in order]]
    foot = ""
    if output == "softmax":
        top = logits.max()
        powers = np.exp(logits - top)
        heads += ["exp(z − max z)", "p"]
        columns += [[valued(number(powers[i]), powers[i]) for i in order], _shares(order, chances)]
        said = _("p = exp(z − max z) / {sum}, their sum").format(sum=number(powers.sum()))
        foot = f"<caption>{said}</caption>"
    elif output == "sigmoid":
        heads += ["p"]
        columns.append(_shares(order, chances))
    head = "".join(f"<th>{name}</th>" for name in heads)
    rows = "".join("<tr>" + "".join(map(cell, line)) + "</tr>" for line in zip(*columns, strict=True))
    return f"<table class='answers'>{foot}<tr>{head}</tr>{rows}</table>"


def _shares(order: Array, chances: Array) -> list[str]:
    return [valued(loss(float(chances[i]), 4), chances[i]) for i in order]


# -- all numbers -----------------------------------------------------------------------------------


def _whole_line(
    line: Line, unit: int, joined: bool, tokens: Sequence[str] | None, digits: Digits
) -> str:
    together = concatenated(line) if joined else None
    terms = line.terms if together is None else (together,)
    labels = list(tokens) if tokens else None
    body: list[str] = []
    for place, term in enumerate(terms):
        if place:
            body.append(sign("+"))
        # a row of letters above W_ih, and the same room above its neighbours, so that rows stay level
        heads = labels if place == 0 or labels is None else []
        body += product(term, None, heads, digits.vectors, digits.matrices)
    outer = _FORMULA[line.activation]
    level: list[str] | None = None if labels is None else []
    body += [sign("="), matrix(_("sum"), line.total, columns=level, write=digits.vectors)]
    body.append(sign(f"→ {outer} →" if outer else "="))
    body.append(matrix(line.name, line.value, columns=level, scale=1.0, write=digits.vectors))
    note = ""
    if joined and together is None:
        said = _("No single product: r multiplies only the part from the state.")
        note = f'<p class="aside">{said}</p>'
    return equation(_formula(line, terms), _(line.meaning), body) + note + _note(line)


# -- one unit --------------------------------------------------------------------------------------


def _unit_line(
    line: Line, unit: int, joined: bool, tokens: Sequence[str] | None, digits: Digits
) -> str:
    together = concatenated(line) if joined else None
    terms = line.terms if together is None else (together,)
    sums, write = [], digits.singly
    for place, term in enumerate(line.terms):
        names = tokens if tokens and place == 0 and len(tokens) == len(term.vector) else None
        sums.append(unit_sum(term, unit, names, write=write))
    outer = _FORMULA[line.activation]
    total = write(line.total[unit])
    value = f"{outer}({total})" if outer else total
    result = (
        f'<p class="sum">{subscripted(line.name)}[{unit + 1}] = {outer or ""}( '
        + " + ".join(write(term.value[unit]) for term in line.terms)
        + f" ) = {value} = "
        f"<b{value_mark(line.value[unit])}>{write(line.value[unit])}</b></p>"
    )
    whole = equation(_formula(line, terms), _(line.meaning), [result, *sums], stacked=True)
    return whole + _note(line)


def _note(line: Line) -> str:
    """What is to be said of a line beside its numbers."""
    return f'<p class="aside">{subscripted(_(line.note))}</p>' if line.note else ""


def _formula(line: Line, terms: Sequence[Term]) -> str:
    inner = " + ".join(sum_of(term) for term in terms)
    outer = _FORMULA[line.activation]
    return f"{line.name} = {outer}({inner})" if outer else f"{line.name} = {inner}"
