"""The trainings that this reader has named, as the menu of networks has them."""

import re
from contextlib import suppress
from dataclasses import dataclass

from rnnviz.experiments.row import Row
from rnnviz.experiments.store import Store
from rnnviz.nn.encoder_decoder import PARTS
from rnnviz.storage.database import StoreError
from rnnviz.tasks import AnswerTask
from rnnviz.text.language import _
from rnnviz.ui.session.browser import owner
from rnnviz.ui.session.page_state import forget, page_state
from rnnviz.ui.session.store import open_store

MOST = 12  # trainings whose networks the menu has; those named before are found by their links
FRAME = re.compile(r"(run\.[0-9a-f]{8}\.\d+)\.f\d+")


@dataclass
class NamedTrainings:
    """Those that were found when a session looked last: pages ask with every key."""

    rows: list[Row] | None = None


def rows() -> list[Row]:
    """They, the newest first."""
    state = page_state(NamedTrainings)
    if state.rows is None:
        with suppress(StoreError):  # which the page says where it needs the store
            state.rows = open_store().named(owner(), MOST)
    return state.rows or []


def title(word: str) -> str:
    """What its owner calls the network of a word; "" for all others."""
    whole = FRAME.sub(r"\1", word)
    return next((title for row in rows() if (title := _titles(row).get(whole))), "")


def rename(store: Store, row: Row, name: str) -> None:
    """Call a training of one's own so, or nothing; raises StoreError."""
    store.rename(row.id, name, row.owner)
    forget(NamedTrainings)


def _titles(row: Row) -> dict[str, str]:
    """A training's networks by their words; what tells them apart comes first, because a menu cuts long
    names off."""
    count, found = len(row.experiment.runs), {}
    parts: tuple[str, ...] = PARTS if isinstance(row.experiment.task, AnswerTask) else ("",)
    for place in range(1, count + 1):
        for part in parts:
            word = f"run.{row.id}.{place}"
            apart = [f"{place}"] if count > 1 else []
            said = [*apart, *([_(part)] if part else []), row.title]
            found[f"{word}.{part}" if part else word] = " · ".join(said)
    return found
