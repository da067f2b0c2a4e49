"""What is drawn while runs have been added to a race and the new one has not been started."""

from dataclasses import dataclass, replace

from rnnviz.text.language import _n
from rnnviz.training.experiment import Experiment
from rnnviz.ui.components.html import caption
from rnnviz.ui.session import presenter_session
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.training.live_race import LiveRace
from rnnviz.ui.training.steering import find


@dataclass
class LastDrawn:
    """The race that a page drew last."""

    experiment: Experiment | None = None


def kept(race: LiveRace) -> LiveRace:
    """The race to be drawn: its own, or, as long as it was not started, the last one if it only lacks
    the added runs. To a class only what its scene asks for is drawn."""
    last = page_state(LastDrawn, race.page)
    if race.row is not None:
        last.experiment = race.experiment
        return race
    before = last.experiment
    if before is None or presenter_session.current() or not _grown(before, race.experiment):
        return race
    row = find(race.store, before)
    if row is None:
        return race
    count = len(race.experiment.runs) - len(before.runs)
    caption(
        _n(
            "Drawn is the race without the run that you have added: Start trains them all.",
            "Drawn is the race without the {count} runs that you have added: Start trains them all.",
            count,
        ).format(count=count)
    )
    return replace(race, experiment=before, row=row, own=None)


def _grown(before: Experiment, now: Experiment) -> bool:
    """Whether only runs were added."""
    same = now.model_copy(update={"runs": before.runs}) == before
    return same and all(run in now.runs for run in before.runs)
