"""How far losses reach on the page Backpropagate: norm against distance, and three kinds of cell."""

import streamlit as st

from rnnviz.figures.gradients import distances, truncated
from rnnviz.figures.gradients.look import Look
from rnnviz.text.language import _, labels
from rnnviz.ui.components.html import caption
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.gradients import comparisons
from rnnviz.ui.gradients.view import KEY, LINES


def how_far(look: Look) -> None:
    """Norm against distance, and what a cut costs."""
    left, right = st.columns(2)
    with left:
        line, limit, rate = comparisons.by_distance(look)
        title = distances.effective_sentence(line)
        live_figure(
            distances.distances([line], limit, rate, title, is_dark()),
            "distance",
            _("Norm against distance. {title}").format(title=title),
        )
        st.segmented_control(
            _("Averaged"),
            tuple(LINES),
            key=KEY + "lines",
            required=True,
            persist_state="session",
            label_visibility="collapsed",
            format_func=labels(LINES),
        )
    with right:
        try:
            reaches = comparisons.truncated_against_full(look)
        except ValueError as problem:
            sentence = _("Truncated against full: {problem}").format(problem=problem)
            caption(sentence, to_class=False)
            return
        live_figure(
            truncated.truncated(reaches, look.cut.reach, is_dark()),
            "kept",
            truncated.kept_in_words(reaches, look.cut.reach),
        )


def three_networks(look: Look) -> None:
    """Tanh, GRU and LSTM on the same text."""
    with st.expander(
        _("RNN, GRU and LSTM on this text"), key=KEY + "three", on_change="rerun"
    ) as expander:
        if expander.open:
            lines, which = comparisons.three(look)
            title = _("The same text, three kinds of cell")
            live_figure(
                distances.distances(lines, None, None, title, is_dark()),
                "three",
                ". ".join(map(distances.effective_sentence, lines)),
            )
            caption(distances.three_sentence(lines, which))
