"""A training that somebody else has finished, copied for who wants the same as their own."""

import secrets
import time
from typing import Any

from rnnviz.experiments.repository import ExperimentRepository
from rnnviz.training.experiment import Experiment

TABLES = ("frames", "checkpoints", "curves")  # that belong to it, in the order in which they refer


def own_copy(store: ExperimentRepository, experiment: Experiment, owner: str) -> str | None:
    """Copy the newest finished training of exactly this experiment for an owner, with all its frames,
    and return the copy's id; None if nobody has finished one. Raises StoreError."""
    name, now = secrets.token_hex(4), time.time()
    with store.transaction() as run:
        if (row := store.finished(experiment)) is None:
            return None
        _copy(
            run, "experiments", "id", row.id, {"id": name, "owner": owner, "created": now, "used": now}
        )
        for table in TABLES:
            _copy(run, table, "experiment", row.id, {"experiment": name})
    return name


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
