"""Vanish & explode: why does the signal die or blow up?"""

import streamlit as st

from rnnviz.analysis.chain_backward import Walk
from rnnviz.analysis.matrix_chain import Chain, measure, walk_chain
from rnnviz.analysis.remedies import clip_both, remedies
from rnnviz.figures.vanishing import chain_norms as figures
from rnnviz.figures.vanishing import remedies as more
from rnnviz.figures.vanishing import spectra
from rnnviz.storage.database import StoreError
from rnnviz.text.language import _
from rnnviz.ui.components.html import caption, heading, notice
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.frame.page import begin
from rnnviz.ui.session import address, presenter_session
from rnnviz.ui.session.store import open_store
from rnnviz.ui.vanishing import chain_controls as controls

FORMULA = r"""\frac{\partial L}{\partial h_{t-1}}
= W_{hh}^\top \left( f'(h_t) \odot \frac{\partial L}{\partial h_t} \right)
\qquad\Longrightarrow\qquad
\left\Vert \frac{\partial L}{\partial h_{t-d}} \right\Vert
\le \left( \sigma_{\max}(W_{hh}) \cdot \max f' \right)^{d}
\left\Vert \frac{\partial L}{\partial h_t} \right\Vert"""


def main_picture(chain: Chain, done: Walk) -> None:
    """The norm against distance, and beside it the spectrum of the matrix."""
    spectrum, dark = chain.spectrum(), is_dark()
    norms = done.norms() * measure(chain)
    growth = figures.growth(spectrum, done)
    # to a class its lecturer says what to watch
    preset = None if presenter_session.current() else controls.preset_of(st.session_state)
    reading = figures.reading_sentence(chain, spectrum, growth)
    caption(_(preset.watch) if preset else reading)  # always one, or the picture would jump
    left, right = st.columns([3, 1], gap="small")
    with left:
        live_figure(
            figures.norms(norms, growth, dark, done.lost),
            "norms",
            _("Norm of the gradient against distance: {verdict}").format(
                verdict=figures.verdict(norms, done.lost)
            ),
        )
    with right:
        live_figure(
            spectra.eigenvalues(spectrum, dark),
            "eigenvalues",
            _("Eigenvalues, the largest {radius}").format(radius=figures.power(spectrum.radius)),
        )
        live_figure(
            spectra.singular_values(spectrum, dark),
            "singular",
            _("Singular values, largest {value}").format(value=figures.power(spectrum.singular[0, 0])),
        )
    caption(reading if preset else "")


def saturation(chain: Chain, done: Walk) -> None:
    """Where the states stand, and how steep the activation is there."""
    heading(_("Where does the slope go?"))
    maps = spectra.saturation(done, chain.activation, is_dark())
    titles = (_("Hidden states over the steps"), _("Slopes over the steps"))
    for place, figure, key, alt in zip(st.columns(2), maps, ("states", "slopes"), titles, strict=True):
        with place:
            live_figure(figure, key, alt)
    caption(_(spectra.SLOPES[chain.activation]))
    with st.expander(_("One step back, and why the bound holds")):
        st.latex(FORMULA)


def clipping(chain: Chain, done: Walk) -> None:
    """One gradient of the chain, clipped in both ways."""
    heading(_("Clipping: shorter, or somewhere else?"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        limit, shown = controls.clipping_controls(chain.steps)
        try:
            controls.race_button(open_store())
        except StoreError as problem:
            notice(str(problem))
    try:
        clipped = clip_both(done.gradients[shown, 0, :, 0], limit)
    except ValueError as problem:
        notice(str(problem))
        return
    live_figure(
        more.clipping(clipped, limit, shown, is_dark()),
        "clipping",
        _("The gradient before and after clipping by norm and by value"),
    )
    caption(more.clip_sentence(clipped, limit))


def side_by_side(chain: Chain) -> None:
    """What is done about it, in one chart."""
    heading(_("What helps?"))
    forget, limit = controls.forget_control(), controls.value("limit")
    found = remedies(chain, limit, forget)
    live_figure(
        more.remedies(found, is_dark()),
        "remedies",
        _("Norm of the gradient against distance for what is done about it"),
    )
    caption(more.remedies_sentence(found, limit, forget, chain.steps))


begin("Vanish & explode")
for complaint in address.open_address(controls.FIELDS, {}):
    notice(complaint)
with st.sidebar:
    controls.controls()
chain = controls.chain()
done = walk_chain(chain)
main_picture(chain, done)
saturation(chain, done)
clipping(chain, done)
side_by_side(chain)
address.write_address(controls.FIELDS)
