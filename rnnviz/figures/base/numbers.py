"""Numbers, shares and widths as every picture and page writes them, and nobody else does.

From 0.01 to 10,000 with a point, and commas for thousands; beyond that as 7.4·10⁻³; a real minus sign;
shares in whole percent. Two significant digits in narrow places and sentences, three where numbers are
to be compared or added.
"""

from collections.abc import Callable
from functools import partial
from unicodedata import east_asian_width

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _
from rnnviz.text.typeset import typeset
from rnnviz.text.written import CLUSTERS

SMALLEST, LARGEST = 0.01, 10_000.0  # what lies beyond is written as a power of ten
MOST_DECIMALS = 6  # that are found by themselves
NO_VALUE = "–"  # stands where a number has not been measured


def number(value: float) -> str:
    """A number with two decimals, or with three digits where that says more; a real minus sign, and
    words where it is none."""
    if not np.isfinite(value):
        return _no_number(value)
    return _sized(value, f"{value:.2f}", 3)


def short(value: float) -> str:
    """A number in a narrow place: two decimals, "≈0" for what they would hide."""
    if not np.isfinite(value):
        return "?" if np.isnan(value) else "∞" if value > 0 else "−∞"
    if 0.0 < abs(value) < 0.005:
        return "≈0"
    return _sized(max(abs(value), SMALLEST) * np.sign(value), f"{value:.2f}", 2)


def fine(value: float) -> str:
    """A number in a narrow place that may be very small, as gradients are: two significant digits."""
    if not np.isfinite(value) or value == 0.0 or abs(value) >= 1.0:
        return short(value)
    return _sized(value, f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.2g}", 2)


def three_digits(value: float) -> str:
    """Three significant digits, so that a sum of small numbers can be checked."""
    if not np.isfinite(value) or value == 0.0:
        return number(value)
    return _sized(value, f"{value:.3g}", 3)


def decimals(value: float, count: int) -> str:
    """A number with so many decimals; "≈0" for what they would hide."""
    if not np.isfinite(value):
        return short(value)
    if 0.0 < abs(value) < 0.5 * 10.0**-count:
        return "≈0"
    # with a zero added −0 becomes 0
    return scientific(value, count + 1) if abs(value) >= LARGEST else minus(f"{value + 0.0:,.{count}f}")


def writer(count: int) -> Callable[[float], str]:
    """How numbers are written with so many decimals; with the usual two as in any narrow place."""
    return short if count == 2 else partial(decimals, count=count)


def decimals_apart(one: Array, other: Array, least: int = 2, most: int = MOST_DECIMALS) -> int:
    """With how many decimals each number of one array is written otherwise than its neighbour in the
    other, unless they are equal, and as no whole number that it is not; what so many cannot tell does
    not count."""
    found = least
    for first, second in zip(np.ravel(one), np.ravel(other), strict=True):
        value, neighbour = float(first), float(second)
        if not np.isfinite(value) or not np.isfinite(neighbour) or abs(value) >= LARGEST:
            continue
        near = [neighbour] if neighbour != value else []
        if abs(value) >= 0.5 and value != round(value):
            near.append(float(round(value)))
        for close in near:
            tells = (n for n in range(least, most + 1) if f"{value:.{n}f}" != f"{close:.{n}f}")
            found = max(found, next(tells, least))
    return found


def whole(value: float) -> str:
    """A count, or what is rounded to one."""
    return minus(f"{value:,.0f}")


def given(value: float, digits: int = 6) -> str:
    """A number that somebody has chosen, with the digits that it was given: 0.5, 12, 3·10⁻⁵."""
    if not np.isfinite(value):
        return _no_number(value)
    return tick(float(f"{value:.{digits}g}"), 999_999.0)


def size(count: float) -> str:
    """So many bytes: 52 B, 310 kB, 2.4 MB, 100 MB."""
    for unit, power in (("GB", 1e9), ("MB", 1e6)):
        if count >= power:
            return f"{given(count / power, 3)} {unit}"
    return f"{whole(count / 1e3)} kB" if count >= 1e3 else f"{whole(count)} B"


