"""The races of a lecture's scenes, trained to their end, with the losses as they are drawn."""

import json
import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from rnnviz.figures.training.race_course import STRETCHES
from rnnviz.lectures.model import Scene
from rnnviz.training.experiment import Experiment
from rnnviz.training.frame import RunState, RunStatus
from rnnviz.training.race import train
from rnnviz.ui.tasks import controls
from rnnviz.ui.tasks.panels import PANELS
from rnnviz.ui.training.echo_race import FIELDS
from rnnviz.ui.training.run_notation import SHARED, read_lags, read_run
from tests.support.page_readings import state_of


@dataclass(frozen=True)
class Raced:
    """A race at its end."""

    experiment: Experiment
    runs: tuple[RunState, ...]
    means: tuple[tuple[float, ...], ...]  # of each run's loss, as its curve is drawn
    seeds: tuple[tuple[float, ...], ...]  # where each of its seeds ends that has not diverged

    @property
    def ends(self) -> list[float]:
        return [one[-1] for one in self.means]


def race_of(scene: Scene) -> Experiment:
    """What the scene's page trains."""
    asked = scene.settings
    if scene.page == "truncate":
        state, key = state_of(FIELDS, asked), ""
        task, shared = read_lags(state["lags"]), {name: state[name] for name in SHARED}
    else:
        name = asked["task"]
        state, key = state_of(controls.fields_of(name), asked), f"{name} "
        task, shared = PANELS[name].task(state), controls.race_of(name).shared()
    return Experiment(
        task=task,
        seed=int(state[f"{key}seed"]),
        seeds=int(state[f"{key}seeds"]),
        samples=int(state[f"{key}samples"]),
        runs=tuple(read_run(word, shared) for word in state[f"{key}runs"].split(",")),
    )


def raced(scene: Scene) -> Raced:
    """The race of a scene; trained once for all who ask."""
    return _raced(scene.page, json.dumps(scene.settings, sort_keys=True))


@lru_cache(maxsize=16)
def _raced(page: str, settings: str) -> Raced:
    experiment = race_of(Scene(page=page, settings=json.loads(settings)))
    *_, last = train(experiment, every=math.inf)
    drawn = [_means_of_seeds(run) for run in last.runs]
    medians = tuple(tuple(np.median(means, axis=0).tolist()) for means in drawn)
    ends = tuple(tuple(means[:, -1].tolist()) for means in drawn)
    return Raced(experiment, tuple(last.runs), medians, ends)


def _means_of_seeds(run: RunState) -> np.ndarray:
    """The means of each seed that has not diverged, or of one that has where there is no other."""
    left = [one for one in run.seeds if one.status != RunStatus.DIVERGED] or [run]
    parts = (
        [part for part in np.array_split(one.update_losses, STRETCHES) if part.size] for one in left
    )
    return np.array([[part.mean() for part in of] for of in parts])
