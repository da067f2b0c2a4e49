"""One step of a batch in row form and in column form, as HTML."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rnnviz.analysis.batch_step import BatchStep
from rnnviz.figures.base.equations import equation, matrix, sign
from rnnviz.figures.base.numbers import fine
from rnnviz.figures.base.style import SMALL_COLUMNS, SMALL_ROWS
from rnnviz.figures.gradients.activation_slope import name_of
from rnnviz.figures.gradients.backward_step import LEAST
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

ROW, COLUMN = "row", "column"

Named = tuple[str, Array]


class _Line(NamedTuple):
    """One equation: its letters, what it is, what is multiplied, and what comes of it."""

    formula: str
    meaning: str
    factors: list[Named]
    result: Named


def is_small(made: BatchStep) -> bool:
    """Whether all its numbers fit on a page."""
    width, size = made.weight_x.shape
    return size <= SMALL_ROWS and width <= SMALL_COLUMNS


@np.errstate(over="ignore", invalid="ignore")  # what overflows is shown as such
def batch_html(made: BatchStep, form: str, activation: str) -> str:
    """The step forward and back in one of both forms."""
    lines = _rows(made, activation) if form == ROW else _columns(made, activation)
    small, parts = is_small(made), []
    for formula, meaning, factors, result in lines:
        body: list[str] = []
        if small:
            for name, values in factors:
                body += [sign("·")] * bool(body)
                body.append(_shown(name, values))
            body += [sign("=" if len(factors) > 1 else "→"), _shown(*result)]
        parts.append(equation(formula, f"{meaning}{_shape(factors, result)}", body))
    return f'<div class="arithmetic">{"".join(parts)}</div>'


def _rows(made: BatchStep, activation: str) -> list[_Line]:
    return [*_forward_in_rows(made, name_of(activation)), *_back_in_rows(made)]


def _forward_in_rows(made: BatchStep, f: str) -> list[_Line]:
    return [
        _Line(
            "X W_x",
            _("what was read, through the weights"),
            [("X", made.x), ("W_x", made.weight_x)],
            ("X W_x", made.x @ made.weight_x),
        ),
        _Line(
            "h_k−1 W_h",
            _("the state before, through the weights"),
            [("h_k−1", made.before), ("W_h", made.weight_h)],
            ("h_k−1 W_h", made.before @ made.weight_h),
        ),
        _Line(
            f"h_k = {f}(h_k−1 W_h + X W_x + b)",
            _("the new state"),
            [("a", made.sums)],
            ("h_k", made.hidden),
        ),
    ]


def _back_in_rows(made: BatchStep) -> list[_Line]:
    by_sums = ("da", made.by_sums)
    return [
        _Line("da = dh_k ⊙ f′", _("back through the activation"), [("dh_k", made.arriving)], by_sums),
        _Line(
            "dX = da W_x^T",
            _("what goes on to what was read"),
            [by_sums, ("W_x^T", made.weight_x.T)],
            ("dX", made.by_x),
        ),
        _Line(
            "dh_k−1 = da W_h^T",
            _("what goes on to the state before"),
            [by_sums, ("W_h^T", made.weight_h.T)],
            ("dh_k−1", made.by_before),
        ),
        _Line(
            "dW_x = X^T da",
            _("summed over the N rows"),
            [("X^T", made.x.T), by_sums],
            ("dW_x", made.by_weight_x),
        ),
        _Line(
            "dW_h = h_k−1^T da",
            _("summed over the N rows"),
            [("h_k−1^T", made.before.T), by_sums],
            ("dW_h", made.by_weight_h),
        ),
        _Line("db = Σ_N da", _("summed over the N rows"), [by_sums], ("db", made.by_bias[None])),
    ]


def _columns(made: BatchStep, activation: str) -> list[_Line]:
    """The same, transposed: every sequence is a column, and products turn round."""
    f = name_of(activation)
    formulas = (
        "W_ih X",
        "W_hh h_k−1",
        f"h_k = {f}(W_hh h_k−1 + W_ih X + b)",
        "da = dh_k ⊙ f′",
        "dX = W_ih^T da",
        "dh_k−1 = W_hh^T da",
        "dW_ih = da X^T",
        "dW_hh = da h_k−1^T",
        "db = Σ_N da",
    )
    return [
        _Line(
            formula,
            line.meaning,
            [(_turned(name), values.T) for name, values in reversed(line.factors)],
            (_turned(line.result[0]), line.result[1].T),
        )
        for formula, line in zip(formulas, _rows(made, activation), strict=True)
    ]


def _turned(name: str) -> str:
    """The name of a factor in column form."""
    columns = {
        "X W_x": "W_ih X",
        "h_k−1 W_h": "W_hh h_k−1",
        "W_x": "W_ih",
        "W_h": "W_hh",
        "W_x^T": "W_ih^T",
        "W_h^T": "W_hh^T",
        "dW_x": "dW_ih",
        "dW_h": "dW_hh",
    }
    return columns.get(name, name)


def _shown(name: str, values: Array) -> str:
    gradient = name.startswith("d")
    return matrix(name, values, scale=LEAST if gradient else None, write=fine)


def _shape(factors: Sequence[Named], result: Named) -> str:
    """The shapes of a product, as (4,3) = (4,2) (2,3)."""
    said = " ".join(f"({values.shape[0]},{values.shape[1]})" for _name, values in factors)
    rows, columns = result[1].shape
    return f" ({rows},{columns}) = {said}" if len(factors) > 1 else f" ({rows},{columns})"
