"""Prepared sweeps, and in a sentence each what to look for in its map."""

from dataclasses import dataclass

from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.sweeps.came_along import came_along
from rnnviz.sweeps.model import Axis, Sweep
from rnnviz.sweeps.swept_settings import LAG, LAGS, STYLE, TRAIN, TRUNCATION
from rnnviz.tasks import Echo
from rnnviz.text.language import N_


@dataclass(frozen=True)
class SweepPreset:
    """A prepared sweep, its name, and what to look for."""

    name: str
    watch: str
    sweep: Sweep


def _axis(setting: str, *values: object) -> Axis:
    return Axis(setting=setting, values=values)


SMALL = Run(hidden=16, batch=20, truncation=Truncation.windows(10))
ONE_LAG = Echo(lags={3: 0.5})
PRESETS = {
    preset.name: preset
    for preset in (
        SweepPreset(
            N_("lag by window"),
            N_(
                "Watch along which line the map turns: windows of n see n steps at most, and most of "
                "their losses see fewer. How much longer than the lag has a window to be?"
            ),
            Sweep(
                # from this base all seeds learn all lags that their windows show them
                task=Echo(lags={3: 0.5}, base=0.25),
                run=SMALL,
                samples=1_000_000,
                seeds=8,
                x=_axis(TRUNCATION, *range(1, 17)),
                y=_axis(LAG, *range(1, 13)),
                panels=({STYLE: "windows"},),
            ),
        ),
        SweepPreset(
            N_("windows and even cuts: a small map"),
            N_(
                "Both are cut every n steps, and in the map at the right every loss reaches back n. "
                "Watch whether the line along which the colours turn lies elsewhere."
            ),
            Sweep(
                task=ONE_LAG,
                run=SMALL,
                samples=200_000,
                seeds=2,
                x=_axis(TRUNCATION, *range(1, 7)),
                y=_axis(LAG, *range(1, 5)),
                panels=({STYLE: "windows"}, {STYLE: "even"}),
            ),
        ),
        SweepPreset(
            N_("windows, even cuts, windows of 2n"),
            N_(
                "It is often said that an even cut of n does what windows of 2n do. Watch with which "
                "of its neighbours the middle map goes."
            ),
            Sweep(
                task=ONE_LAG,
                run=SMALL,
                samples=1_000_000,
                seeds=2,
                x=_axis(TRUNCATION, 1, 2, 3, 4, 5, 6, 8, 10),
                y=_axis(LAG, 1, 2, 3, 4, 5, 6, 8, 10),
                panels=({STYLE: "windows"}, {STYLE: "even"}, {STYLE: "windows 2n"}),
            ),
        ),
        SweepPreset(
            N_("units by number of lags"),
            N_(
                "Every lag more has to be kept in the same state. Watch how many units it takes until "
                "the next row turns bright."
            ),
            Sweep(
                task=Echo(lags={1: 0.3, 2: -0.25, 3: 0.15, 4: -0.1, 5: 0.1, 6: -0.05}, base=0.4),
                run=SMALL,
                samples=1_000_000,
                seeds=4,
                x=_axis("hidden", 1, 2, 4, 8, 16, 32),
                y=_axis(LAGS, 1, 2, 3, 4, 5, 6),
            ),
        ),
        SweepPreset(
            N_("readout only against BPTT"),
            N_(
                "At the left no gradient goes back through time, and random states have to do. Watch "
                "how far more units bring them, beside what training the state brings."
            ),
            Sweep(
                task=ONE_LAG,
                run=SMALL.model_copy(update={"truncation": Truncation.windows(12)}),
                samples=600_000,
                seeds=4,
                x=_axis("hidden", 4, 8, 16, 32),
                y=_axis(LAG, *range(1, 9)),
                panels=({TRAIN: "readout", "rate": 1.0}, {TRAIN: "all", "rate": 0.1}),
            ),
        ),
        SweepPreset(
            N_("LSTM against tanh"),
            N_(
                "Both are cut alike. Watch which of the two learns the longer lags from the same "
                "windows, and where neither does."
            ),
            Sweep(
                task=ONE_LAG,
                run=SMALL,
                samples=1_000_000,
                seeds=2,
                x=_axis(TRUNCATION, 2, 4, 6, 8, 10, 12, 16),
                y=_axis(LAG, 1, 2, 3, 4, 6, 8, 10, 12),
                panels=({"cell": "tanh"}, {"cell": "lstm"}),
            ),
        ),
        SweepPreset(
            N_("rate against clipping"),
            N_(
                "ReLU with plain gradient descent. Watch from which rate on runs diverge, and whether "
                "a clipped gradient moves that line."
            ),
            Sweep(
                task=Echo(lags={3: 0.5, 8: -0.25}),
                run=SMALL.model_copy(update={"cell": "relu", "optimizer": "sgd", "batch": 200}),
                samples=400_000,
                seeds=8,
                x=_axis("rate", 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0),
                y=_axis("clip_norm", None, 1.0, 0.3, 0.1, 0.03),
                measure="diverged",
            ),
        ),
        SweepPreset(
            N_("gain against lag"),
            N_(
                "The gain of the start decides whether a state forgets at once or never settles. Watch "
                "on which side of the dashed line, where a change neither grows nor dies, long lags "
                "are learned."
            ),
            Sweep(
                task=ONE_LAG,
                run=SMALL.model_copy(update={"truncation": Truncation.windows(16), "hidden": 32}),
                samples=600_000,
                seeds=3,
                x=_axis("gain", 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0),
                y=_axis(LAG, 1, 2, 4, 6, 8, 10, 12),
            ),
        ),
    )
}
FIRST = next(iter(PRESETS.values()))
# what the page opens with is finished, so that there is something to be seen
OPENING = next((one for one in PRESETS.values() if came_along(one.sweep)), FIRST)
