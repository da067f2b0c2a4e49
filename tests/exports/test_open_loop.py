"""A watched loop in a zip whose parts do not fit: the member is named, and nothing is entered."""

import json
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
from support.packed_again import again, member
from support.stored_loops import train

from rnnviz.exports.loop_bundle import loop_bundle
from rnnviz.exports.open_bundle import open_bundle
from rnnviz.text.message import Message, Refusal
from rnnviz.watch.loop_store import LoopStore
from rnnviz.watch.packed_frame import pack, unpack

FRAME = "frames/0000001.safetensors"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    path = tmp_path_factory.mktemp("watched") / "store.sqlite"
    with pytest.MonkeyPatch.context() as patch, closing(LoopStore(path)) as loops:
        patch.setenv("RNNVIZ_STORE", str(path))
        return loop_bundle(loops, train(updates=3)._writer.id)


@pytest.fixture
def refuses(second, data):
    store = second()

    def go(changed):
        with pytest.raises(Refusal) as caught:
            open_bundle(store, again(data, changed), "you", "x.zip")
        assert store.rows("SELECT count(*) FROM loops") == [(0,)]
        return str(caught.value)

    return go


def altered(data, **changed):
    """A frame of the zip whose layer is another one."""
    frame = unpack(member(data, FRAME))
    ((name, layer),) = frame.layers.items()
    made = {key: change(getattr(layer, key)) for key, change in changed.items()}
    return {FRAME: pack(replace(frame, layers={name: replace(layer, **made)}))}


@pytest.mark.parametrize(
    "change",
    [
        {"hidden": lambda one: one[0]},
        {"hidden": lambda one: one[:, :, :2]},
        {"hidden": lambda one: one[:, :0]},
        {"initial": lambda one: one[:, :1]},
        {"memory": lambda one: one[:, 1:]},
        {"gates": lambda one: {name: array[:, :, :1] for name, array in one.items()}},
        {"gradient": lambda one: one[:, 1:]},
        {"by_output": lambda one: one.astype(bool)},
        {"weights": lambda one: {name: array[None, None] for name, array in one.items()}},
        {"cell": lambda one: "<b>lstm</b>"},
        {"bidirectional": lambda one: 1},
        {"error": lambda one: "small"},
        {"tolerance": lambda one: float("nan")},
        {"parameters": lambda one: {"weight": "much"}},
        {"call": lambda one: replace(one, steps="many")},
        {"note": lambda one: Message("{x.__class__}", x="a")},
    ],
)
def test_a_frame_whose_parts_do_not_fit_is_named(refuses, data, change):
    assert refuses(altered(data, **change)).startswith(f"x.zip: {FRAME} is damaged: ")


@pytest.mark.parametrize("packed", [b"", b"no frame", bytes(100)])
def test_what_is_no_frame_is_named(refuses, packed):
    assert refuses({FRAME: packed}).startswith(f"x.zip: {FRAME} is damaged: ")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": 7}, "name"),
        ({"calls": -1}, "calls is -1"),
        ({"message": {"text": "{x.__class__}", "fields": {"x": "a"}}}, "its sentence is none"),
        ({"message": {"text": 1}}, "this is no message"),
    ],
)
def test_what_is_told_of_a_loop_is_checked(refuses, data, changed, said):
    told = json.loads(member(data, "loop.json")) | changed
    sentence = refuses({"loop.json": json.dumps(told).encode()})
    assert sentence.startswith("x.zip: loop.json is damaged: ")
    assert said in sentence


def test_frames_out_of_order_are_refused(refuses, data):
    told = json.loads(member(data, "frames.json"))
    told["frames"].reverse()
    sentence = refuses({"frames.json": json.dumps(told).encode()})
    assert "the frames are not in order" in sentence


def test_a_norm_that_is_no_number_stays_none(second, data):
    told = json.loads(member(data, "frames.json"))
    name = next(iter(told["frames"][0]["norms"]))
    told["frames"][0]["norms"][name] = None
    told["frames"][1]["norms"][name] = "Infinity"
    store = second()
    id = open_bundle(store, again(data, {"frames.json": json.dumps(told).encode()}), "you").id
    with closing(LoopStore(store.path)) as loops:
        norms = [norms[name] for _head, norms in loops.norms(id)]
        assert np.isnan(norms[0]) and norms[1] == np.inf
        assert loops.frame(id, 0).norms.keys() == norms_of(told)


def norms_of(told):
    return dict.fromkeys(told["frames"][0]["norms"]).keys()
