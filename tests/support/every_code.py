"""All that pages can be set to, whose code is run: networks and texts, trainings, runs' settings."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

from support.sessions import Session

from rnnviz import Run, Truncation
from rnnviz.nn.cells import CELLS
from rnnviz.nn.classic_starts import CLASSIC_STARTS
from rnnviz.runs.optimizers import OPTIMIZERS
from rnnviz.runs.run import STARTS
from rnnviz.sweeps.presets import PRESETS as SWEEPS
from rnnviz.tasks import TASKS
from rnnviz.training.experiment import Experiment
from rnnviz.ui.network.reading import Boxes
from rnnviz.ui.network.selection import BY_HAND, NETWORKS, RANDOM
from rnnviz.ui.session import address
from rnnviz.ui.tasks.controls import fields_of, race_of
from rnnviz.ui.tasks.panels import PANELS
from rnnviz.ui.training import echo_race

# -- networks and what they read ---------------------------------------------------------------------

MADE = {
    **{"cell": "tanh", "hidden": 3, "layers": 1, "both": False, "seed": 0, "gain": 1.0},
    **{"mode": "characters", "activation": "tanh", "weights": None},
}
ODD = (
    *("it's", '"quoted"', "a\\b\n", "你好，世界", "👋🏽👨‍👩‍👧 é", "<b>x</b>{y}%s", "'''", '"""'),
    *("#\t \u202eabc", "a" * 45),
)
READS = ({"mode": "characters"}, {"mode": "characters", "vectors": 4}, {"mode": "numbers"})
NUMBERS = ("1e-300 1; -0 2", "1,5 2; 3 4", "1", "0.1; 0.2; 1e30")


def networks() -> list[tuple[str, dict[str, Any], Boxes]]:
    """A network's word, what it is made of, and what is typed."""
    parts = {
        name: ("",) if TASKS[name].shape in ("N to N", "N to 1") else (".encoder", ".decoder")
        for name in PANELS
    }
    words = [*NETWORKS, *(f"task.{name}{part}" for name, of in parts.items() for part in of)]
    made = [
        (
            RANDOM,
            {"cell": cell, "layers": layers, "both": both, "vectors": vectors, "mode": mode},
            Boxes(),
        )
        for cell, layers, both, vectors, mode in product(
            CELLS, (1, 2), (False, True), (0, 4), ("characters", "numbers")
        )
        if not (vectors and mode == "numbers")
    ]
    typed = [(RANDOM, {"mode": mode}, Boxes(text)) for text in ODD for mode in ("characters", "words")]
    typed += [(RANDOM, {"mode": "numbers"}, Boxes(text)) for text in NUMBERS]
    typed += [(RANDOM, {}, Boxes("ab", "ba", target)) for target in ("", "bb")]
    typed += [
        (BY_HAND, {"activation": kind}, Boxes()) for kind in ("tanh", "relu", "sigmoid", "identity")
    ]
    return [*((word, {}, Boxes()) for word in words), *made, *typed]


# -- trainings ----------------------------------------------------------------------------------------

Made = Callable[[], Experiment]


def _of_task(name: str, asked: dict[str, str]) -> Experiment:
    def act() -> Experiment:
        race = race_of(name)
        address.fill(fields_of(name))
        address.set_state(race.fields, asked)
        return race.experiment()

    return Session()(act)


def _of_echo(asked: dict[str, str]) -> Experiment:
    def act() -> Experiment:
        address.fill(echo_race.FIELDS)
        address.set_state(echo_race.RACE.fields, asked)
        return echo_race.experiment()

    return Session()(act)


def trainings() -> Iterator[tuple[str, Made]]:
    """What the pages open with, and all presets; but for one that waits for a file."""
    yield "echo", lambda: _of_echo({})
    for preset in echo_race.PRESETS.values():
        yield f"echo: {preset.name}", lambda asked=preset.asked: _of_echo(asked)
    for name, panel in PANELS.items():
        yield name, lambda name=name: _of_task(name, {})
        for preset in panel.presets:
            if preset.asked.get("source") != "own":
                made = lambda name=name, asked=preset.asked: _of_task(name, asked)  # noqa: E731
                yield f"{name}: {preset.name}", made
    for sweep in SWEEPS.values():
        yield f"sweep: {sweep.name}", lambda sweep=sweep.sweep: sweep.cell(0, 0, 0).experiment


# -- a run's settings ---------------------------------------------------------------------------------

CUTS = (
    *(Truncation.full(), Truncation.windows(1), Truncation.even(3), Truncation.sliding(3)),
    *(Truncation(every=2, reach=5), Truncation(every=2, reach=5, each=True)),
)
SETTINGS: tuple[dict[str, Any], ...] = (
    {},
    *({"cell": cell} for cell in CELLS),
    *({"layers": layers} for layers in (2, 3)),
    *({"optimizer": one, "clip_norm": 0.01} for one in OPTIMIZERS),
    *({"optimizer": one, "clip_value": 0.001} for one in OPTIMIZERS),
    *({"start": start} for start in (*STARTS, *CLASSIC_STARTS)),
    *({"truncation": cut} for cut in CUTS),
    *({"truncation": cut, "cell": "gru_before", "layers": 2} for cut in CUTS),
    *({"pool": pool, "bidirectional": both} for pool in ("last", "mean") for both in (False, True)),
    *({"forcing": share, "cell": cell} for share in (0.0, 0.5) for cell in ("lstm", "sigmoid")),
    *({"biases": count, "train": what} for count in (0, 1) for what in ("all", "readout")),
    *({"embedding": size} for size in (None, 3)),
    *({"batch": rows, "summed": True} for rows in (1, 2)),
    {"bidirectional": True, "layers": 2, "cell": "lstm"},
    {"delay": 2, "embedding": 3},
    {"context": True, "cell": "lstm"},
    {"context": True, "cell": "identity", "forcing": 0.5, "embedding": 3},
    {"squared": True, "summed": True},
    {"carry": False, "layers": 2},
    {"clip_norm": 0.01, "clip_value": 0.002},
    {"optimizer": "adagrad", "root_epsilon": 0.1, "biases": 1},
    {"cell": "lstm", "forget_bias": 1.0, "gain": 1.5},
    {"double": False},
    {"hidden": 1, "log": 1},
)
LIKE_OTHERS = ("hello", "words", "characters", "addition", "caption", "execute")


def runs(name: str) -> Iterator[tuple[dict[str, Any], Run]]:
    """What differs from a small usual run on a task, and the run, where there is one; of tasks whose
    data are as those of another one some are enough."""
    for more in SETTINGS[:: 3 if name in LIKE_OTHERS else 1]:
        usual = dict(TASKS[name].usual) | {"hidden": 4, "double": True, "batch": 4}
        if more.get("cell", "lstm") != "lstm":
            usual.pop("forget_bias", None)
        try:
            run = Run(**usual | more)
            TASKS[name]().check(run)
        except ValueError:
            continue  # this page says that there is no such run
        yield more, run