def scientific(value: float, digits: int) -> str:
    """So many digits and a power of ten, as 7.4·10⁻³: so is written what is below SMALLEST or from
    LARGEST on."""
    return typeset(f"{value:.{digits - 1}e}")


def _sized(value: float, text: str, digits: int) -> str:
    """A number's text, unless another one says more at its size."""
    if value and not SMALLEST <= abs(value) < LARGEST:
        return scientific(value, digits)
    if abs(value) >= 999.5:  # which would be rounded to four digits
        return whole(value)
    return minus("0.00" if text == "-0.00" else text)


def _no_number(value: float) -> str:
    if np.isnan(value):
        return _("not a number")
    return _("overflow") if value > 0 else _("−overflow")


def power(value: float) -> str:
    """A number of any size as a sentence can hold it: 0.53, 12.3, 4.1·10⁻⁷."""
    if value == 0.0:
        return "0"
    if not np.isfinite(value) or SMALLEST <= abs(value) < 100.0:
        return number(value)
    return whole(value) if 100.0 <= abs(value) < LARGEST else scientific(value, 2)


def measured(value: float, error: float, decimals: int = 3) -> str:
    """A mean beside others with its standard error, where that can be seen at so many decimals."""
    shown = loss(value, decimals)
    seen = np.isfinite(error) and 0.5 * 10.0**-decimals <= error < 1000.0
    return f"{shown} ± {error:.{decimals}f}" if seen else shown


def tick(value: float, most: float = 9_999.0) -> str:
    """A round number beside an axis: 0, 0.55, 1,000, 10⁶, 2·10⁻³; what is larger than `most` as a
    power."""
    if value == 0.0:
        return "0"
    if 0.001 <= abs(value) <= most:
        text = f"{value:,.10f}".rstrip("0").rstrip(".")
        return minus(text)
    mantissa, exponent = f"{value:.6e}".split("e")
    return typeset(f"{mantissa.rstrip('0').rstrip('.')}e{exponent}")


def power_of_ten(exponent: float) -> str:
    """10 to a whole power, for Plotly's labels."""
    return minus(f"10<sup>{exponent:.0f}</sup>")


def shortened(text: str, most: int) -> str:
    """At most so many letters of a text, as a reader counts them."""
    if len(text) <= most:
        return text
    seen = CLUSTERS.findall(text)
    return text if len(seen) <= most else f"{''.join(seen[: most - 1])}…"


def minus(text: str) -> str:
    """A number's text with a real minus sign."""
    return text.replace("-", "−")


def loss(value: float, decimals: int = 3) -> str:
    """A loss beside others: so many decimals, unless it has diverged."""
    if not np.isfinite(value):
        return NO_VALUE
    return minus(f"{value:.{decimals}f}") if abs(value) < 999.5 else _sized(value, "", 2)


def percent(share: float) -> str:
    """A share from 0 to 1 in whole percent; 0 % and 100 % only if it is exactly that."""
    bare = bare_percent(share)
    return _("{number} %").format(number=bare) if np.isfinite(share) else bare


def tenths_percent(share: float) -> str:
    """The same in tenths of a percent, where one share in many counts: a score on thousands."""
    tenths = round(1000 * share) / 10 if np.isfinite(share) else np.nan
    if not 0.0 < tenths < 100.0:
        return percent(share)
    return _("{number} %").format(number=f"{tenths:.1f}")


def exact_percent(share: float) -> str:
    """The same without a tenth that is 0: 62.5 %, 75 %."""
    return tenths_percent(share).replace(".0", "")


def bare_percent(share: float) -> str:
    """The same without its sign, for a picture that says it in its title."""
    if not np.isfinite(share):
        return _("overflow")
    if share in (0.0, 1.0):
        return "100" if share else "0"
    if share < 0.005:
        return "< 1"
    return "> 99" if share >= 0.995 else str(max(round(100 * share), 1))


def letters(text: str) -> int:
    """How wide a text is, in Latin letters: Chinese ones are twice as wide."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
