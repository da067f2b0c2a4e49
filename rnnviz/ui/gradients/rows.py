"""A step in row form and in column form for a batch of typed rows, on the page Backpropagate."""

import streamlit as st

from rnnviz.analysis.arriving import arriving
from rnnviz.analysis.batch_step import batch_step
from rnnviz.figures.base.numbers import given
from rnnviz.figures.gradients.batch_step import batch_html, names_html
from rnnviz.figures.gradients.look import Look
from rnnviz.nn.tokenizer import read
from rnnviz.text.language import _, labels
from rnnviz.ui.components.html import caption, markup, notice
from rnnviz.ui.gradients.view import FORMS, KEY, MOST_BATCH, one_loss, value

EXAMPLE_ROWS = 2  # of what the text reads, until rows are typed


def row_form(look: Look) -> None:
    """The opened step for a batch, in one of both forms, and the table of names."""
    title = _("In rows and in columns: a batch, and what everything is called")
    with st.expander(title, key=KEY + "rows", on_change="rerun") as expander:
        if not expander.open:
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.segmented_control(
                _("Form"),
                tuple(FORMS),
                key=KEY + "as",
                required=True,
                persist_state="session",
                format_func=labels(FORMS),
            )
            st.text_input(
                _("Rows of the batch, 1 to 4, ; between rows"),
                key=KEY + "batch",
                placeholder=_example(look),
                max_chars=MOST_BATCH,
                persist_state="session",
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
        markup(names_html(made))


def _example(look: Look) -> str:
    """What the first steps of the text read, as rows of numbers."""
    rows = look.flow.trace.read[0][:EXAMPLE_ROWS]
    return "; ".join(" ".join(given(float(value)).replace("−", "-") for value in row) for row in rows)
