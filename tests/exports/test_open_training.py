"""A training in a zip whose parts do not fit: the member is named, and nothing is entered."""

import json
from functools import partial

import numpy as np
import pytest
from safetensors.numpy import save
from support.exported import MADE, told, trained
from support.packed_again import again, member, names

from rnnviz.experiments import checkpoint
from rnnviz.exports.bundle import bundle
from rnnviz.exports.open_bundle import open_bundle
from rnnviz.storage import datasets, uploads
from rnnviz.text.message import Refusal


@pytest.fixture
def refuses(second, echo_zip):
    """What is said of the zip with members changed; nothing is entered."""
    store = second()
    kept = store.add(MADE["echo"]().model_copy(update={"seed": 7}), "there", "you")
    before = told(store, kept)

    def go(changed=None, **more):
        with pytest.raises(Refusal) as caught:
            open_bundle(store, again(echo_zip, changed, **more), "you", "x.zip")
        assert [row.id for row in store.experiments()] == [kept]
        assert told(store, kept) == before
        return str(caught.value)

    return go


def changed(data, name, change):
    """A document of a zip, changed."""
    said = json.loads(member(data, name))
    change(said)
    return {name: json.dumps(said).encode()}


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("experiment.json", lambda one: one.update(samples=0), "samples is 0"),
        ("experiment.json", lambda one: one.update(task={"name": "none"}), "task's name is 'none'"),
        ("experiment.json", lambda one: one["runs"].pop(), "curves of this training"),
        ("experiment.json", lambda one: one["runs"][0].update(hidden=2), "rnn.weight_ih_l0 is (3, 2)"),
        ("training.json", lambda one: one.pop("status"), "status: field required"),
        ("training.json", lambda one: one.update(status="dancing"), "status"),
        ("training.json", lambda one: one.update(created="inf"), "created"),
        ("training.json", lambda one: one.update(stride=0), "stride is 0"),
        ("training.json", lambda one: one.update(samples=-1), "samples is -1"),
        ("frames.json", lambda one: one["frames"].reverse(), "the frames are not in order"),
        ("frames.json", lambda one: one["frames"][0]["runs"].pop(), "frame 0 has 1 runs"),
        ("frames.json", lambda one: one["frames"][0]["runs"][0].pop(), "frames.1.runs.1"),
        ("frames.json", lambda one: one["frames"][0].update(number=1.5), "frames.1.number"),
        (
            "frames.json",
            lambda one: one["frames"][0]["runs"][0][8].update({"<img>": 1.0}),
            "frames.1.runs.1.9.<img>",
        ),
        ("frames.json", lambda one: one["frames"].extend(one["frames"] * 400), "frames"),
    ],
)
def test_a_document_that_makes_no_sense_is_named(refuses, echo_zip, name, change, said):
    sentence = refuses(changed(echo_zip, name, change))
    assert sentence.startswith("x.zip: ")
    assert said in sentence
    if "curves" not in said and "rnn." not in said:
        assert sentence.startswith(f"x.zip: {name} is damaged: ")


@pytest.mark.parametrize("name", ["experiment.json", "training.json", "frames.json"])
@pytest.mark.parametrize("text", [b"", b"[]", b"null", b"\xff\xfe", b'{"a": ' * 100_000, b"1e999"])
def test_what_is_no_document_is_named(refuses, name, text):
    assert refuses({name: text}).startswith(f"x.zip: {name} is damaged: ")


def states_of(data):
    return [name for name in names(data) if name.startswith("frames/")]


def altered(state, change):
    found = checkpoint.unpack(state)
    change(found)
    return checkpoint.pack(found)


