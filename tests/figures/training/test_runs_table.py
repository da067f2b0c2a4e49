from dataclasses import dataclass

import numpy as np
from support.figure_readers import parsed

from rnnviz.figures.training.run_losses import RunLosses
from rnnviz.figures.training.runs_table import runs_table
from rnnviz.figures.training.seed_spread import SeedLosses


@dataclass
class Run:
    updates: int = 50
    seconds: float = 2.0
    status: str = "running"


def curve(name="one", height=1.0):
    samples = np.array([10.0, 20.0])
    return RunLosses(name, samples, np.full(2, height), samples, np.full(2, height))


def test_the_table_has_what_each_run_was_measured_at():
    shares = [{"accuracy": 0.5}, {}]
    table = runs_table([curve(), curve("<two>")], [Run(), Run(seconds=0.0)], shares, [1200, 2**21], 15)
    text = parsed(table).text
    assert "accuracy" in text and "50 %" in text
    assert "<two>" in text and "1.0000" in text
    assert "25" in text and "40 ms" in text  # 50 updates in 2 s
    assert "1 kB" in text and "2.1 MB" in text


def test_the_share_of_right_answers_stands_beside_the_loss_where_it_is_known():
    given = [curve(), curve()], [Run(), Run()], [{}, {}], [1200, 1200], 15
    heads = parsed(runs_table(*given, right=[0.625, 0.75])).text
    assert heads.index("loss (nats)") < heads.index("right answers")
    assert "62.5 %" in heads and "75.0 %" in heads
    assert "right answers" not in parsed(runs_table(*given)).text


def test_of_several_seeds_mean_deviation_and_number_stand_beside_the_median():
    samples = np.array([10.0, 20.0])
    means = np.array([[0.6, 0.51], [0.7, 0.52], [0.8, 0.56], [0.9, np.nan]])
    several = RunLosses("one", samples, means[0], samples, means[0], seeds=SeedLosses(samples, means))
    given = [Run(), Run()], [{}, {}], [1200, 1200]
    read = parsed(runs_table([several, curve()], *given, 20)).text
    heads = ["median loss (nats)", "mean (nats)", "standard deviation (nats)", "seeds"]
    assert [read.count(head) for head in heads] == [1] * 4
    left = means[:3, 1]
    for value in (np.median(left), left.mean(), left.std(ddof=1)):
        assert f"{value:.4f}" in read
    assert "3 (1 more diverged)" in read
    before = parsed(runs_table([several, curve()], *given, 10)).text
    assert f"{means[:, 0].std(ddof=1):.4f}" in before
    assert "diverged" not in before
    alone = parsed(runs_table([curve(), curve()], *given, 20)).text
    assert "deviation" not in alone
