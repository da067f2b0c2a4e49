"""An experiment of a task in the words of an address, so that the page Tasks shows it."""

from contextlib import suppress

from rnnviz.tasks import Task
from rnnviz.training.experiment import Experiment
from rnnviz.ui.session import address_fields
from rnnviz.ui.tasks.controls import race_of
from rnnviz.ui.tasks.panels import PANELS
from rnnviz.ui.training.run_notation import race_words, read_run


def settings_of(experiment: Experiment) -> dict[str, str] | None:
    """What the address of the page Tasks says of an experiment; None if it cannot be said there."""
    name = experiment.task.name
    if name not in PANELS:
        return None
    asked = _settings_of_task(name, experiment.task)
    shared = race_of(name).shared()
    race = race_words(experiment, shared)
    runs = tuple(read_run(word, shared) for word in race["runs"].split(","))
    if asked is None or runs != tuple(experiment.runs):
        return None
    return {"task": name, **asked, **race}


def _settings_of_task(name: str, task: Task) -> dict[str, str] | None:
    """A task's settings, each in the field that is called like it; None where they do not make it."""
    panel, given = PANELS[name], task.to_words()
    asked = {}
    for field in panel.fields:
        if field.name not in given:
            continue
        with suppress(ValueError):  # a field that is called so and means something else
            text = field.write(given[field.name])
            field.read(text)
            asked[field.name] = text
    with suppress(ValueError):
        if panel.task(address_fields.settings(panel.fields, asked)) == task:
            return asked
    return None
