"""A sum as it comes out bit by bit, with the carry in the hidden state below it. HTML."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

import numpy as np

from rnnviz.figures.base.html import (
    ValuedText,
    cell,
    cells,
    coloured,
    escape,
    judged,
    share_cell,
    valued,
)
from rnnviz.figures.base.numbers import bare_percent, short
from rnnviz.figures.base.style import signed_colour
from rnnviz.nn.cells.base import Array
from rnnviz.tasks.addition import Sum
from rnnviz.text.language import _

MOST_UNITS = 8  # whose states are shown
STILL = "vector-effect='non-scaling-stroke'"  # a dot stays round whatever the width


def verdict(one: Sum) -> str:
    """The whole sum in decimals, and whether it is right."""
    right = one.first + one.second
    wrong = _("✗ wrong, it is {right}").format(right=f"{right:,}")
    said = judged(one.right, _("✓ right") if one.right else wrong)
    return f'<p class="verdict"><b>{one.first:,} + {one.second:,} = {one.total:,}</b> {said}</p>'


def columns(one: Sum, states: Array, correlations: Array) -> str:
    """One column a place in the order in which they are read: the two bits, the carry, the answer, and
    below it the `states` `(P, H)` that have to hold the carry, for those units whose `correlations`
    `(H,)` with it are largest; the best one is drawn over the true carry as well."""
    order = np.argsort(one.steps)
    best = np.argsort(-np.abs(correlations), kind="stable")[:MOST_UNITS]
    rows = [*_sum_rows(one, order), _heading(len(order), len(correlations))]
    if len(best):
        first = int(best[0])
        rows.append(_drawn(one.carries[order], states[order, first], first, float(correlations[first])))
    for rank, unit in enumerate(best):
        rows.append(_unit_row(states[order, unit], int(unit), float(correlations[unit]), rank == 0))
    return f'<div class="adding"><table>{"".join(rows)}</table></div>'


def _sum_rows(one: Sum, order: Array) -> list[str]:
    """The sum itself, a place a column."""
    wanted = one.first + one.second
    answers = [int(one.bits[place]) for place in order]
    checks = [
        "✓" if bit == wanted >> int(place) & 1 else "✗"
        for place, bit in zip(order, answers, strict=True)
    ]
    sure = [_sure(float(one.probabilities[place])) for place in order]
    return [
        _row(_("worth"), [f"{2 ** int(place):,}" for place in order], "worth"),
        _row(f"{one.first:,}", [str(one.pairs[place, 0]) for place in order], "bit"),
        _row(f"+ {one.second:,}", [str(one.pairs[place, 1]) for place in order], "bit"),
        _row(_("carry that comes in"), [str(int(one.carries[place])) for place in order], "carry"),
        _row(_("the network's answer"), [str(bit) for bit in answers], "answer"),
        _row(_("right?"), checks, "check"),
        _row(_("how sure, in %"), sure, "sure"),
    ]


def _unit_row(states: Array, unit: int, correlation: float, best: bool) -> str:
    """One unit's states, and how well it stands for the carry."""
    name, size = _("unit {unit}").format(unit=unit + 1), short(correlation)
    label = f"{name} <small>r = {size}</small>"
    shown = "".join(_cell(float(state)) for state in states)
    kind = "unit best" if best else "unit"
    return f'<tr class="{kind}"><th scope="row">{label}</th>{shown}</tr>'


def _row(label: str, cells: Sequence[str], kind: str) -> str:
    shown = "".join(
        cell(one, marks=f' class="{"wrong" if one.startswith("✗") else ""}"') for one in cells
    )
    return f'<tr class="{kind}"><th scope="row">{label}</th>{shown}</tr>'


def _sure(chance: float) -> ValuedText:
    """The probability of the likelier bit in percent, without the sign that its row's head has."""
    likelier = max(chance, 1.0 - chance)
    return valued(escape(bare_percent(likelier)), 100.0 * likelier)


def _heading(count: int, units: int) -> str:
    said = (
        _(
            "Where is the carry kept? States h, {most} of {units}, by the correlation r of each unit "
            "with the carry"
        )
        if units > MOST_UNITS
        else _("Where is the carry kept? States h, by the correlation r of each unit with the carry")
    )
    shown = said.format(most=MOST_UNITS, units=units)
    return f'<tr class="heading"><td colspan="{count + 1}"><span>{shown}</span></td></tr>'


def _cell(value: float) -> str:
    return cell(valued(short(value), value), marks=f' style="{coloured(signed_colour(value))}"')


def _drawn(carries: Array, states: Array, unit: int, correlation: float) -> str:
    """The true carry as filled steps, and the unit's state as a line, turned over if it stands for the
    carry with a minus."""
    count, sign = len(carries), -1.0 if correlation < 0.0 else 1.0
    wide, tall, edge = 100, 64, 6
    blocks = "".join(
        f"<rect x='{place * wide}' y='{edge}' width='{wide}' height='{tall - 2 * edge}'/>"
        for place in range(count)
        if carries[place]
    )
    heights = tall / 2 - (tall / 2 - edge) * np.clip(sign * np.nan_to_num(states), -1.0, 1.0)
    points = [(place * wide + wide // 2, height) for place, height in enumerate(heights)]
    pen = f"stroke='#0072b2' fill='none' stroke-linecap='round' {STILL}"
    line = " ".join(f"{x},{y:.1f}" for x, y in points)
    dots = "".join(f"<path d='M{x} {y:.1f}h0' stroke-width='9' {pen}/>" for x, y in points)
    picture = (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{count * wide}' height='{tall}' "
        f"viewBox='0 0 {count * wide} {tall}' preserveAspectRatio='none'>"
        f"<g fill='#808080' fill-opacity='0.4'>{blocks}</g>"
        f"<polyline points='{line}' stroke-width='2.5' {pen}/>{dots}</svg>"
    )
    words = (_("−h of unit {unit}") if sign < 0 else _("h of unit {unit}")).format(unit=unit + 1)
    alt = _("The true carry at each column, and {words} as a line over it").format(words=words)
    # inline SVG is not let through, a picture of it is
    return (
        '<tr class="drawn"><th scope="row"><span class="block" aria-hidden="true">■</span> '
        f"{_('carry is 1')}<br>"
        f'<span class="line" aria-hidden="true">●</span> {words}</th><td colspan="{count}">'
        f'<img src="data:image/svg+xml,{quote(picture)}" '
        f'alt="{alt}"></td></tr>'
    )


def accuracy(shares: Mapping[int, float], trained: int) -> str:
    """The share of random sums that are right to the last bit, by their number of bits."""
    known = f" <small>({_('trained')})</small>"
    shown: list[str] = [
        valued(
            f"{_('{bits} bits').format(bits=bits)}{known if bits == trained else ''}"
            f"<br>{share_cell(share)}",
            (bits, share),
        )
        for bits, share in sorted(shares.items())
    ]
    return (
        '<table class="tried"><tr><th scope="row">'
        f"{_('1,000 random sums,<br>right to the last bit')}</th>{cells(shown)}</tr></table>"
    )
