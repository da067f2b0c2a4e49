"""What is said beside the picture of a parameter's shares: letters, rule, and what else is to know."""

from collections.abc import Sequence

from rnnviz.figures.base.equations import subscripted
from rnnviz.figures.base.html import escape
from rnnviz.figures.gradients.look import Look
from rnnviz.figures.gradients.weight_shares import TITLE
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import N_, _, listed

# with Plotly's <sub>, then for controls and screen readers
LETTERS = {
    "whh": ("W<sub>hh</sub>", "W_hh"),
    "wih": ("W<sub>ih</sub>", "W_ih"),
    "bhh": ("b<sub>hh</sub>", "b_hh"),
    "bih": ("b<sub>ih</sub>", "b_ih"),
    "why": ("W<sub>hy</sub>", "W_hy"),
    "by": ("b<sub>y</sub>", "b_y"),
    "embedding": ("E", "E"),
}
BIAS, TABLE = N_("One bias, used T times"), N_("One table, read T times")
USED = {"bhh": BIAS, "bih": BIAS, "by": BIAS, "embedding": TABLE}
RULES = {
    "whh": "dW_hh = Σ_k dt_k h_k−1^T",
    "wih": "dW_ih = Σ_k dt_k x_k^T",
    "bhh": "db_hh = Σ_k dt_k",
    "bih": "db_ih = Σ_k dt_k",
    "why": "dW_hy = Σ_k dz_k h_k^T",
    "by": "db_y = Σ_k dz_k",
    "embedding": "dE[x_k] += dx_k",
}
MOST_ROWS = 12  # of a table that a sentence names


def used(word: str) -> str:
    """What the picture is called."""
    return USED.get(word, TITLE)


def rule_sentence(word: str, name: str, shape: Sequence[int], rows: Array, look: Look) -> str:
    """The rule by which the shares are made, PyTorch's name and shape of the parameter, and what is
    peculiar to it, as HTML; `rows` are those of an embedding that were read."""
    said = _("{rule}, the sum over k = 1 to {steps}. In PyTorch it is {name}, {shape}.").format(
        rule=subscripted(RULES[word]),
        steps=look.flow.trace.steps,
        name=f"<code>{name}</code>",
        shape="×".join(map(str, shape)),
    )
    if word == "whh" and look.net.cell == "gru_before":
        more = _("In the rows of n, r_k ⊙ h_k−1 stands in the place of h_k−1.")
        return f"{said} {subscripted(more)}"
    if word in ("bhh", "bih"):
        return f"{said} {subscripted(two_biases(look.net.cell))}"
    if word == "embedding":
        return f"{said} {_rows_sentence(rows, shape[0], look.net.vocabulary)}"
    return said


def two_biases(cell: str) -> str:
    """Why PyTorch has two biases, and what follows for their gradients."""
    if cell == "gru":
        return _(
            "PyTorch has two biases, b_ih and b_hh. For r and z both are added to the same sum and get "
            "the same gradient; in n the second stands behind the reset gate, so it gets dt_n ⊙ r."
        )
    return _(
        "PyTorch has two biases, b_ih and b_hh, as cuDNN has: both are added to the same sum, so both "
        "get the same gradient, and one of them would do. What textbooks call b is b_ih + b_hh."
    )


def _rows_sentence(rows: Array, count: int, vocabulary: Sequence[str] | None) -> str:
    """Which rows of an embedding get a gradient."""
    names = [f"<bdi>{escape(vocabulary[row])}</bdi>" if vocabulary else str(row) for row in rows]
    if len(rows) == count:
        return _("All {count} rows of E were read: {rows}, from top to bottom.").format(
            count=count, rows=listed(names)
        )
    which = listed(names[:MOST_ROWS]) + (" …" if len(names) > MOST_ROWS else "")
    return _(
        "Of the {count} rows of E those that were read get a gradient, {read}: {rows}. Shown are "
        "these, from top to bottom; the other {rest} get none."
    ).format(count=count, read=len(rows), rows=which, rest=count - len(rows))
