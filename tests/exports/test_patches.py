"""What changes from one value to another, put back, is the other."""

import json

from hypothesis import example, given
from hypothesis import strategies as st

from rnnviz.exports.patches import patched, patches

LEAVES = (
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | st.text(max_size=3)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(VALUES, VALUES)
@example({"a": None, "b": None}, {"b": None, "a": None})
@example([1, {"a": [0.0]}], [True, {"a": [-0.0]}])
@example({"a": {"b": [1.0]}}, {"a": {"b": [1]}})
def test_a_value_with_its_changes_is_the_other(before, after):
    kept = json.dumps(before)
    found = patched(before, patches(before, after))
    assert json.dumps(found) == json.dumps(after)
    assert json.dumps(before) == kept


@given(VALUES)
def test_what_stays_has_no_changes(value):
    assert patches(value, value) == []


def test_only_what_differs_is_named():
    before = {"data": [{"z": [[1, 2]], "x": [1]}, {"y": 3}], "layout": {"a": 1}}
    after = {"data": [{"z": [[1, 5]], "x": [1]}, {"y": 3}], "layout": {"a": 1}}
    assert patches(before, after) == [(["data", 0, "z"], [[1, 5]])]
    longer = before | {"data": [*before["data"], {}]}
    assert patches(before, longer) == [(["data"], longer["data"])]
