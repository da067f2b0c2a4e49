"""The check of our gradients against two others, as a table."""

from collections.abc import Mapping

import numpy as np

from rnnviz.analysis.gradient_check import Check
from rnnviz.figures.base.html import cell, escape, valued
from rnnviz.figures.base.numbers import power
from rnnviz.nn.pytorch import COMMAND
from rnnviz.text.language import _, listed


def agrees(check: Check) -> bool:
    """Whether both others say the same, as far as their digits go."""
    return not check.differs and not check.undecided


def verdict(table: Mapping[str, Check]) -> str:
    """What came of it, in a sentence."""
    wrong = [name for name, check in table.items() if check.differs]
    if wrong:
        return _("✗ {count} of {all} do not agree: {wrong}.").format(
            count=len(wrong), all=len(table), wrong=listed(wrong)
        )
    open_ones = [name for name, check in table.items() if check.undecided]
    if open_ones:
        return _(
            "≈ Nothing contradicts these gradients, but {count} of {all} cannot be decided: {names}. "
            "Here every rounding of a number grows until it decides the first digits, in ours "
            "as in the other derivatives. A smaller gain or a shorter text can be checked."
        ).format(count=len(open_ones), all=len(table), names=", ".join(open_ones))
    known = [check.autograd for check in table.values() if check.autograd is not None]
    if not known:
        return _(
            "✓ All {count} agree with finite differences. The comparison with autograd needs PyTorch, "
            "which is not installed here; “{command}” brings it."
        ).format(count=len(table), command=COMMAND)
    worst = max(known)
    return _(
        "✓ All {count} agree with PyTorch’s autograd and with finite differences (largest "
        "relative error against PyTorch: {worst})."
    ).format(count=len(table), worst=power(worst))


def table_html(table: Mapping[str, Check]) -> str:
    """Name, largest relative error by differences, by PyTorch, and whether they agree."""
    rows = []
    for name, check in table.items():
        kind = "differs" if check.differs else "undecided" if check.undecided else "agrees"
        word = {
            "agrees": _("✓ agrees"),
            "undecided": _("≈ rounding decides"),
            "differs": _("✗ differs"),
        }[kind]
        moved = _("({moved} of {entries} entries)").format(
            moved=f"{check.moved:,}", entries=f"{check.entries:,}"
        )
        if check.lost:
            moved = _("({moved} of {entries} entries; {lost} more have too few digits)").format(
                moved=f"{check.moved:,}", entries=f"{check.entries:,}", lost=f"{check.lost:,}"
            )
        by_autograd = _("not compared")
        if check.autograd is not None:
            by_autograd = valued(
                f"{_error(check.autograd)} <small>{_('(all)')}</small>", check.autograd
            )
        rows.append(
            f"<tr class='{kind}'><th>{escape(name)}</th>"
            f"{cell(valued(f'{_error(check.differences)} <small>{moved}</small>', check.differences))}"
            f"{cell(by_autograd)}<td><b>{word}</b></td></tr>"
        )
    return (
        f"<div class='checked'><p><b>{escape(verdict(table))}</b></p><table>"
        f"<tr><th>{_('gradient by')}</th><th>{_('by differences: largest relative error')}</th>"
        f"<th>{_('by PyTorch: largest relative error')}</th><td></td></tr>{''.join(rows)}</table></div>"
    )


def _error(value: float | None) -> str:
    if value is None:
        return _("no entry could be compared")
    return _("not a number") if np.isnan(value) else power(value)
