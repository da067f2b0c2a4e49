"""The numbers of the pictures of a chain of matrices to their last digit, as tables."""

from collections.abc import Callable, Sequence

import numpy as np

from rnnviz.analysis.chain_backward import band
from rnnviz.analysis.matrix_chain import Spectrum
from rnnviz.analysis.remedies import Clipped, Remedy
from rnnviz.figures.base.exact_numbers import NumberSheet, listed_sheet
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

Make = Callable[[], list[NumberSheet]]


def _bands() -> list[str]:
    return [
        _("the smallest"),
        _("10 % of draws below"),
        _("median"),
        _("90 % of draws below"),
        _("the largest"),
    ]


def norm_sheets(norms: Array, bound: Array) -> Make:
    """By distance what the draws do, the bound above them, and each draw by itself."""

    def made() -> list[NumberSheet]:
        distance = np.arange(len(norms))
        draws = [_("draw {number}").format(number=n + 1) for n in range(norms.shape[1])]
        heads = [_("distance: steps back"), *_bands(), _("upper bound"), *draws]
        return [NumberSheet(heads, [distance, *band(norms), bound, *norms.T])]

    return made


def remedy_sheets(found: Sequence[Remedy]) -> Make:
    """By network and distance what the draws do."""

    def made() -> list[NumberSheet]:
        lines = [
            (str(one.name), distance, *values)
            for one in found
            for distance, values in enumerate(band(one.norms).T.tolist())
        ]
        return [listed_sheet([_("which network"), _("distance: steps back"), *_bands()], lines)]

    return made


def clip_sheets(done: Clipped) -> Make:
    """The two components that are shown, before and after, and what becomes of all of them."""

    def made() -> list[NumberSheet]:
        heads = [_("gradient"), *(f"∂L/∂h{place + 1}" for place in done.which)]
        heads += [_("turned in this plane (degrees)"), _("norm of all components")]
        heads += [_("turned among all components (degrees)")]
        named = zip(
            (_("before"), _("clipped by norm"), _("clipped by value")),
            (done.before, done.by_norm, done.by_value),
            (0.0, *done.turned),
            done.norms,
            (0.0, *done.turned_whole),
            strict=True,
        )
        shown = len(done.which)
        lines = [(name, *two[:shown], turned, norm, whole) for name, two, turned, norm, whole in named]
        return [listed_sheet(heads, lines)]

    return made


def eigenvalue_sheets(spectrum: Spectrum) -> Make:
    """Every eigenvalue of every draw that is shown."""

    def made() -> list[NumberSheet]:
        values = spectrum.eigenvalues
        draw = np.repeat(np.arange(1, len(values) + 1), values.shape[1])
        flat = values.ravel()
        heads = [_("draw"), _("real part"), _("imaginary part"), "|λ|"]
        return [NumberSheet(heads, [draw, flat.real, flat.imag, np.abs(flat)])]

    return made
