"""The bound on a chain's gradient, and the formula of clipping, as lines with their numbers."""

from collections.abc import Sequence

from rnnviz.analysis.chain_bound import ChainBound
from rnnviz.analysis.remedies import Clipped
from rnnviz.figures.base.equations import subscripted
from rnnviz.figures.base.html import value_mark
from rnnviz.figures.base.numbers import power, three_digits
from rnnviz.text.language import _

PRODUCT = "‖X Y‖ ≤ ‖X‖ ‖Y‖"
ONE = "‖W<sub>hh</sub><sup>T</sup> diag(f′)‖ ≤ ‖W<sub>hh</sub>‖ ‖diag(f′)‖"
BETAS = "‖∂h<sub>t</sub>/∂h<sub>t−1</sub>‖ ≤ β<sub>W</sub> β<sub>f</sub>"
ALL = "‖∂h<sub>t</sub>/∂h<sub>k</sub>‖ ≤ (β<sub>W</sub> β<sub>f</sub>)<sup>t−k</sup>"
CLIP = "g ← g · θ / ‖g‖"


Line = tuple[str, str, Sequence[float]]  # a formula, what is said of it, the numbers in that


def bound_html(bound: ChainBound) -> str:
    """From the norm of a product to the bound over all steps, each with the numbers of the chain."""
    said = _("A product stretches no vector further than its factors do one after the other.")
    return _lines([(PRODUCT, said, ()), _one_step(bound), _any_step(bound), _all_steps(bound)])


def _one_step(bound: ChainBound) -> Line:
    both = bound.one_weight * bound.one_slope
    said = _("At the last step, first draw: {product} ≤ {weight} · {slope} = {both}.").format(
        product=three_digits(bound.one_step),
        weight=three_digits(bound.one_weight),
        slope=three_digits(bound.one_slope),
        both=three_digits(both),
    )
    return ONE, said, (bound.one_step, bound.one_weight, bound.one_slope, both)


def _any_step(bound: ChainBound) -> Line:
    said = _(
        "β_W = {weight} is the largest singular value of W_hh over all draws, β_f = "
        "{slope} the largest slope that any step met: together {rate} a step."
    ).format(
        weight=three_digits(bound.beta_weight),
        slope=three_digits(bound.beta_slope),
        rate=three_digits(bound.rate),
    )
    return BETAS, said, (bound.beta_weight, bound.beta_slope, bound.rate)


def _all_steps(bound: ChainBound) -> Line:
    said = _(
        "Over all {steps} steps: {rate} to the power of {steps} is {most}. The most that a "
        "draw comes to is {met}. {so}"
    ).format(
        steps=bound.steps,
        rate=three_digits(bound.rate),
        most=power(bound.most),
        met=power(bound.met),
        so=_verdict(bound.rate),
    )
    return ALL, said, (bound.steps, bound.rate, bound.most, bound.met)


def _verdict(rate: float) -> str:
    """What the bound says, and what it does not."""
    if rate < 1.0:
        return _("It is below 1 a step, so the gradient must vanish.")
    return _(
        "It is not below 1 a step, so the gradient may explode, but need not: a bound says how "
        "large it can be, not how large it is."
    )


def clip_html(done: Clipped, limit: float) -> str:
    """The formula of clipping by norm at the gradient on screen."""
    before, after, _by_value = done.norms
    if not before > limit:
        said = _("‖g‖ = {before} is not above θ = {limit}, so g stays as it is.").format(
            before=power(before), limit=power(limit)
        )
        return _lines([(CLIP, said, (before, limit))])
    factor = limit / before
    # the largest component itself, which the picture shows in its plane
    largest = float(done.before[0])
    said = _(
        "‖g‖ = {before} is above θ = {limit}: every component is multiplied by {limit} / {before} = "
        "{factor}, the largest from {largest} to {smaller}, and ‖g‖ is then {after}."
    ).format(
        before=three_digits(before),
        limit=power(limit),
        factor=three_digits(factor),
        largest=three_digits(largest),
        smaller=three_digits(largest * factor),
        after=three_digits(after),
    )
    numbers = (before, limit, factor, largest, largest * factor, after)
    return _lines([(CLIP, said, numbers)])


def _lines(lines: Sequence[Line]) -> str:
    """Each formula, and what is said of it with its numbers."""
    rows = "".join(
        f"<section><h3>{formula}</h3><p{value_mark(numbers) if numbers else ''}>"
        f"{subscripted(said)}</p></section>"
        for formula, said, numbers in lines
    )
    return f'<div class="arithmetic">{rows}</div>'
