"""An activation and its slope with where sums stand on both: of a text's step, or of a chain's."""

from collections.abc import Sequence

import streamlit as st

from rnnviz.analysis.activation_slope import OnCurve, through
from rnnviz.figures.gradients import activation_slope
from rnnviz.text.language import N_, _
from rnnviz.ui.components.html import caption
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.session import address_fields
from rnnviz.ui.session.address_fields import Field, always

TITLE = N_("The slope of the activation: why 1 − h², and why it dies at both ends")
OWN = "own"  # that of the network, the first if it has two
CURVES = ("tanh", "sigmoid", "relu")


def curve_field(key: str) -> Field:
    """Which curve is looked at, on a page whose keys begin with `key`."""
    return Field("curve", always(OWN), address_fields.choice((OWN, *CURVES)), key=key + "curve")


def slope_curve(key: str, found: Sequence[OnCurve], step: int, unit: int = 0) -> None:
    """The picture of one activation at a step (from 0), the network's own or another for comparison;
    `unit` has a tangent where there are too many for all."""
    state, own = st.session_state, [one.activation for one in found]
    options = tuple(dict.fromkeys((*own, *CURVES)))
    chosen = state[key + "curve"] if state[key + "curve"] in options else own[0]
    state[key + "curve shown"] = chosen

    def choose() -> None:
        picked = state[key + "curve shown"]
        state[key + "curve"] = OWN if picked == own[0] else picked

    st.segmented_control(
        _("Activation"),
        options,
        key=key + "curve shown",
        required=True,
        format_func=activation_slope.name_of,
        on_change=choose,
        help=_("Another one shows the same sums on its curve, for comparison."),
    )
    one = through(found, chosen)
    said = activation_slope.sentence(one, step)
    derived = _(activation_slope.DERIVED[chosen])
    live_figure(activation_slope.activation_slope(one, step, unit, is_dark()), "slope", said or derived)
    caption(activation_slope.as_if(one, own))
    caption(said)
    caption(derived)
