"""A number's text as Python writes it, as readers see it."""

from rnnviz.text.language import _

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def typeset(text: str) -> str:
    """A real minus sign and powers of ten: −3.9·10⁻⁴ for -3.9e-04, 10⁶ for 1e+06."""
    digits, _mark, exponent = text.partition("e")
    digits = digits.replace("-", "−")
    if not exponent:
        return digits
    power = f"10{str(int(exponent)).translate(_RAISED)}"
    return digits.replace("1", power) if digits in ("1", "−1") else f"{digits}·{power}"


class Typeset(float):
    """A number that is formatted so, and as a share with its sign apart: 5 %."""

    def __format__(self, spec: str) -> str:
        if spec.endswith("%"):
            return _("{number} %").format(number=typeset(format(100.0 * float(self), f"{spec[:-1]}f")))
        text = format(float(self), spec)
        return typeset(text) if spec else text
