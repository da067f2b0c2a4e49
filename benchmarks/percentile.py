"""The value that so many of a hundred measurements do not exceed."""

import statistics


def percentile(values: list[float], share: int) -> float:
    """Between the values that lie beside it."""
    if len(values) < 2:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]
