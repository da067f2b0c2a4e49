"""By how much the + and − of a box change its number."""

from math import floor, isfinite, log10

USUAL, LARGEST = 0.01, 0.1


def step_for(value: float | None) -> float:
    """A tenth of a number's first digit, so that a step never jumps over it; no whole number, which
    boxes for whole numbers are known by (`static/number_boxes.js`)."""
    if not value or not isfinite(value):
        return USUAL
    return min(float(f"1e{floor(log10(abs(value))) - 1}"), LARGEST)
