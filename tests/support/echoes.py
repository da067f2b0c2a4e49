"""Tasks of Echo for tests over all of them."""

from itertools import chain, combinations

from hypothesis import strategies as st

from rnnviz.tasks import Echo


@st.composite
def echoes(draw, longest: int = 1000) -> Echo:
    """Any lags, and weights and base that keep the probability within [0, 1]."""
    lags = draw(st.lists(st.integers(0, longest), max_size=5, unique=True))
    drawn = [draw(st.floats(-1.0, 1.0)) for _ in lags]
    spread = sum(map(abs, drawn))
    shrunk = [w * draw(st.floats(0.0, 1.0)) / max(spread, 1.0) for w in drawn]
    low, high = sum(w for w in shrunk if w < 0), sum(w for w in shrunk if w > 0)
    base = -low + draw(st.floats(0.0, 1.0)) * (1.0 - (high - low))
    return Echo(lags=dict(zip(lags, shrunk, strict=True)), base=base)


def subsets(lags):
    """All of them, from none to all."""
    return chain.from_iterable(combinations(lags, count) for count in range(len(lags) + 1))
