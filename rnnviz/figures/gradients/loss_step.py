"""The first lines of backpropagation as HTML: from the logits to the loss of a step, dz = p − y, and
what the readout gets of it, with the numbers."""

from collections.abc import Sequence

import numpy as np

from rnnviz.analysis.loss_step import LossStep
from rnnviz.figures.base.equations import (
    LARGEST_PARTS,
    equation,
    largest_first,
    matrix,
    part,
    place_name,
    rest_part,
    sign,
    subscripted,
)
from rnnviz.figures.base.numbers import fine, three_digits
from rnnviz.figures.base.style import SMALL_COLUMNS, SMALL_ROWS, signed_colour
from rnnviz.figures.gradients.backward_step import LEAST, outer_equation
from rnnviz.text.language import N_, _

# how each output reads its logits, what it costs, and why its derivative is p − y
PREDICTS = {
    "softmax": "p_t = softmax(z_t)",
    "sigmoid": "p_t = σ(z_t)",
    "linear": "p_t = z_t",
}
COSTS = {
    "softmax": "L_t = −log p_t[y]",
    "sigmoid": "L_t = −Σ (y log p + (1 − y) log(1 − p))",
    "linear": "L_t = ½ Σ (y − p)^2",
}
WHY = {
    "softmax": N_(
        "<b>Why p − y?</b> log p[y] = z[y] − log Σ exp(z), so L = −z[y] + log Σ exp(z). By z[i] "
        "the first part gives −1 if i is y, and the second exp(z[i]) / Σ exp(z), which is p[i]: "
        "together p[i] − y[i] with y as a one-hot vector. All p add up to 1, so all of dz adds up to 0."
    ),
    "sigmoid": N_(
        "<b>Why p − y?</b> The slope of σ is p (1 − p), and the derivative of L by p is "
        "(p − y) / (p (1 − p)): the product is p − y."
    ),
    "linear": N_("<b>Why p − y?</b> The derivative of ½ (y − p)² by p is p − y, and z is p itself."),
}


def is_small(first: LossStep) -> bool:
    """Whether all its numbers fit on a page."""
    wide = 1 if first.weight is None else len(first.weight.right)
    return len(first.slope) <= SMALL_ROWS and wide <= SMALL_COLUMNS


@np.errstate(over="ignore", invalid="ignore")  # what overflows is shown as such
def loss_html(first: LossStep, tokens: Sequence[str] | None = None) -> str:
    """The lines from the loss to the readout's gradient; `tokens` name the places of a softmax."""
    tokens = tokens if tokens and len(tokens) == len(first.slope) else None
    small = is_small(first)
    parts = [_loss(first, tokens), _slope(first, tokens, small)]
    parts.append(f'<p class="why">{_(WHY[first.output])}</p>')
    if first.weight is not None:
        row = _chosen(first)
        parts.append(outer_equation(first.weight, row, tokens, small, rows_named=True))
        parts.append(_bias(first, tokens, small))
        parts.append(f'<p class="why">{_next(first)}</p>')
    return f'<div class="arithmetic">{"".join(parts)}</div>'


def _chosen(first: LossStep) -> int:
    """The place that a large vocabulary shows: what was due, or where the error is largest."""
    of = first.wanted if first.output == "softmax" else np.abs(np.nan_to_num(first.slope))
    return int(of.argmax())


def _loss(first: LossStep, tokens: Sequence[str] | None) -> str:
    """What the step costs."""
    cost = f"<b>{three_digits(first.loss)}</b>"
    if first.output == "softmax":
        due = int(first.wanted.argmax())
        said = _("{due} was due and had p = {p}: L = −log {p} = {loss} nats").format(
            due=place_name(due, tokens), p=three_digits(float(first.predicted[due])), loss=cost
        )
        meaning = _("the loss of step {step}").format(step=first.step + 1)
    else:
        unit = _("nats") if first.output == "sigmoid" else _("half the squared error")
        meaning = _("the loss of step {step}, over {count} outputs").format(
            step=first.step + 1, count=len(first.slope)
        )
        said = f"L = {cost} {unit}"
    return equation(COSTS[first.output], meaning, [f'<p class="sum">{said}</p>'], stacked=True)


def _slope(first: LossStep, tokens: Sequence[str] | None, small: bool) -> str:
    """From the logits to dz = p − y."""
    head = f"{PREDICTS[first.output]},  dz_t = ∂L_t/∂z_t = p_t − y_t"
    meaning = _("the derivative of the loss by the logits z")
    if not small:
        return equation(head, meaning, [_largest(first, tokens)], stacked=True)
    body = [
        matrix("z_t", first.logits, rows=tokens),
        sign("→"),
        matrix("p_t", first.predicted, rows=tokens, write=fine),
        sign("−"),
        matrix("y_t", first.wanted, rows=tokens),
        sign("="),
        matrix("dz_t", first.slope, rows=tokens, scale=LEAST, write=fine),
    ]
    return equation(head, meaning, body)


def _largest(first: LossStep, tokens: Sequence[str] | None) -> str:
    """The largest entries of dz, each as its own subtraction."""
    most = max(float(np.abs(np.nan_to_num(first.slope)).max()), LEAST)
    order = largest_first(first.slope)
    shown = [
        part(
            signed_colour(float(first.slope[place]), most),
            place_name(int(place), tokens),
            f"{three_digits(float(first.predicted[place]))} − {fine(float(first.wanted[place]))}"
            f" = {three_digits(float(first.slope[place]))}",
        )
        for place in order[:LARGEST_PARTS]
    ]
    rest = len(order) - LARGEST_PARTS
    if rest > 0:
        shown.append(rest_part(_("and {rest} smaller ones").format(rest=rest)))
    return f'<p class="summand">{" ".join(shown or [rest_part(_("all zero"))])}</p>'


def _bias(first: LossStep, tokens: Sequence[str] | None, small: bool) -> str:
    """What the readout's bias gets."""
    if first.bias is None:
        return ""
    head, meaning = "db_y = dz_t", _("a bias is added, so it gets what its sum gets")
    if small:
        made = matrix("db_y", first.bias.value, rows=tokens, scale=LEAST, write=fine)
        return equation(head, meaning, [made])
    place = _chosen(first)
    value = three_digits(float(first.bias.value[place]))
    line = f"{subscripted('db_y')}[{place_name(place, tokens)}] = <b>{value}</b>"
    return equation(head, meaning, [f'<p class="sum">{line}</p>'], stacked=True)


def _next(first: LossStep) -> str:
    """Where it goes on."""
    return _(
        "From here on it goes into the network: {back} is what arrives at the state of step "
        "{step}, and there “One step back” begins."
    ).format(back=subscripted("dh_t = W_hy^T dz_t"), step=first.step + 1)
