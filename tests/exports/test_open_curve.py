"""A curve in a zip whose parts do not fit: the member is named, and nothing is entered."""

import io
import json

import numpy as np
import pytest
from safetensors.numpy import save
from support.packed_again import again, member

from rnnviz.exports.curve_bundle import write_curve_bundle
from rnnviz.exports.open_bundle import open_bundle
from rnnviz.storage import own_curves, tags
from rnnviz.text.message import Refusal

POINTS = np.array([[1.0, 2.0, 3.0], [0.5, 0.25, 0.125]])


@pytest.fixture
def data(store):
    task = json.dumps({"name": "echo"})
    id, file = own_curves.add(store, "me", "mine", POINTS, task=task), io.BytesIO()
    tags.change(store, [id], ["a"])
    write_curve_bundle(store, id, file)
    return file.getvalue()


def points(array):
    return {"points.safetensors": save({"points": array})}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            points(POINTS[:1]),
            "points.safetensors is damaged: it has no curve, or more than 8,192 points.",
        ),
        (points(POINTS[:, :1]), "points.safetensors is damaged: its steps do not rise."),
        (points(POINTS[:, ::-1].copy()), "it has no curve"),
        (points(np.array([[1.0, 1.0], [1.0, 2.0]])), "its steps do not rise"),
        (points(np.array([[1.0, np.nan], [1.0, 2.0]])), "it has no curve"),
        (points(POINTS.astype("float32")), "it has no curve"),
        (points(np.zeros((2, 8193))), "it has no curve"),
        ({"points.safetensors": save({"zz": POINTS})}, "it has no curve"),
        ({"points.safetensors": b"?"}, "points.safetensors is damaged: these are no arrays"),
        ({"curve.json": b"[]"}, "curve.json is damaged"),
    ],
)
def test_what_does_not_fit_is_named(data, second, changed, said):
    other = second()
    with pytest.raises(Refusal) as caught:
        open_bundle(other, again(data, changed), "you", "x.zip")
    assert str(caught.value).startswith("x.zip: ") and said in str(caught.value)
    assert own_curves.curves(other, ("you",)) == []


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"task": {"name": "?"}}, "its task is none that rnnviz knows"),
        ({"task": {}}, "its task is none that rnnviz knows"),
        ({"task": {"name": ["x"]}}, "curve.json is damaged"),
        ({"task": {"name": "echo", "lags": "?"}}, "curve.json is damaged"),
        ({"samples_per_step": 0}, "curve.json is damaged"),
        ({"created": -1}, "curve.json is damaged"),
        ({"tags": [str(one) for one in range(21)]}, "these are 21 tags; allowed are up to 20"),
        (
            {"message": {"text": "{x.__class__}", "fields": {"x": "a"}}},
            "its sentence is none of rnnviz's",
        ),
    ],
)
def test_what_is_told_wrong_is_named(data, second, told, said):
    other = second()
    changed = {"curve.json": json.dumps(json.loads(member(data, "curve.json")) | told).encode()}
    with pytest.raises(Refusal) as caught:
        open_bundle(other, again(data, changed), "you", "x.zip")
    assert said in str(caught.value)
    assert own_curves.curves(other, ("you",)) == []


def test_another_name_is_another_curve_and_the_same_is_told(data, second):
    other = second()
    one = open_bundle(other, data, "you")
    assert open_bundle(other, data, "you") == one._replace(was_there=True)
    told = json.loads(member(data, "curve.json")) | {"name": "other\nname" + "x" * 99}
    two = open_bundle(other, again(data, {"curve.json": json.dumps(told).encode()}), "you")
    assert [len(curve.name) for curve in own_curves.curves(other, (), (two.id,))] == [60]
    assert not open_bundle(other, data, "they").was_there
