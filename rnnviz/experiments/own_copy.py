"""A training that somebody else has finished, copied for who wants the same as their own."""

import secrets
from typing import Any

from rnnviz.experiments import admission
from rnnviz.experiments.store import Store
from rnnviz.storage.clock import clock
from rnnviz.training.experiment import Experiment

TABLES = ("frames", "checkpoints", "curves")  # that belong to it, in the order in which they refer


def own_copy(store: Store, experiment: Experiment, owner: str) -> str | None:
    """Copy the newest finished training of exactly this experiment for an owner, with all its frames,
    and return the copy's id; None if nobody has finished one. Raises Refusal where the owner could not
    train it here, and StoreError."""
    if store.finished(experiment) is None:
        return None
    admission.check(experiment, owner, store)
    name, now = secrets.token_hex(4), clock.now()
    with store.transaction() as run:
        if (row := store.finished(experiment)) is None:
            return None
        # what somebody else calls theirs is not told
        own = {"id": name, "owner": owner, "created": now, "used": now, "title": ""}
        _copy_all(run, row.id, own)
    return name


def copy_rows(store: Store, id: str, name: str, owner: str, title: str) -> str:
    """Copy a training that rests, as it is, for an owner, under another id and title; returns that id.
    Raises StoreError if there is none."""
    now = clock.now()
    own = {"id": name, "owner": owner, "created": now, "used": now, "title": title, "worker": None}
    with store.transaction() as run:
        store.row(id)
        _copy_all(run, id, own)
    return name


def _copy_all(run: Any, id: str, own: dict[str, object]) -> None:
    _copy(run, "experiments", "id", id, own)
    for table in TABLES:
        _copy(run, table, "experiment", id, {"experiment": own["id"]})


def _copy(run: Any, table: str, column: str, id: str, changed: dict[str, object]) -> None:
    """The rows of one experiment once more, all their columns alike but those that are changed; what
    numbers the rows is drawn anew."""
    known = [name for _, name, *_ in run(f"PRAGMA table_info({table})")]
    kept = [name for name in known if name not in changed and not (column == "id" and name == "number")]
    names, marks = ", ".join([*changed, *kept]), ", ".join("?" * len(changed))
    run(
        f"INSERT INTO {table} ({names}) SELECT {marks}, {', '.join(kept)} "
        f"FROM {table} WHERE {column} = ?",
        (*changed.values(), id),
    )
