"""Whether an experiment may be trained here: asked where one is started or gone on with, so that what
is stored, or in a link, always opens."""

from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.settings.settings import Settings
from rnnviz.settings.sources import current
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import Experiment
from rnnviz.training.memory import bytes_to_train, window_steps

MEGABYTE = 1e6


def check(experiment: Experiment, owner: str, store: Store) -> None:
    """Raise Refusal, a sentence, if an owner's experiment is larger than may be trained here, if too
    many of theirs wait already, or if the store is full."""
    limits = current()
    refuse_size(experiment)
    if (count := store.queued_of(owner)) >= limits.queued_experiments:
        raise Refusal(
            "You have {count} training that waits for its turn; allowed are up to {most:,}. Stop one, "
            "or wait until one begins.",
            "You have {count} trainings that wait for their turn; allowed are up to {most:,}. Stop "
            "one, or wait until one begins.",
            count=count,
            most=limits.queued_experiments,
        )
    refuse_full(store)


def refuse_full(store: Store) -> None:
    """Raise Refusal, a sentence, if the store holds as much as it may."""
    limits = current()
    if (held := store.used_bytes()) >= limits.stored_bytes:
        raise Refusal(
            "This server holds {held:,.0f} MB of trainings and files; allowed are up to {most:,.0f} "
            "MB. Remove a training of yours that is not needed any more, or ask whoever runs this "
            "server for room.",
            held=held / MEGABYTE,
            most=limits.stored_bytes / MEGABYTE,
        )


def refuse_size(experiment: Experiment) -> None:
    """Raise Refusal, a sentence, if an experiment is larger than may be trained here."""
    limits = current()
    if experiment.samples > limits.samples:
        raise Refusal(
            "The training is to see {asked:,} samples; allowed here are up to {most:,}. Set fewer "
            "samples for each run.",
            asked=experiment.samples,
            most=limits.samples,
        )
    if (asked := experiment.samples * experiment.seeds) > limits.samples:
        raise Refusal(
            "With {seeds} seeds each run is to see {asked:,} samples; allowed here are up to {most:,}. "
            "Set fewer samples, or fewer seeds.",
            seeds=experiment.seeds,
            asked=asked,
            most=limits.samples,
        )
    for place, run in enumerate(experiment.runs, 1):
        _refuse_run(place, run, window_steps(run, experiment), limits)
    if (asked := bytes_to_train(experiment)) > limits.update_bytes:
        if experiment.seeds > 1:
            raise Refusal(
                "With {seeds} seeds it would hold {asked:,.0f} MB of memory; allowed here are up to "
                "{most:,.0f} MB. Fewer seeds, runs, units, layers, rows of a batch or steps of a "
                "window take less.",
                seeds=experiment.seeds,
                asked=asked / MEGABYTE,
                most=limits.update_bytes / MEGABYTE,
            )
        raise Refusal(
            "It would hold {asked:,.0f} MB of memory; allowed here are up to {most:,.0f} MB. Fewer "
            "runs, units, layers, rows of a batch or steps of a window take less.",
            asked=asked / MEGABYTE,
            most=limits.update_bytes / MEGABYTE,
        )


def _refuse_run(place: int, run: Run, steps: int, limits: Settings) -> None:
    if run.hidden > limits.hidden_units:
        raise Refusal(
            "Run {place} has {asked:,} hidden units; allowed here are up to {most:,}.",
            place=place,
            asked=run.hidden,
            most=limits.hidden_units,
        )
    if run.layers > limits.layers:
        raise Refusal(
            "Run {place} has {asked:,} layers; allowed here are up to {most:,}.",
            place=place,
            asked=run.layers,
            most=limits.layers,
        )
    if steps > limits.window_steps:
        raise Refusal(
            "An update of run {place} passes {asked:,} steps; allowed here are up to {most:,}. A "
            "shorter cut takes fewer.",
            place=place,
            asked=steps,
            most=limits.window_steps,
        )
