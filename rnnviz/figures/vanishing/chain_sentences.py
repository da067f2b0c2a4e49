"""What becomes of a gradient along a chain, in words."""

import numpy as np

from rnnviz.analysis.chain_backward import band
from rnnviz.analysis.matrix_chain import Chain, Spectrum
from rnnviz.figures.base.numbers import power
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _, _n

ROUNDING = 1e-9  # share by which a norm may differ that has neither grown nor shrunk


def reading_sentence(chain: Chain, spectrum: Spectrum, growth: float) -> str:
    """What the spectrum says about what can happen, and what will."""
    largest, radius = power(float(spectrum.singular[0, 0])), power(spectrum.radius)
    many = len(spectrum.singular) > 1
    first = (
        _(
            "The first draw’s largest singular value, {largest}, is the most that one step can "
            "stretch; the size of its largest eigenvalue, {radius}, decides what many steps do."
        )
        if many
        else _(
            "Its largest singular value, {largest}, is the most that one step can stretch; the size of "
            "its largest eigenvalue, {radius}, decides what many steps do."
        )
    ).format(largest=largest, radius=radius)
    if growth <= 1.0 + 1e-9:
        return _("{first} No step makes anything larger: it cannot explode.").format(first=first)
    if chain.activation != "identity":
        return _("{first} The slopes below, at most 1, can only take from that.").format(first=first)
    if many:
        radii = np.abs(spectrum.eigenvalues).max(axis=1)
        return _("{first} In {outside} of {count} draws one lies outside the circle.").format(
            first=first, outside=int((radii > 1.0).sum()), count=len(radii)
        )
    if spectrum.radius < 1.0:
        return _("{first} It may grow for a while, but in the end it must die.").format(first=first)
    return first


def draws_sentence(norms: Array, lost: int = 0) -> str:
    """What became of the gradient in all draws `(T + 1, draws)`, counted; `lost` as in `verdict`."""
    steps, count = len(norms) - 1, norms.shape[1]
    first, last = norms[0], norms[-1]
    known = np.isfinite(last) & np.isfinite(first)
    grown = int((known & (last > first * (1.0 + ROUNDING))).sum())
    shrunk = int((known & (last < first * (1.0 - ROUNDING))).sum())
    broken = int((~known).sum())
    if lost and broken == count:
        return _("{verdict}.").format(verdict=verdict(norms, lost))
    back = _n("{steps} step back", "{steps} steps back", steps).format(steps=steps)
    said = _("Seen {back}: of {count} draws {shrunk} have shrunk and {grown} have grown.")
    if broken:
        said = _(
            "Seen {back}: of {count} draws {shrunk} have shrunk, {grown} have grown, {broken} "
            "overflowed."
        )
    return said.format(back=back, count=count, shrunk=shrunk, grown=grown, broken=broken)


def fate(middle: Array) -> tuple[int, str]:
    """The last distance at which a norm `(T + 1,)` can be drawn, and what happened at the next:
    "overflowed", "tiny" or "zero", "" if there is none."""
    good = np.isfinite(middle) & (middle > 0.0)
    if good.all():
        return len(middle) - 1, ""
    gone = int(good.argmin())
    if not np.isfinite(middle[gone]):
        return gone - 1, "overflowed"
    if middle[gone - 1] < 1e-290:
        return gone - 1, "tiny"
    return gone - 1, "zero"


def fate_words(what: str, last: int) -> str:
    """The same in words."""
    said = {
        "overflowed": _("overflowed at step {gone}"),
        "tiny": _("below the smallest number at step {gone}"),
        "zero": _("exactly 0 from step {gone} on"),
    }[what]
    return said.format(gone=last + 1)


def verdict(norms: Array, lost: int = 0) -> str:
    """What became of the gradient on the whole way, in a sentence without its full stop; `lost` is
    the step at which the states overflowed, 0 if they did not."""
    middle = band(norms)[2]
    steps = len(middle) - 1
    last, what = fate(middle)
    back = _n("{steps} step back", "{steps} steps back", steps).format(steps=steps)
    if lost and what == "overflowed":
        return _("The states overflowed at step {lost}: there is no gradient to follow").format(
            lost=lost
        )
    if what:
        said = {
            "overflowed": _("The gradient’s norm overflowed at step {gone}"),
            "tiny": _("The gradient’s norm falls below the smallest number at step {gone}"),
            "zero": _("The gradient’s norm is exactly 0 from step {gone} on"),
        }[what]
        return said.format(gone=last + 1)
    factor = middle[last] / middle[0]
    said = (
        _("{back}, the gradient has shrunk to {factor} of its size")
        if factor < 0.8
        else _("{back}, the gradient has grown to {factor} times its size")
        if factor > 1.25
        else _("{back}, the gradient has about kept its size (× {factor})")
    ).format(back=back, factor=power(factor))
    first, end = power(middle[0]), power(middle[last])
    if end == power(factor):
        return said
    # the end of the curve bears its norm: the same number in the title
    return _("{said}: from {first} to {end}").format(said=said, first=first, end=end)
