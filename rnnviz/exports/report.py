"""A training or a watched loop as a report: one file of HTML to be handed on."""

import datetime

from rnnviz.experiments.row import Row
from rnnviz.experiments.store import Store
from rnnviz.exports.bundle import no_moment
from rnnviz.exports.report_page import folded, report_page
from rnnviz.exports.report_race import moment_sentences, pictures, race_report, seen, table
from rnnviz.exports.report_settings import settings_table, what_was_trained
from rnnviz.text.language import _


def report(store: Store, id: str) -> str:
    """What came of a training as the title, what was trained, its losses on their floors, and what its
    networks did at each moment, as a page of HTML that needs nothing else, in the reader's language.
    Raises Refusal before the first frame, and StoreError."""
    race = race_report(store, id)
    if race is None:
        raise no_moment(store.row(id))
    row = race.row
    settings = folded(_("All settings as JSON"), row.experiment.model_dump_json(indent=1))
    return report_page(
        row.title or _("A training of {name}").format(name=_(row.experiment.task.title)),
        seen(race),
        [*what_was_trained(row.experiment), _when(row)],
        [
            (_("The runs"), table(race)),
            (_("Settings"), settings_table(row.experiment) + settings),
        ],
        list(pictures(race)),
        moment_sentences(race),
    )


def _when(row: Row) -> str:
    """On which day it was started."""
    try:
        day = datetime.date.fromtimestamp(row.created).isoformat()
    except (OverflowError, ValueError, OSError):
        day = ""
    return _("Started on {day}.").format(day=day) if day else ""
