"""What a report says of a training before any picture: what was trained, run by run."""

import html
from collections.abc import Callable

from rnnviz.figures.base.html import cells
from rnnviz.figures.base.numbers import given
from rnnviz.figures.training.race_sentences import echo_task
from rnnviz.runs.run import Run
from rnnviz.runs.run_words import START_WORDS, TRAINED_WORDS, cell_name
from rnnviz.runs.truncation_words import cut_label
from rnnviz.tasks import Echo, ExampleTask
from rnnviz.text.language import N_, _, _n
from rnnviz.training.experiment import Experiment

# a row of the table: what it is called, and a run's value
ROWS: tuple[tuple[str, Callable[[Run], str]], ...] = (
    (N_("Cell"), lambda run: cell_name(run.cell)),
    (N_("Hidden units"), lambda run: f"{run.hidden:,}"),
    (N_("Layers"), lambda run: f"{run.layers:,}"),
    (N_("Both directions"), lambda run: "✓" if run.bidirectional else "–"),
    (N_("Cut"), lambda run: cut_label(run.truncation)),
    (N_("State between windows"), lambda run: _("carried") if run.carry else _("reset")),
    (N_("Optimizer"), lambda run: run.optimizer),
    (N_("Learning rate"), lambda run: given(run.rate)),
    (N_("Batch (rows)"), lambda run: f"{run.batch:,}"),
    (N_("Clip the gradient's norm at"), lambda run: _limit(run.clip_norm)),
    (N_("Clip each derivative at"), lambda run: _limit(run.clip_value)),
    (
        N_("W_hh starts"),
        lambda run: _(START_WORDS[run.start]) if run.start in START_WORDS else run.start,
    ),
    (N_("Trained"), lambda run: _(TRAINED_WORDS[run.train])),
)
OF_STREAMS = ("Cut", "State between windows")  # what examples do not have
ALWAYS = {"Cell", "Hidden units", "Layers", *OF_STREAMS, "Optimizer", "Learning rate", "Batch (rows)"}
USUAL = Run()


def what_was_trained(experiment: Experiment) -> list[str]:
    """The task, and how much each run saw of it, in sentences."""
    task = experiment.task
    said = echo_task(task) if isinstance(task, Echo) else _("Task: {name}.").format(name=_(task.title))
    seeds = _n(
        "Each run sees {samples} samples, drawn with seed {seed}.",
        "Each run sees {samples} samples with each of {count} seeds, from seed {seed} on.",
        experiment.seeds,
    ).format(samples=f"{experiment.samples:,}", seed=experiment.seed, count=experiment.seeds)
    return [said, seeds]


def settings_table(experiment: Experiment) -> str:
    """Run by run what it is and how it learns, as HTML: what a reader asks first, and what one of the
    runs has otherwise than usual."""
    names = experiment.run_names
    head = cells(["", *map(html.escape, names)], "th")
    rows = "".join(
        f'<tr><th scope="row">{html.escape(_(name))}</th>{cells(list(map(html.escape, found)))}</tr>'
        for name, found in _told(experiment)
    )
    return f'<table class="settings"><tr>{head}</tr>{rows}</table>'


def _told(experiment: Experiment) -> list[tuple[str, list[str]]]:
    without = OF_STREAMS if isinstance(experiment.task, ExampleTask) else ()
    told = []
    for name, value in ROWS:
        found = [value(run) for run in experiment.runs]
        unusual = any(one != value(USUAL) for one in found)
        if name not in without and (name in ALWAYS or unusual):
            told.append((name, found))
    return told


def _limit(limit: float | None) -> str:
    return _("no limit") if limit is None else given(limit)
