import math

import pytest

from rnnviz.ui.components.from_browser import whole, whole_pair

NOT_WHOLE = [None, "1", True, False, -1, 1e6, math.nan, math.inf, [1], {}, -0.5]


@pytest.mark.parametrize(("sent", "number"), [(0, 0), (3, 3), (2.0, 2), (2.9, 2), (999_999, 999_999)])
def test_whole_numbers(sent, number):
    found = whole(sent)
    assert found == number
    assert type(found) is int


@pytest.mark.parametrize("sent", NOT_WHOLE, ids=repr)
def test_anything_else_is_none(sent):
    assert whole(sent) is None
    assert whole_pair([0, sent]) is None
    assert whole_pair([sent, 0]) is None


@pytest.mark.parametrize("sent", [None, 1, "12", [], [1], (1, 2), {"0": 1}], ids=repr)
def test_what_is_no_pair(sent):
    assert whole_pair(sent) is None


def test_a_pair():
    assert whole_pair([0, 2.0]) == (0, 2)
    assert whole_pair([3, 4, 17]) == (3, 4)  # followed by a number that tells two clicks apart
