"""Numbers, shares and widths as every picture writes them."""

from unicodedata import east_asian_width

import numpy as np

from rnnviz.text.language import _

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
NO_VALUE = "–"  # stands where a number has not been measured


def number(value: float) -> str:
    """A number with three digits, a real minus sign, and words where it is none."""
    if np.isnan(value):
        return _("not a number")
    if np.isinf(value):
        return _("overflow") if value > 0 else _("−overflow")
    text = f"{value:.3g}" if value and (abs(value) < 0.01 or abs(value) >= 1000) else f"{value:.2f}"
    return minus("0.00" if text == "-0.00" else text)


def short(value: float) -> str:
    """A number in a narrow place: two decimals, "≈0" for what they would hide."""
    if not np.isfinite(value):
        return "?" if np.isnan(value) else "∞" if value > 0 else "−∞"
    if 0.0 < abs(value) < 0.005:
        return "≈0"
    text = f"{value:.2f}" if abs(value) < 1000 else f"{value:.1e}"
    return minus("0.00" if text == "-0.00" else text)


def fine(value: float) -> str:
    """A number in a narrow place that may be very small, as gradients are: two significant digits."""
    if not np.isfinite(value) or value == 0.0 or abs(value) >= 1.0:
        return short(value)
    if abs(value) >= 9.5e-4:
        return minus(f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.2g}")
    mantissa, exponent = f"{value:.1e}".split("e")
    return minus(f"{mantissa}e{int(exponent)}")


def three_digits(value: float) -> str:
    """Three significant digits, so that a sum of small numbers can be checked."""
    if not np.isfinite(value) or value == 0.0:
        return number(value)
    return minus(f"{value:.3g}")


def power(value: float) -> str:
    """A number of any size as a sentence can hold it: 0.53, 12.3, 4.1·10⁻⁷."""
    if value == 0.0:
        return "0"
    if not np.isfinite(value) or 0.01 <= abs(value) < 100.0:
        return number(value)
    if 100.0 <= abs(value) < 10_000.0:
        return minus(f"{value:,.0f}")
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{minus(mantissa)}·10{str(int(exponent)).translate(_RAISED)}"


def power_of_ten(exponent: float) -> str:
    """10 to a whole power, for Plotly's labels."""
    return minus(f"10<sup>{exponent:.0f}</sup>")


def shortened(text: str, most: int) -> str:
    """At most so many letters of a text."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def minus(text: str) -> str:
    """A number's text with a real minus sign."""
    return text.replace("-", "−")


def loss(value: float, decimals: int = 3) -> str:
    """A loss beside others: so many decimals, unless it has diverged."""
    if not np.isfinite(value):
        return NO_VALUE
    return f"{value:.{decimals}f}" if value < 1000.0 else f"{value:.1e}"


def percent(share: float) -> str:
    """A share from 0 to 1 in whole percent; 0 % and 100 % only if it is exactly that."""
    bare = bare_percent(share)
    return _("{number} %").format(number=bare) if np.isfinite(share) else bare


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
