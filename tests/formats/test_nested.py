"""Dictionaries within dictionaries, also those that nobody means well."""

import pytest

from rnnviz.formats.nested import leaves, plain
from rnnviz.text.message import Refusal


def test_leaves_are_found_under_their_keys_in_order():
    nested = {"a": {"b": 1, 3: {"c": 2}}, "d": [1, 2], "e": {}}
    assert list(leaves(nested)) == [("a.b", 1), ("a.3.c", 2), ("d", [1, 2])]


def test_a_few_dictionaries_that_refer_to_each_other_over_and_over_are_refused():
    laughs = {"ha": 1}
    for _ in range(12):
        laughs = {str(number): laughs for number in range(10)}
    with pytest.raises(Refusal, match="more than 1,000 values"):
        list(leaves(laughs, most=1000))
    endless = {}
    endless["a"] = endless
    with pytest.raises(Refusal, match="more than 16 deep"):
        list(leaves(endless))


def test_plain_values_are_kept_and_others_are_none():
    values = {"a": (1, 2.0, "b", None, True), 3: object()}
    assert plain(values) == {"a": [1, 2.0, "b", None, True], "3": None}
    assert plain([[[[[[1]]]]]]) == [[[[[None]]]]]
    assert plain(list(range(10)), most=9) is None
    assert plain(list(range(9)), most=10) == list(range(9))


def test_plain_values_that_refer_to_each_other_are_bounded():
    laughs = ["ha"] * 100
    for _ in range(12):
        laughs = [laughs] * 100
    assert plain(laughs) in (None, [[None] * 100] * 100)
