"""A training as a zip: what it holds is what other programs read, too."""

import io
import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow.parquet
import pytest
from safetensors.numpy import load
from support.exported import MADE, trained
from support.own_race import OwnRace
from support.packed_again import member, names

from rnnviz.experiments.whole_rows import frame_rows
from rnnviz.exports.bundle import bundle, bundle_bytes, last_networks, write_bundle
from rnnviz.exports.open_bundle import open_bundle
from rnnviz.nn.encoder_decoder import EncoderDecoder
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.storage.database import StoreError
from rnnviz.tasks import Forecast, columns
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import Experiment


def test_each_member_is_what_it_says(store, tmp_path):
    id = trained(store, MADE["echo with seeds"]())
    data, row = bundle(store, id), store.row(id)
    assert Experiment.from_json(member(data, "experiment.json").decode()) == row.experiment
    told = json.loads(member(data, "training.json"))
    assert (told["title"], told["status"], told["runs"]) == (
        "mine",
        "finished",
        row.experiment.run_names,
    )
    heads = store.frames(id)
    frames = json.loads(member(data, "frames.json"))["frames"]
    assert [(one["number"], one["samples"]) for one in frames] == [
        (head.number, head.samples) for head in heads
    ]
    last = store.last_frame(id)
    for place, state in enumerate(last.states):
        stem = f"run-{place // 3 + 1}-seed-{place % 3}"
        checkpoint = member(data, f"frames/{heads[-1].number:07}/{stem}.safetensors")
        assert checkpoint == state.checkpoint
        path = tmp_path / f"{stem}.safetensors"
        path.write_bytes(member(data, f"networks/{stem}.safetensors"))
        net = Network.load(path)
        for name, array in state.network.parameters.items():
            np.testing.assert_array_equal(net.parameters[name], array, strict=True)
            np.testing.assert_array_equal(load(checkpoint)[f"parameter.{name}"], array, strict=True)
    assert len([name for name in names(data) if name.startswith("frames/")]) == 6 * len(heads)
    table = pyarrow.parquet.read_table(io.BytesIO(member(data, "losses.parquet")))
    assert len(table) == len(member(data, "losses.csv").decode().splitlines()) - 1


def test_an_encoder_and_its_decoder_are_one_file(store, tmp_path):
    id = trained(store, MADE["encoder-decoder"]())
    ((stem, data),) = last_networks(store, id)
    assert stem == "run-1"
    path = tmp_path / "both.safetensors"
    path.write_bytes(data)
    made, kept = EncoderDecoder.load(path), store.last_frame(id).runs[0].network
    for name, array in kept.parameters.items():
        np.testing.assert_array_equal(made.parameters[name], array, strict=True)


def test_without_its_frames_a_zip_has_the_last_one(store, second):
    id = trained(store, MADE["echo"]())
    small, large = bundle(store, id, frames=False), bundle(store, id)
    assert len(small) < len(large)
    other = second()
    copied = open_bundle(other, small, "you").id
    assert [head.number for head in other.frames(copied)] == [store.frames(id)[-1].number]
    assert [of.tolist() for of in (other.curves(copied)[0].loss, other.curves(copied)[0].total)] == [
        of.tolist() for of in (store.curves(id)[0].loss, store.curves(id)[0].total)
    ]


def test_what_is_damaged_is_left_out_and_the_rest_comes_along(store, second):
    id = trained(store, MADE["echo"]())
    heads = store.frames(id)
    store.rows(
        "UPDATE checkpoints SET loss = 7.0 WHERE experiment = ? AND frame = ? AND run = 0",
        id,
        heads[-1].number,
    )
    store.rows("UPDATE curves SET points = zeroblob(32) WHERE experiment = ? AND run = 1", id)
    data = bundle(store, id)
    other = second()
    copied = open_bundle(other, data, "you").id
    assert other.frames(copied) == heads[:-1]
    assert len(other.curves(copied)[0].loss) and not len(other.curves(copied)[1].loss)
    networks = [name for name in names(data) if name.startswith("networks/")]
    assert len(networks) == 2


def test_one_that_goes_on_is_exported_as_it_is_now(store, second):
    race = OwnRace(store, Experiment(samples=100_000))
    race.advance(3)
    data = bundle(store, race.id)
    race.advance(3)
    assert bundle(store, race.id) != data
    other = second()
    row = other.row(open_bundle(other, data, "you").id)
    assert row.status == "stopped"
    assert str(row.message) == "Stopped; it can go on from here."
    assert (row.worker, row.samples) == (None, store.frames(race.id)[0].samples)


def test_one_that_has_not_begun_has_settings_alone(store, second):
    id = store.add(MADE["echo"](), "later", "me")
    data = bundle(store, id)
    with pytest.raises(Refusal, match=f"The training {id} has not begun"):
        list(last_networks(store, id))
    other = second()
    row = other.row(open_bundle(other, data, "you").id)
    assert (row.title, row.status, row.newest) == ("later", "stopped", None)


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value", "ignore:Mean of empty")
@pytest.mark.parametrize("kind", MADE)
def test_how_large_it_will_be_is_known_before(kind, store, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(store.path))
    id = trained(store, MADE[kind]())
    assert len(bundle(store, id)) <= bundle_bytes(store, id)


def test_of_large_networks_few_moments_and_large_data_are_counted(store, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(store.path))
    data = columns.keep("mine", np.random.default_rng(0).normal(size=100_000))
    run = Run(hidden=200, cell="lstm", optimizer="sgd", batch=1, truncation=Truncation.windows(2))
    race = OwnRace(store, Experiment(task=Forecast(kind="own", data=data), runs=(run, run)))
    race.advance()
    size, most = len(bundle(store, race.id)), bundle_bytes(store, race.id)
    assert size > 2 * len(store.last_frame(race.id).states[0].checkpoint) + 10**6
    assert size <= most <= 1.2 * size


def test_what_is_thinned_while_it_is_read_is_left_out_but_the_newest_is_there(store, second):
    race = OwnRace(store, Experiment(samples=100_000))
    for _ in range(4):
        race.advance(2)
    thinned, real = [], frame_rows

    def thins(store, id, head, count):
        """Another process that leaves few frames, as soon as the first is read."""
        if not thinned:
            thinned.append(store.rows("DELETE FROM frames WHERE experiment = ? AND number > 1", id))
        return real(store, id, head, count)

    heads = store.frames(race.id)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rnnviz.exports.bundle.frame_rows", thins)
        data = bundle(store, race.id)
    kept = [one["number"] for one in json.loads(member(data, "frames.json"))["frames"]]
    assert kept == [heads[0].number, heads[1].number, heads[-1].number]
    other = second()
    id = open_bundle(other, data, "you").id
    assert other.frames(id)[-1] == heads[-1]
    # the curves are of the moment of the newest
    assert other.curves(id)[0].updates[-1] == other.last_frame(id).runs[0].updates


def test_several_at_once_do_not_mix(store):
    ids = [trained(store, MADE[kind]()) for kind in ("echo", "addition")]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda id: bundle(store, id), ids * 4))
    assert found == [bundle(store, id) for id in ids] * 4


def test_one_that_is_not_there_is_said(store):
    with pytest.raises(StoreError, match="There is no experiment none"):
        write_bundle(store, "none", io.BytesIO())
