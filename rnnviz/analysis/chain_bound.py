"""The bound on a chain's gradient with its two betas, and what the chain makes of it."""

from dataclasses import dataclass

import numpy as np

from rnnviz.analysis.chain_backward import Passes
from rnnviz.analysis.matrix_chain import Chain
from rnnviz.analysis.norms import spectral_norms


@dataclass(frozen=True)
class ChainBound:
    """||dL/dh_0|| <= (beta_W · beta_f)^T ||dL/dh_T||."""

    beta_weight: float  # ||W_hh||, the largest singular value of all draws
    beta_slope: float  # ||diag(f')||, the largest slope met
    one_step: float  # ||W_hh^T diag(f')|| of the first draw's last step, as it is
    one_weight: float  # and its two factors' norms
    one_slope: float
    steps: int
    met: float  # the largest ||dL/dh_0|| / ||dL/dh_T|| of all draws

    @property
    def rate(self) -> float:
        """By how much one step can multiply a gradient at most."""
        return self.beta_weight * self.beta_slope

    @property
    def most(self) -> float:
        """By how much all steps can."""
        with np.errstate(all="ignore"):
            return float(np.float64(self.rate) ** self.steps)


def chain_bound(chain: Chain, done: Passes) -> ChainBound:
    """The bound of Pascanu, Mikolov & Bengio (2013, section 2.1): ||X Y|| <= ||X|| ||Y|| for each step,
    and so for all of them."""
    singular = chain.spectrum().singular
    slopes = np.ones((1, 1, chain.size, 1)) if done.slopes is None else done.slopes
    last = slopes[-1, 0, :, 0]
    with np.errstate(all="ignore"):
        one = spectral_norms((chain.matrices()[0].T * last)[None])[0]
        norms = done.norms()
        ratios = norms[-1] / norms[0]
    finite = ratios[np.isfinite(ratios)]
    return ChainBound(
        float(singular.max()),
        float(np.nan_to_num(slopes).max()),
        float(one),
        float(singular[0, 0]),
        float(last.max()),
        chain.steps,
        float(finite.max()) if finite.size else np.nan,
    )
