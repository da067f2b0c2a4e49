"""What became of the chosen row of the matrix of gradient norms, in words."""

import numpy as np

from rnnviz.figures.base.html import show
from rnnviz.figures.base.numbers import power
from rnnviz.figures.gradients.look import Look
from rnnviz.nn.cells.base import Array
from rnnviz.runs.truncation_words import cut_phrase
from rnnviz.text.language import _, listed

NAMED = 12  # steps of a row, those nearest to its loss


def title(look: Look) -> str:
    """What became of the gradient of the chosen row, in a sentence without its full stop."""
    values, row = look.values[look.row], look.row
    if not np.isfinite(values).all():
        said = (
            _("The numbers overflowed at step {step}: there is no gradient to follow")
            if look.lost
            else _("The numbers overflowed going back from step {step}: there is no gradient to follow")
        )
        return said.format(step=look.lost or row + 1)
    stops = np.flatnonzero(look.reached[row, : row + 1])[0]
    if stops > 0 and (values[:stops] > 0.0).any():
        return _("With {cut} the backward pass from step {row} stops at step {stops}").format(
            cut=cut_phrase(look.cut), row=row + 1, stops=stops + 1
        )
    known = np.flatnonzero(values > 0.0)
    if not known.size:
        return _("Nothing of step {row} reaches any step").format(row=row + 1)
    if len(values) == 1:
        return _("One step: there is nothing to reach back to")
    return _course(look, known)


def _course(look: Look, known: Array) -> str:
    """How the gradient changes over the `known` steps, those that it reaches."""
    values, row, quantity = look.values[look.row], look.row, look.quantity
    what = _("the gradient") if quantity.loss else _("what a push does")
    near, far = known[-1], known[0]
    if look.net.bidirectional and near != far:
        most, least = known[values[known].argmax()] + 1, known[values[known].argmin()] + 1
        return _(
            "From step {row}, {what} arrives most at step {most} and least at step {least}"
        ).format(row=row + 1, what=what, most=most, least=least)
    if near == far:
        return _("At step {near}, {what} is {value}").format(
            near=near + 1, what=what, value=power(float(values[near]))
        )
    if not quantity.loss:
        return _(
            "A push of 1 to {gets} at step {far} moves that of step {row} by up to {value}"
        ).format(gets=quantity.gets, far=far + 1, row=row + 1, value=power(float(values[far])))
    with np.errstate(over="ignore", under="ignore"):
        factor = float(values[far] / values[near])
    said = (
        _("From step {near} to step {far}, {what} shrinks to {factor} of its size")
        if factor < 0.8
        else _("From step {near} to step {far}, {what} grows to {factor} times its size")
        if factor > 1.25
        else _("From step {near} to step {far}, {what} about keeps its size (× {factor})")
    )
    return said.format(near=near + 1, far=far + 1, what=what, factor=power(factor))


def reach_sentence(look: Look) -> str:
    """On which step the chosen row depends most, and on how many a hundredth as much; "" where nothing
    can be followed."""
    values = look.values[look.row]
    if not np.isfinite(values).all() or not (values > 0.0).any():
        return ""
    most = int(values.argmax())
    felt = int((values >= values[most] / 100.0).sum())
    said = (
        _(
            "The loss of step {row} depends most on step {most} ({value}), and on {felt} of {count} "
            "steps at least 1 % as much."
        )
        if look.quantity.loss
        else _(
            "The state of step {row} depends most on step {most} ({value}), and on {felt} of {count} "
            "steps at least 1 % as much."
        )
    )
    return said.format(
        row=look.row + 1,
        most=most + 1,
        value=power(float(values[most])),
        felt=felt,
        count=len(values),
    )


def cut_sentence(look: Look) -> str:
    """How many of those steps the cut leaves; "" where it leaves all, or nothing can be followed."""
    values = look.values[look.row]
    if not reach_sentence(look):
        return ""
    felt = values >= values.max() / 100.0
    kept = int((felt & look.reached[look.row]).sum())
    if kept == felt.sum():
        return ""
    return _("With {cut} only {kept} of these {felt} are reached.").format(
        cut=cut_phrase(look.cut), kept=kept, felt=int(felt.sum())
    )


def describe(look: Look) -> str:
    """The picture in words, for those who cannot see it."""
    pieces, values = look.typed.pieces, look.values[look.row]
    felt = np.flatnonzero(np.isfinite(values) & (values > 0.0))
    named = [
        _("step {step} “{piece}” {value}").format(
            step=k + 1, piece=show(pieces[k]), value=power(float(values[k]))
        )
        for k in felt[-NAMED:]
    ]
    said = (
        _(
            "Matrix of the norms of {name} over {count} steps. {title}. Row {row}: {named} and {more} "
            "earlier steps."
        )
        if len(felt) > NAMED
        else _("Matrix of the norms of {name} over {count} steps. {title}. Row {row}: {named}.")
    )
    return said.format(
        name=look.quantity.plain,
        count=len(pieces),
        title=title(look),
        row=look.row + 1,
        named=listed(named) or _("nothing arrives"),
        more=len(felt) - NAMED,
    )
