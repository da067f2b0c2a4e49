from dataclasses import replace

import numpy as np
import pytest
from support.plotted import frames

import rnnviz
from rnnviz.plot.trained_runs import TrainedRuns
from rnnviz.text.message import Refusal

WHOLE = rnnviz.Run(truncation=rnnviz.Truncation.full(), batch=5, hidden=4)


def test_the_curve_has_every_update():
    found = TrainedRuns.of(frames())
    curve = found.curve(0)
    every = np.concatenate([frame.runs[0].update_losses for frame in frames()])
    assert np.array_equal(curve.loss, every)
    assert np.array_equal(curve.updates, np.arange(1, len(every) + 1))
    assert curve.samples[-1] == frames()[-1].runs[0].samples
    assert np.allclose(curve.total, np.cumsum(every))


def test_several_seeds_are_a_band():
    several, alone = TrainedRuns.of(frames(3)).losses()[0], TrainedRuns.of(frames()).losses()[0]
    assert several.seeds.count == 3
    assert alone.seeds is None
    assert np.isfinite(several.at(5_000))


def test_what_cannot_be_drawn_is_said():
    with pytest.raises(Refusal, match="no frames"):
        TrainedRuns.of([])
    strange = replace(frames()[-1], experiment=None)
    with pytest.raises(Refusal, match="experiment"):
        TrainedRuns.of(strange)
    assert TrainedRuns.of(strange, frames()[-1].experiment).names
    hello = rnnviz.Experiment(task=rnnviz.tasks.TASKS["hello"](), samples=15, runs=[WHOLE])
    with pytest.raises(Refusal, match="hello"):
        _ = TrainedRuns.of(frames(), hello).echo
    pairs = rnnviz.Experiment(task=rnnviz.tasks.TASKS["translate"](), samples=20, runs=[WHOLE])
    with pytest.raises(Refusal, match="single network"):
        TrainedRuns.of(rnnviz.train(pairs)).exact(0)
