"""What the page Vanish & explode computes of a chain, before it is drawn."""

from dataclasses import dataclass

from rnnviz.analysis.chain_backward import Passes, band
from rnnviz.analysis.matrix_chain import Chain, Spectrum, chain_passes, growth, measure
from rnnviz.analysis.remedies import Remedy, remedies
from rnnviz.figures.vanishing import chain_norms
from rnnviz.nn.cells.base import Array
from rnnviz.ui.components.at_length import at_length_if_ever


@dataclass(frozen=True)
class ChainView:
    """A chain, its backward pass, and what both say about each other."""

    chain: Chain
    passes: Passes
    spectrum: Spectrum
    norms: Array  # (T + 1, draws): of the gradient, by distance
    growth: float  # the bound's, by which one step stretches a gradient at most

    def first_draw(self, distance: int) -> Array:
        """The gradient `(H,)` of the first draw so many steps back."""
        return self.passes.gradients[distance, 0, :, 0]

    def remedies(self, limit: float, forget: float) -> list[Remedy]:
        """What is done about it: among other things clipped at a limit, and an LSTM's forget bias."""
        return remedies(self.chain, limit, forget)


@dataclass
class AxisHeight:
    """The powers of ten that the axis of norms shows above and below 1. It only grows while one control
    is moved, so that a curve can be seen to tip; another kind of chain begins anew."""

    of: tuple[object, ...] = ()
    half: float = 0.0

    def fit(self, view: ChainView) -> float:
        """The height for a chain."""
        of = tuple(getattr(view.chain, name) for name in ("matrix", "activation", "hidden", "steps"))
        needed = chain_norms.half_of(band(view.norms)[1:4])
        self.half = max(needed, self.half) if of == self.of else needed
        self.of = of
        return self.half


def view_of(chain: Chain) -> ChainView:
    """All that is drawn of a chain but for the remedies."""
    with at_length_if_ever(reserved=True):
        passes, spectrum = chain_passes(chain), chain.spectrum()
        norms = passes.norms() * measure(chain)
    return ChainView(chain, passes, spectrum, norms, growth(spectrum, passes))
