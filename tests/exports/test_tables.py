"""The losses as tables: every update that is stored, to the last bit."""

import csv
import io
import json

import numpy as np
import pyarrow.parquet
import pytest
from support.exported import MADE, trained

from rnnviz.exports.tables import csv_of_measures, losses_csv, losses_parquet, to_csv
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import train


def lines(text):
    """A table's lines, with its numbers as numbers."""
    found = list(csv.DictReader(io.StringIO(text)))
    return [
        {name: value if name == "name" else json.loads(value) for name, value in one.items()}
        for one in found
    ]


def test_a_table_has_the_losses_that_the_training_had(store):
    experiment = MADE["echo with seeds"]()
    id = trained(store, experiment)
    frames = list(train(experiment))
    table = lines(losses_csv(store, id))
    assert list(table[0])[:5] == ["run", "name", "seed", "samples", "update"]
    for place in range(experiment.networks):
        run, seed = divmod(place, 3)
        own = [one for one in table if (one["run"], one["seed"]) == (run + 1, seed)]
        column = {name: np.array([one[name] for one in own]) for name in own[0]}
        losses = np.concatenate([frame.states[place].update_losses for frame in frames])
        norms = np.concatenate([frame.states[place].update_norms for frame in frames])
        np.testing.assert_array_equal(column["loss_nats"], losses)
        np.testing.assert_array_equal(column["gradient_norm"], norms)
        np.testing.assert_array_equal(column["update"], np.arange(1, len(losses) + 1))
        np.testing.assert_array_equal(column["samples"], column["update"] * 100)
        np.testing.assert_allclose(column["loss_sum_nats"], np.cumsum(losses), rtol=1e-12)
        assert set(column["name"]) == {experiment.run_names[run]}


def test_parquet_says_the_same_and_what_was_trained(store):
    id = trained(store, MADE["echo"]())
    table = pyarrow.parquet.read_table(io.BytesIO(losses_parquet(store, id)))
    assert table.to_pylist() == lines(losses_csv(store, id))
    assert Experiment.from_json(table.schema.metadata[b"rnnviz"].decode()) == MADE["echo"]()


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
def test_a_run_that_diverged_has_its_last_loss_whatever_it_was(store):
    id = trained(store, MADE["diverged"]())
    state = store.last_frame(id).runs[0]
    assert state.status == "diverged"
    lines = list(csv.DictReader(io.StringIO(losses_csv(store, id))))
    assert int(lines[-1]["update"]) == state.diverged_at


def test_before_the_first_update_there_is_a_head_alone(store):
    assert losses_csv(store, store.add(MADE["echo"]())).count("\n") == 1


def test_names_with_commas_and_quotes_stay_one_cell():
    text = to_csv(("a", "b"), [('one, "two"', 0.1 + 0.2)])
    assert list(csv.reader(io.StringIO(text))) == [["a", "b"], ['one, "two"', "0.30000000000000004"]]


def test_measures_are_a_line_each():
    networks = [(0.5, None, '{"right answers": 0.25}'), (None, 0.75, "{}")]
    text = csv_of_measures(MADE["echo"](), [(100, networks)])
    found = list(csv.DictReader(io.StringIO(text)))
    assert [(one["run"], one["measure"], one["value"]) for one in found] == [
        ("1", "loss_nats", "0.5"),
        ("1", "right answers", "0.25"),
        ("2", "held_out_loss_nats", "0.75"),
    ]
    assert {one["samples"] for one in found} == {"100"}
