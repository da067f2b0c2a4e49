import numpy as np
import pytest
from support.run_script import run_notebook, run_script

from rnnviz.catalogue.courses import LineCourse, difference
from rnnviz.code.comparing import ComparedRun, Comparison, comparing_code

FLOORS = {"Echo": {"nothing": 0.66, "lag 3": 0.52, "all lags": 0.45}}
ODD = "it's “mine”\n=1+1, {x} 你好 👋🏽 <b>"


def run(name, at, mean, losses, lowest, task="Echo"):
    at, mean = np.array(at, float), np.array(mean)
    many = len(losses) > 1
    deviation = np.full(len(at), 0.01 if many else np.nan)
    return ComparedRun(name, task, at, mean, deviation, np.full(len(at), len(losses)), losses, lowest)


RUNS = [
    run(ODD, [1, 2, 4], [0.66, 0.6, 0.523], {0: 0.52, 1: 0.53, 2: 0.525}, 0.523),
    run("theirs", [2, 3], [0.5, 0.4], {0: 0.4}, 0.4, "another"),
    run("theirs", [1, 2, 5], [0.7, 0.69, 0.68], {4: 0.68}, 0.68),
]


def made(base=None):
    return comparing_code(Comparison(RUNS, FLOORS, 0.04, "samples seen", "nats", base))


def everything(code):
    return [*(run_script(code, kind) for kind in ("pytorch", "numpy")), *run_notebook(code)]


def test_the_table_has_the_mean_of_the_seeds_and_the_floor_that_each_came_to():
    for ran in everything(made()):
        assert list(ran["table"]) == [ODD, "theirs", "theirs (2)"]
        mean, deviation, count, floor = ran["table"][ODD]
        assert (mean, deviation) == pytest.approx((0.525, 0.005))
        assert (count, floor) == (3, "lag 3")
        assert np.isnan(ran["table"]["theirs"][1])
        assert [of[-1] for of in ran["table"].values()] == ["lag 3", "-", "-"]
        assert ran.printed.splitlines()[-1].startswith("theirs (2): 0.6800 ± nan (n = 1)")


def test_the_curves_are_as_they_are_drawn():
    for ran in everything(made()):
        for name, run in zip((ODD, "theirs", "theirs (2)"), RUNS, strict=True):
            for found, wanted in zip(
                ran["curves"][name], (run.at, run.mean, run.deviation), strict=True
            ):
                np.testing.assert_array_equal(np.asarray(found), wanted)
        drawn = ran["figure"].to_dict()
        assert [one["name"] for one in drawn["data"]] == [ODD, "theirs", "theirs (2)"]
        assert {shape["y0"] for shape in drawn["layout"]["shapes"]} == set(FLOORS["Echo"].values())


@pytest.mark.parametrize("base", range(len(RUNS)))
def test_a_baseline_is_taken_off_as_the_page_takes_it_off(base):
    courses = [LineCourse(run.at, run.at, run.mean, run.deviation, run.count) for run in RUNS]
    others = [place for place in range(len(RUNS)) if place != base]
    for ran in everything(made(base)):
        for found, place in zip(ran["curves"].values(), others, strict=True):
            wanted = difference(courses[place], courses[base], "samples")
            for one, other in zip(found, (wanted.samples, wanted.mean, wanted.deviation), strict=True):
                assert np.allclose(np.asarray(one), other, atol=1e-12, equal_nan=True)
