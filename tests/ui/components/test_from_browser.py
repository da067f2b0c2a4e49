import math

import pytest

from rnnviz.ui.components.from_browser import box, panel_of, whole, whole_pair

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


def test_the_picture_that_a_cell_was_sent_of():
    assert [
        panel_of(sent) for sent in ([3, 4, 17], [3, 4, 17, 1], [3, 4, 17, -1], None, [1, 2, 3, "x"])
    ] == [
        0,
        1,
        0,
        0,
        0,
    ]


def test_a_box():
    assert box([0.5, 2, -0.5, 3.25, 1, 17]) == ((0.5, 2.0, -0.5, 3.25), 1)


@pytest.mark.parametrize("sent", [math.nan, math.inf, "1", None, True, 1e9, [1]], ids=repr)
def test_what_is_no_box(sent):
    for place in range(4):
        assert box([*[0.5] * place, sent, *[0.5] * (3 - place), 0, 17]) is None
    assert box([1, 2, 3]) is None
    assert box(sent) is None


def test_a_box_lies_in_a_picture():
    assert box([0, 1, 0, 1, "x", 17]) is None
