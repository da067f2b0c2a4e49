"""What the page Vanish & explode computes of a chain, before it is drawn."""

from dataclasses import dataclass

from rnnviz.analysis.chain_backward import Walk
from rnnviz.analysis.matrix_chain import Chain, Spectrum, growth, measure, walk_chain
from rnnviz.analysis.remedies import Remedy, remedies
from rnnviz.nn.cells.base import Array


@dataclass(frozen=True)
class ChainView:
    """A chain, its backward pass, and what both say about each other."""

    chain: Chain
    walk: Walk
    spectrum: Spectrum
    norms: Array  # (T + 1, draws): of the gradient, by distance
    growth: float  # the bound's, by which one step stretches a gradient at most

    def first_draw(self, distance: int) -> Array:
        """The gradient `(H,)` of the first draw so many steps back."""
        return self.walk.gradients[distance, 0, :, 0]

    def remedies(self, limit: float, forget: float) -> list[Remedy]:
        """What is done about it: among other things clipped at a limit, and an LSTM's forget bias."""
        return remedies(self.chain, limit, forget)


def view_of(chain: Chain) -> ChainView:
    """All that is drawn of a chain but for the remedies."""
    walk, spectrum = walk_chain(chain), chain.spectrum()
    norms = walk.norms() * measure(chain)
    return ChainView(chain, walk, spectrum, norms, growth(spectrum, walk))
