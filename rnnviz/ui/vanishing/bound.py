"""One step back along a chain, and why the bound on its gradient holds, with its numbers."""

import streamlit as st

from rnnviz.analysis.chain_bound import chain_bound
from rnnviz.figures.vanishing.bound import bound_html
from rnnviz.text.language import _
from rnnviz.ui.components.html import markup
from rnnviz.ui.components.unfolds import unfolds
from rnnviz.ui.vanishing.chain_controls import KEY
from rnnviz.ui.vanishing.chain_view import ChainView

FORMULA = r"""\frac{\partial L}{\partial h_{t-1}}
= W_{hh}^\top \left( f'(h_t) \odot \frac{\partial L}{\partial h_t} \right)
\qquad\Longrightarrow\qquad
\left\Vert \frac{\partial L}{\partial h_{t-d}} \right\Vert
\le \left( \sigma_{\max}(W_{hh}) \cdot \max f' \right)^{d}
\left\Vert \frac{\partial L}{\partial h_t} \right\Vert"""


def bound(view: ChainView) -> None:
    """The formula, and below it the norms of its factors."""
    title = _("One step back, and why the bound holds")
    with unfolds(KEY + "bound", title) as opened:
        if opened:
            st.latex(FORMULA)
            markup(bound_html(chain_bound(view.chain, view.passes)))
