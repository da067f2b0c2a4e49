"""A step in row form and in column form for a batch of typed rows, and what everything on the page is
called, on the page Backpropagate."""

import streamlit as st

from rnnviz.analysis.arriving import arriving
from rnnviz.analysis.batch_step import batch_step
from rnnviz.figures.base.numbers import given
from rnnviz.figures.gradients.batch_step import batch_html
from rnnviz.figures.gradients.look import Look
from rnnviz.figures.gradients.names import names_html
from rnnviz.nn.tokenizer import read
from rnnviz.text.language import _, labels
from rnnviz.ui.components.html import caption, markup, notice
from rnnviz.ui.components.terms import explained_within
from rnnviz.ui.components.unfolds import unfolds
from rnnviz.ui.gradients.view import FORMS, KEY, MOST_BATCH, one_loss, value

EXAMPLE_ROWS = 2  # of what the text reads, until rows are typed


def row_form(look: Look) -> None:
    """The opened step for a batch, in one of both forms, and the table of names."""
    title = _("In rows and in columns: one step for a batch")
    with unfolds(KEY + "rows", title) as opened:
        if not opened:
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.segmented_control(
                _("Form"),
                tuple(FORMS),
                key=KEY + "as",
                required=True,
                persist_state="session",
                format_func=labels(FORMS),
                help=_(
                    "Papers write a vector as a column, programs a batch as rows: each is the other, "
                    "transposed."
                ),
            )
            st.text_input(
                _("Rows of the batch, 1 to 4, ; between rows"),
                key=KEY + "batch",
                placeholder=_example(look),
                max_chars=MOST_BATCH,
                persist_state="session",
                help=_(
                    "As many numbers in each row as the network reads; empty: the text’s first ones."
                ),
            )
        try:
            typed = read(value("batch") or _example(look), "numbers", look.net)
            made = batch_step(look.flow, arriving(look.flow, one_loss(look)), look.opened, typed.inputs)
        except ValueError as problem:
            notice(str(problem), to_class=False)
            return
        caption(
            _(
                "Step {step} for every row: the state before and what arrives are those of the "
                "text, what is read is typed here."
            ).format(step=look.opened + 1)
        )
        markup(batch_html(made, value("as"), look.net.cell))


def names(look: Look) -> None:
    """Everything that the page writes with a letter."""
    title = _("Names, shapes and meanings of everything on this page")
    with unfolds(KEY + "names", title) as opened:
        if opened:
            layer = look.flow.row // look.net.directions
            table = names_html(look.net, layer, look.flow.trace.steps)
            markup(explained_within(table, ("logits", "one-hot vector", "activation", "Jacobian")))


def _example(look: Look) -> str:
    """What the first steps of the text read, as rows of numbers."""
    rows = look.flow.trace.read[0][:EXAMPLE_ROWS]
    return "; ".join(" ".join(given(float(value)).replace("−", "-") for value in row) for row in rows)
