"""A run by the settings of its training, where a word has to outlast the training: in a scene.

`race.DIGEST.PLACE` begins with eight digits of the experiment's digest, and may end with `.sSEED`, one
of the run's seeds from 0, and `.PART`.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from rnnviz.storage.database import StoreError
from rnnviz.ui.network import task_networks
from rnnviz.ui.network.run_networks import RunWord
from rnnviz.ui.network.selection import HELD
from rnnviz.ui.session import presenter_actions, recorded_races, streamlit_private

WORD = re.compile(r"race\.(?P<digest>[0-9a-f]{8})(?P<run>\.\d{1,2}(?:\.s\d{1,2})?(?:\.[a-z]+)?)")
DIGITS = 8  # of a digest


def newest(text: str) -> str:
    """The word of the newest training with the settings of a word, rather the reader's own than
    another's, else of one that came along; any other word as it is, and one of what nobody has
    trained."""
    found, row = WORD.fullmatch(text), None
    if not found:
        return text
    mine = presenter_actions.owners() if streamlit_private.this_run() is not None else ()
    with suppress(StoreError):  # which the page says where it needs the store
        row = task_networks.open_store().newest_with(found["digest"], mine)
    if row is None and recorded_races.by_id(found["digest"]) is None:
        return text
    return f"run.{row.id if row else found['digest']}{found['run']}"


def lasting(words: Mapping[str, str]) -> str:
    """The network of an address in a word that follows a run by its settings; one that is held at a
    moment is of that training alone, and stays as it is, as does every other network."""
    text = words["net"]
    run = RunWord.read(text)
    if run is None or run.frame is not None or HELD in words:
        return text
    try:
        row = (recorded_races.by_id(run.id) or task_networks.open_store()).row(run.id)
    except StoreError:  # it has gone
        return text
    return str(replace(run, id=row.experiment.digest[:DIGITS])).replace("run.", "race.", 1)
