"""A row of the store is an experiment as it stands."""

import pytest

from rnnviz.experiments.commands import ChangeDuration, ChangeSpeed
from rnnviz.experiments.row import read_experiment, read_row
from rnnviz.experiments.status import Status
from rnnviz.storage.checksums import checksum_of_text
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.text.message import NOTHING, Message
from rnnviz.training.experiment import Experiment

COLUMNS = {
    "id": "a",
    "title": "one",
    "created": 1.0,
    "status": "running",
    "message": "",
    "samples": 5,
    "total": 10,
    "experiment": Experiment(seed=3).to_json(),
    "checksum": checksum_of_text(Experiment(seed=3).to_json()),
    "speed": None,
    "paused": 0,
    "worker": "w",
    "pid": 7,
    "heartbeat": 2.0,
    "owner": "b",
    "newest_number": None,
    "newest_seconds": None,
}


def test_a_row_is_read_into_what_its_columns_mean():
    row = read_row(COLUMNS)
    assert row.status is Status.RUNNING
    assert row.message is NOTHING
    assert row.experiment == Experiment(seed=3)
    assert row.owner == "b"
    assert (row.paused, row.newest, row.samples, row.total) == (False, None, 5, 10)
    assert row.pace == ChangeSpeed(None)
    assert read_row(COLUMNS | {"speed": 2.0, "duration": None}).pace == ChangeSpeed(2.0)
    assert read_row(COLUMNS | {"duration": 15.0}).pace == ChangeDuration(15.0)
    assert read_row(COLUMNS | {"newest_number": 4, "newest_seconds": 1.5}).newest == (4, 1.5)


def test_a_message_is_read_from_its_json_and_anything_else_is_shown_as_it_is():
    message = Message("Run {place} diverged at update {update:,}.", place=1, update=7)
    assert read_row(COLUMNS | {"message": message.to_json()}).message == message
    assert read_row(COLUMNS | {"message": "It starts."}).message == Message.plain("It starts.")


def test_settings_that_the_disk_has_changed_are_damaged():
    other = COLUMNS["experiment"].replace('"seed":3', '"seed":2')
    assert Experiment.from_json(other) == Experiment(seed=2)
    with pytest.raises(StoreError) as refused:
        read_row(COLUMNS | {"experiment": other})
    assert refused.value.kind is ErrorKind.DAMAGED
    assert read_row(COLUMNS | {"experiment": other, "checksum": None}).experiment.seed == 2


def test_an_experiment_of_another_version_says_what_is_wrong():
    with pytest.raises(StoreError) as refused:
        read_experiment('{"seed": -1}')
    assert refused.value.kind is ErrorKind.FOREIGN
    assert str(refused.value) == (
        "A stored experiment makes no sense to this rnnviz: seed is -1: input should be greater than "
        "or equal to 0."
    )


def test_a_stored_experiment_is_read_as_the_rnnviz_that_stored_it_did():
    """Its networks have as many tokens as its text had then."""
    stored = '{"task": {"name": "words", "text": "我喜欢 café cafe\u0301"}}'
    assert len(read_experiment(stored).task.tokens) == 3
    assert len(Experiment.from_json(stored).task.tokens) == 4
    assert len(read_experiment(Experiment.from_json(stored).to_json()).task.tokens) == 4
    plain = '{"task": {"name": "words", "text": "dog bites man"}}'
    assert read_experiment(plain) == Experiment.from_json(plain)
