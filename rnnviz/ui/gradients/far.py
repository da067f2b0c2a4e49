"""How far losses reach on the page Backpropagate: norm against distance, three kinds of cell, and depth
against length."""

from collections.abc import Sequence

import streamlit as st

from rnnviz.analysis.depth import DEPTH, depth_and_length
from rnnviz.figures.base.equations import subscripted
from rnnviz.figures.base.plotly import Part
from rnnviz.figures.gradients import distances, truncated
from rnnviz.figures.gradients.distances import NormLine
from rnnviz.figures.gradients.linear_distances import linear_distances
from rnnviz.figures.gradients.look import Look
from rnnviz.nn.cells.base import Array
from rnnviz.runs.run_words import cell_name
from rnnviz.text.language import _, labels
from rnnviz.ui.components.html import caption, lettered
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.components.unfolds import unfolds
from rnnviz.ui.gradients import comparisons
from rnnviz.ui.gradients.view import AXES, KEY, LINES, value


def how_far(look: Look) -> None:
    """Norm against distance, and what a cut costs."""
    left, right = st.columns(2)
    with left:
        line, limit, rate, said = comparisons.by_distance(look)
        title = distances.effective_sentence(line)
        live_figure(
            _drawn([line], title, limit, rate),
            "distance",
            _("Norm against distance. {title}").format(title=title),
        )
        if said:
            caption(said, to_class=False)
        with st.container(horizontal=True):
            _choice("lines", _("Averaged"), LINES)
            _choice("axis", _("Axis"), AXES)
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
    with unfolds(KEY + "three", _("RNN, GRU and LSTM on this text")) as opened:
        if opened:
            lines, which = comparisons.three(look)
            title = _("The same text, three kinds of cell")
            live_figure(
                _drawn(lines, title), "three", ". ".join(map(distances.effective_sentence, lines))
            )
            caption(distances.three_sentence(lines, which))


def depth(look: Look) -> None:
    """The same gradient through layers and through steps."""
    title = _(
        "Depth against length: the same gradient through {count} layers and {count} steps"
    ).format(count=DEPTH)
    with unfolds(KEY + "depth", title) as opened:
        if not opened:
            return
        seed, gain = int(st.session_state.seed), float(st.session_state.gain)
        found = depth_and_length(look.net.cell, look.net.hidden, seed, gain)
        lines = [
            NormLine(_("through layers"), found.by_layers),
            NormLine(_("through steps"), found.by_steps, 1),
        ]
        head = distances.depth_title(lines, cell_name(look.net.cell))
        said = ". ".join(map(distances.effective_sentence, lines))
        figure = _drawn(lines, head, across=distances.layers_or_steps())
        live_figure(figure, "depth", f"{head}. {said}")
        said = distances.depth_sentence(DEPTH, found.hidden, cell_name(look.net.cell), seed)
        lettered(subscripted(said))


def _drawn(
    lines: Sequence[NormLine],
    title: str,
    limit: Array | None = None,
    rate: float | None = None,
    across: str = "",
) -> Part:
    """Norms against distance on the axis that is chosen."""
    if value("axis") == "linear":
        return linear_distances(lines, limit, title, is_dark(), across)
    return distances.distances(lines, limit, rate, title, is_dark(), across)


def _choice(word: str, label: str, options: dict[str, str]) -> None:
    """One of some ways to see it."""
    st.segmented_control(
        label,
        tuple(options),
        key=KEY + word,
        required=True,
        persist_state="session",
        label_visibility="collapsed",
        format_func=labels(options),
    )
