"""What each step adds to the gradient of a parameter that is used at every step, on the page
Backpropagate."""

import streamlit as st

from rnnviz.analysis.arriving import arriving
from rnnviz.analysis.parameter_shares import full_name, parameter_shares, rows_read, there
from rnnviz.figures.gradients.look import Look
from rnnviz.figures.gradients.share_sentences import LETTERS, rule_sentence, used
from rnnviz.figures.gradients.weight_shares import TITLE, weight_shares
from rnnviz.text.language import _
from rnnviz.ui.components.html import lettered, notice
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.components.unfolds import unfolds
from rnnviz.ui.gradients.view import KEY, one_loss, value


def every_step(look: Look) -> None:
    """What each step adds to the gradient of the chosen parameter."""
    with unfolds(KEY + "shares", _(TITLE)) as opened:
        if opened:
            word = _chosen(look)
            try:
                _picture(look, word)
            except ValueError as problem:
                notice(str(problem), to_class=False)


def _chosen(look: Look) -> str:
    """Which parameter is looked at; W_hh where there is none of the one that was asked for."""
    state, names = st.session_state, there(look.flow)
    word = value("parameter") if value("parameter") in names else names[0]
    state[KEY + "parameter shown"] = word

    def chosen() -> None:
        state[KEY + "parameter"] = state[KEY + "parameter shown"]

    st.segmented_control(
        _("Parameter"),
        names,
        key=KEY + "parameter shown",
        required=True,
        format_func=lambda name: LETTERS[name][1],
        on_change=chosen,
        help=_("Each is used at every step, and so its gradient is a sum over the steps."),
    )
    return word


def _picture(look: Look, word: str) -> None:
    """The shares and their sum, and by which rule they are made."""
    t = one_loss(look)
    every = parameter_shares(look.flow, arriving(look.flow, t), word, t)
    if every.shape[2] == 1:
        every = every.swapaxes(1, 2)  # a bias lies down, so that there is room for the names above it
    name = full_name(look.flow, word)
    rows = rows_read(look.flow) if word == "embedding" else every[:0]
    sentence = rule_sentence(word, name, look.net.parameters[name].shape, rows, look)
    live_figure(
        weight_shares(every, look.typed.pieces, LETTERS[word][0], is_dark(), used(word)),
        "shares",
        _("{title}: each step’s share of its gradient").format(title=_(used(word))),
    )
    lettered(sentence)
