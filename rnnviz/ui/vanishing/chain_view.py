"""What the page Vanish & explode computes of a chain, before it is drawn."""

from dataclasses import dataclass

from rnnviz.analysis.chain_backward import Passes
from rnnviz.analysis.matrix_chain import Chain, Spectrum, chain_passes, growth, measure
from rnnviz.analysis.remedies import Remedy, remedies
from rnnviz.nn.cells.base import Array


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


def view_of(chain: Chain) -> ChainView:
    """All that is drawn of a chain but for the remedies."""
    passes, spectrum = chain_passes(chain), chain.spectrum()
    norms = passes.norms() * measure(chain)
    return ChainView(chain, passes, spectrum, norms, growth(spectrum, passes))
