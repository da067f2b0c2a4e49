"""The formula of backpropagation through time in one line, and each of its factors with its numbers, as
HTML; built up as far as it is asked for."""

from collections.abc import Sequence

import numpy as np

from rnnviz.analysis.formula import Formula
from rnnviz.figures.base.equations import equation, matrix, sign, subscripted
from rnnviz.figures.base.html import cells, valued
from rnnviz.figures.base.numbers import fine, three_digits
from rnnviz.figures.base.style import SMALL_ROWS
from rnnviz.figures.gradients.backward_step import LEAST
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import N_, _

TERMS = 5
WRITTEN = 3  # Jacobians with all their numbers; of more the first ones, and the norm of each
LISTED = 12  # rows of a table
NAMES = (
    "∂L_t/∂y_t",
    "∂y_t/∂{s}_t",
    "∏ ∂{s}_j/∂{s}_j−1",
    "∂{s}_k/∂W_hh",
    "Σ_k Σ_t",
)
MEANINGS = (
    N_("how the loss changes with the logits: dz = p − target, as a row"),
    N_("how the logits change with the state: the readout’s matrix"),
    N_("how the state changes with an earlier one: each step between has its Jacobian as a factor"),
    N_("how the state changes with the weights, with h before it held fixed"),
    N_("the same matrix was used at every step, and every step has a loss: all are added up"),
)


def term_names(found: Formula) -> tuple[str, ...]:
    """The terms as plain letters, for the control that builds the line up."""
    return tuple(
        name.format(s=_letter(found))
        .replace("_j−1", "ⱼ₋₁")
        .replace("_j", "ⱼ")
        .replace("_k", "ₖ")
        .replace("_t", "ₜ")
        .replace("W_hh", "W")
        for name in NAMES
    )


def is_small(found: Formula) -> bool:
    """Whether its matrices fit on a page."""
    return max(*found.readout.shape, *found.weight.shape) <= SMALL_ROWS


def line_html(found: Formula, terms: int) -> str:
    """The line as far as its first `terms` (1 to 5) factors."""
    return f'<div class="arithmetic">{_line(found, terms)}</div>'


@np.errstate(over="ignore", invalid="ignore")  # what overflows is shown as such
def formula_html(found: Formula, terms: int, activation: str) -> str:
    """The first `terms` (1 to 5) factors of the line with their numbers."""
    small = is_small(found)
    draw = (_by_output, _by_state, _product, _by_weight, _sums)
    parts = [one(found, small, activation) for one in draw[:terms]]
    return f'<div class="arithmetic">{"".join(parts)}</div>'


def _letter(found: Formula) -> str:
    """The state's letter: s for (h, c) of an LSTM."""
    return "h" if found.readout.shape[1] == len(found.before) else "s"


def _line(found: Formula, terms: int) -> str:
    """The whole formula, as far as it is built up, and below it the same with this t and this k."""
    s, t, k = _letter(found), found.t + 1, found.k + 1
    factors = [
        "∂L_t/∂y_t",
        f"∂y_t/∂{s}_t",
        f"( ∏<sub>j=k+1…t</sub> ∂{s}_j/∂{s}_j−1 )",
        f"∂{s}_k/∂W_hh",
    ]
    parts = [subscripted(factor) for factor in factors[:terms]]
    if terms == TERMS:
        parts[0] = f"{subscripted('∂L/∂W_hh')} = Σ<sub>t</sub> Σ<sub>k≤t</sub> {parts[0]}"
    elif terms < TERMS - 1:
        parts.append("…")
    line = " · ".join(f"<span>{part}</span>" for part in parts)
    between = " · ".join(subscripted(_jacobian(s, j, found)) for j in found.passed[:WRITTEN])
    if len(found.passed) > WRITTEN:
        between += f" · … · {subscripted(_jacobian(s, found.passed[-1], found))}"
    here = [
        subscripted(f"∂L_{t}/∂y_{t}"),
        subscripted(f"∂y_{t}/∂{s}_{t}"),
        f"( {between} )" if found.passed else "1",
        subscripted(f"∂{s}_{k}/∂W_hh"),
    ]
    said = _("with t = {t} and k = {k}: {line}").format(t=t, k=k, line=" · ".join(here[:terms]))
    if not found.passed and terms >= 3:
        said += " " + _("(no step lies between, so the product is 1)")
    return f'<p class="sum line">{line}</p><p class="why">{said}</p><p class="why">{_words(found)}</p>'


def _words(found: Formula) -> str:
    """What the letters of the line mean that the rest of the page writes otherwise."""
    said = _("Here y is what the network puts out, the logits; elsewhere on this page that is z.")
    if _letter(found) == "s":
        said += " " + _("The state s of an LSTM is h and c together.")
    return said


def _jacobian(s: str, j: int, found: Formula) -> str:
    """One factor's name, with the steps as readers count them."""
    before = j + (1 if found.t < found.k else -1)
    return f"∂{s}_{j + 1}/∂{s}_{before + 1}"


def _norm(values: Array) -> str:
    """The length of a vector or a matrix, in words."""
    return _("norm {norm}").format(norm=fine(float(np.sqrt(np.square(values).sum()))))


def _by_output(found: Formula, small: bool, activation: str) -> str:
    body = [matrix("dz_t^T", found.by_output[None], scale=LEAST, write=fine)]
    return _factor(0, found, body if small else [], _norm(found.by_output))