def set_(part, name, value, found):
    (found if part is None else found[part])[name] = value


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one: one["parameters"].pop("readout.bias"), "readout.bias is missing"),
        (
            lambda one: set_("parameters", "readout.bias", np.zeros(3), one),
            "readout.bias is (3,) of float64; this network has (2,)",
        ),
        (
            lambda one: set_("parameters", "readout.bias", np.zeros(2, np.int64), one),
            "readout.bias is (2,) of int64",
        ),
        (
            lambda one: set_("parameters", "more", np.zeros(2), one),
            "more is missing, or is no parameter",
        ),
        (
            lambda one: (
                one["optimizer"].update(secret={}) or one["optimizer"]["secret"].update(a=np.zeros(1))
            ),
            "secret is nothing that adagrad has",
        ),
        (lambda one: one.update(hidden=[np.zeros(3)]), "a carried state is (3,)"),
        (partial(set_, None, "rate", -1.0), "rate is -1.0"),
        (partial(set_, None, "updates", True), "updates is True"),
        (partial(set_, None, "position", "far"), "position is 'far'"),
        (
            partial(set_, None, "log", {"lines": [{"update": 1}]}),
            "it has a log, and this run prints none",
        ),
    ],
)
def test_a_checkpoint_that_this_network_cannot_have_is_named(refuses, echo_zip, change, said):
    name = states_of(echo_zip)[-1]
    sentence = refuses({name: altered(member(echo_zip, name), change)})
    assert sentence.startswith(f"x.zip: {name} is damaged: ")
    assert said in sentence


def test_what_is_no_checkpoint_is_named(refuses, echo_zip):
    name = states_of(echo_zip)[0]
    for data in (b"", b"x" * 100, save({"a": np.zeros(2)}), b"\x08" + bytes(15)):
        assert refuses({name: data}).startswith(f"x.zip: {name} is damaged: ")


@pytest.mark.parametrize(
    "arrays",
    [
        {"0.0": np.zeros((4, 2))},
        {"0.0.x": np.zeros((4, 2))},
        {"2.0.0": np.ones((4, 1))},
        {"0.0.0": np.ones((3, 1))},
        {"0.0.0": np.ones((4, 1), np.float32)},
        {"0.0.0": np.zeros((4, 2))},
        {"0.0.0": np.full((4, 1), np.nan)},
        {"0.0.0": np.ones((4, 1)), "0.1.0": np.ones((4, 1))},
        {"0.0.0": np.ones((4, 0))},
        {"0.0.0": np.arange(4 * 40_000.0).reshape(4, -1) + 1},
    ],
)
def test_curves_that_no_training_has_are_refused(refuses, arrays):
    sentence = refuses({"curves.safetensors": save(arrays)})
    assert sentence.startswith("x.zip: curves.safetensors is damaged: ")


def test_data_of_ones_own_come_along_and_go_again_if_it_fails(store, second, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(store.path))
    id = trained(store, MADE["own data"]())
    data = bundle(store, id)
    key = store.row(id).experiment.task.data
    assert f"datasets/{key}" in names(data)
    other = second()
    broken = again(data, {"frames.json": b"{}"})
    with pytest.raises(Refusal, match=r"frames\.json is damaged"):
        open_bundle(other, broken, "you", "x.zip")
    assert uploads.keys_of(other, "you") == []
    forged = again(data, {f"datasets/{key}": b"{}"})
    with pytest.raises(Refusal, match=f"datasets/{key} is damaged: its data have another digest"):
        open_bundle(other, forged, "you", "x.zip")
    without = again(data, without=(f"datasets/{key}",))
    monkeypatch.setattr(
        "rnnviz.tasks.forecast.own",
        __import__("rnnviz.tasks.columns", fromlist=["own"]).own.__wrapped__,
    )
    datasets_there = datasets.folder() / key
    datasets_there.unlink(missing_ok=True)
    with pytest.raises(Refusal, match=r"experiment\.json is damaged"):
        open_bundle(other, without, "you", "x.zip")
    assert other.experiments() == []
    open_bundle(other, data, "you", "x.zip")
    assert uploads.keys_of(other, "you") == [key]
