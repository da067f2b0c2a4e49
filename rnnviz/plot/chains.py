"""The pictures of the page Vanish & explode, of one `rnnviz.analysis.matrix_chain.Chain`."""

from typing import TYPE_CHECKING

from rnnviz.analysis.activation_slope import chain_on_curve, through
from rnnviz.analysis.chain_bound import chain_bound
from rnnviz.analysis.matrix_chain import Chain, chain_passes, growth, measure
from rnnviz.analysis.remedies import USUAL_LIMIT, Clipped, clip_both, telling_limit
from rnnviz.analysis.remedies import remedies as remedies_of
from rnnviz.figures.gradients import activation_slope
from rnnviz.figures.vanishing import bound as bound_figures
from rnnviz.figures.vanishing import chain_norms as norm_figures
from rnnviz.figures.vanishing import clipping as clipping_figures
from rnnviz.figures.vanishing import remedies as remedy_figures
from rnnviz.figures.vanishing import saturation, spectrum
from rnnviz.plot.chart import chart
from rnnviz.plot.drawn import DrawnPicture
from rnnviz.plot.readings import place
from rnnviz.text.language import _

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def chain_norms(chain: Chain, dark: bool = False) -> "Figure":
    """The norm of the gradient against distance, of all draws, and the bound on it."""
    passes, found = chain_passes(chain), chain.spectrum()
    norms = passes.norms() * measure(chain)
    return chart(norm_figures.chain_norms(norms, growth(found, passes), dark, passes.lost), dark)


def eigenvalues(chain: Chain, dark: bool = False) -> "Figure":
    """The eigenvalues of the matrix, beside the unit circle."""
    return chart(spectrum.eigenvalues(chain.spectrum(), dark), dark)


def singular_values(chain: Chain, dark: bool = False) -> "Figure":
    """The singular values of the matrix."""
    return chart(spectrum.singular_values(chain.spectrum(), dark), dark)


def chain_states(chain: Chain, dark: bool = False) -> "Figure":
    """Where the states of all units and draws stand, step by step."""
    return chart(saturation.saturation(chain_passes(chain), chain.activation, dark)[0], dark)


def chain_slopes(chain: Chain, dark: bool = False) -> "Figure":
    """How steep the activation is there."""
    return chart(saturation.saturation(chain_passes(chain), chain.activation, dark)[1], dark)


def chain_slope(chain: Chain, activation: str | None = None, dark: bool = False) -> "Figure":
    """The activation and its slope, with where the sums of the chain's last step stand."""
    one = chain_on_curve(chain, chain_passes(chain))
    shown = through([one], activation or one.activation)
    return chart(activation_slope.activation_slope(shown, chain.steps - 1, 0, dark), dark)


def clipping(
    chain: Chain, distance: int = -1, limit: float | None = None, dark: bool = False
) -> "Figure":
    """The gradient of the first draw so many steps back (-1: at the chain's start), clipped by norm
    and by value; without a `limit` at one that changes it both ways."""
    at = place(distance, chain.steps + 1, "distance")
    done, bound = _clipped(chain, at, limit)
    return chart(clipping_figures.clipping(done, bound, at, dark), dark)


def remedies(
    chain: Chain, limit: float = USUAL_LIMIT, forget: float = 4.0, dark: bool = False
) -> "Figure":
    """What is done about it, in one chart: clipping, other starts, gates."""
    return chart(remedy_figures.remedies(remedies_of(chain, limit, forget), dark), dark)


# -- as HTML ---------------------------------------------------------------------------------------


def chain_bound_terms(chain: Chain, dark: bool = False) -> DrawnPicture:
    """One step back along the chain, and why the bound holds, with the norms of its factors."""
    source = bound_figures.bound_html(chain_bound(chain, chain_passes(chain)))
    return DrawnPicture(_("One step back, and why the bound holds"), source, dark=dark)


def clipping_terms(
    chain: Chain, distance: int = -1, limit: float | None = None, dark: bool = False
) -> DrawnPicture:
    """What both kinds of clipping do, number by number."""
    done, bound = _clipped(chain, place(distance, chain.steps + 1, "distance"), limit)
    words = clipping_figures.clip_sentence(done, bound)
    return DrawnPicture(
        _("Clipping: shorter, or somewhere else?"), bound_figures.clip_html(done, bound), words, dark
    )


def _clipped(chain: Chain, distance: int, limit: float | None) -> tuple[Clipped, float]:
    gradient = chain_passes(chain).gradients[distance, 0, :, 0]
    bound = telling_limit(gradient) if limit is None else limit
    return clip_both(gradient, bound), bound