def _by_state(found: Formula, small: bool, activation: str) -> str:
    body = [
        matrix("W_hy", found.readout),
        sign(_("so far:")),
        matrix(f"∂L_t/∂{_letter(found)}_t", found.entering[None], scale=LEAST, write=fine),
    ]
    said = _("{norm}; so far the product has {after}").format(
        norm=_norm(found.readout), after=_norm(found.entering)
    )
    return _factor(1, found, body if small else [], said)


def _product(found: Formula, small: bool, activation: str) -> str:
    """The Jacobians, multiplied out, with the norm of each."""
    body = _multiplied(found, activation) if small and found.passed else []
    said = _("so far the product has {after}").format(after=_norm(found.arriving))
    return _factor(2, found, body, said) + _power(found, activation) + _each_norm(found)


def _multiplied(found: Formula, activation: str) -> list[str]:
    """Each factor as diag(f') W_hh, and what they make."""
    s = _letter(found)
    body: list[str] = []
    for place, j in enumerate(found.passed[:WRITTEN]):
        body += [sign("·")] * bool(body)
        if found.slopes is not None and activation != "identity":
            body.append(matrix(f"diag(f′_{j + 1})", np.diag(found.slopes[place])))
            body.append(matrix("W_hh", found.weight))
        else:
            name = "W_hh" if found.slopes is not None else _jacobian(s, j, found)
            body.append(matrix(name, found.jacobians[place]))
    if len(found.passed) > WRITTEN:
        more = len(found.passed) - WRITTEN
        body.append(sign(_("· {more} more").format(more=more)))
    name = f"∂{s}_{found.t + 1}/∂{s}_{found.k + 1}"
    return [*body, sign("="), matrix(name, found.product, scale=LEAST, write=fine)]


def _each_norm(found: Formula) -> str:
    """How far each factor can stretch, and how far all of them together do."""
    if not found.passed:
        return ""
    s, norms = _letter(found), found.factor_norms
    names = [subscripted(_jacobian(s, j, found)) for j in found.passed[:LISTED]]
    values: list[str] = [valued(three_digits(float(norm)), norm) for norm in norms[:LISTED]]
    if len(norms) > LISTED:
        names, values = [*names, "…"], [*values, "…"]
    made = float(np.linalg.norm(found.product, 2)) if np.isfinite(found.product).all() else np.nan
    ends = [_("multiplied"), _("the product itself")]
    whole = float(np.prod(norms))
    values += [valued(three_digits(one), one) for one in (whole, made)]
    title = _("the largest stretch of each (its spectral norm)")
    return _stretches(title, [*names, *ends], values)


def _stretches(title: str, names: list[str], values: list[str]) -> str:
    """A table of one line under its title."""
    return (
        f'<p class="under">{title}</p><div class="equation">'
        f'<table class="stretches" aria-label="{title}">'
        f"<tr>{cells(names, 'th')}</tr><tr>{cells(values)}</tr></table></div>"
    )


def _power(found: Formula, activation: str) -> str:
    """What the product is where no slope has a say."""
    if activation != "identity" or not found.passed:
        return ""
    said = _("The activation is linear, all slopes are 1: the product is {power}, a matrix to a power.")
    power = f"W<sub>hh</sub><sup>{len(found.passed)}</sup>"
    return f'<p class="why">{said.format(power=power)}</p>'


def _by_weight(found: Formula, small: bool, activation: str) -> str:
    share = found.shares[found.k]
    said = _("the share of step {k} has {norm}").format(k=found.k + 1, norm=_norm(share))
    if not small or found.own_slope is None:
        return _factor(3, found, [], said)
    sent = found.arriving * found.own_slope
    body = [
        matrix(f"(∂L_t/∂h_k ⊙ f′_{found.k + 1})^T", sent, scale=LEAST, write=fine),
        matrix("h_k−1^T", found.before[None]),
        sign("="),
        matrix(_("share of step {k}").format(k=found.k + 1), share, scale=LEAST, write=fine),
    ]
    return _factor(3, found, body, said)


def _sums(found: Formula, small: bool, activation: str) -> str:
    """What every k adds for this t, and what all t make."""
    sizes = np.sqrt(np.square(found.shares).sum(axis=(1, 2)))
    order = [k for k in range(len(sizes)) if sizes[k] > 0.0 or np.isnan(sizes[k])]
    names = [f"k = {k + 1}" for k in order[-LISTED:]]
    values: list[str] = [valued(fine(float(sizes[k])), sizes[k]) for k in order[-LISTED:]]
    if len(order) > LISTED:
        names, values = ["…", *names], ["…", *values]
    title = _("the norm of what each k adds to the gradient of this loss")
    table = _stretches(title, names, values)
    said = _("summed over k {one}, summed over t too {all}").format(
        one=_norm(found.of_loss), all=_norm(found.total)
    )
    body: Sequence[str] = ()
    if small:
        body = (
            matrix(f"∂L_{found.t + 1}/∂W_hh", found.of_loss, scale=LEAST, write=fine),
            sign(_("and with all losses")),
            matrix("∂L/∂W_hh", found.total, scale=LEAST, write=fine),
        )
    return _factor(4, found, body, said) + table


def _factor(place: int, found: Formula, body: Sequence[str], said: str) -> str:
    """One term under its name, with what it means and what it comes to."""
    name = NAMES[place].format(s=_letter(found))
    return equation(name, f"{_(MEANINGS[place])}; {said}", list(body))
