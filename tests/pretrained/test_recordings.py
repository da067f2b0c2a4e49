"""Trainings that came along are what they say they are, and small."""

import numpy as np
import pytest

from rnnviz.pretrained.recordings import GRAIN, MOMENTS, PAIR, RECORDINGS, Recorded, record, recording
from rnnviz.pretrained.task_networks import opening, usual
from rnnviz.runs.run import Run
from rnnviz.tasks import TASKS
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import Race, train

SMALL = Experiment(samples=20_000, runs=(Run(hidden=2), Run(hidden=3)))


def test_the_pair_is_under_200_kb_and_its_moments_can_be_gone_through():
    assert (RECORDINGS / "echo.safetensors").stat().st_size < 200_000
    made = recording(PAIR)
    assert made.experiment == PAIR
    assert len(made.heads) == MOMENTS
    samples = [head.samples for head in made.heads]
    assert samples == sorted(set(samples))
    assert (samples[0], samples[-1]) == (0, PAIR.samples)
    first, last = made.frame(0), made.frame(MOMENTS - 1)
    assert [run.updates for run in first.runs] == [0, 0]
    assert [run.status for run in last.runs] == ["finished", "finished"]
    # one comes to rest where only lag 3 is known, the other one where both are
    assert [run.loss for run in last.runs] == pytest.approx([0.519, 0.458], abs=0.006)


def test_its_moments_are_those_of_the_race_itself():
    made, race = recording(PAIR), Race(PAIR)
    for number in (0, 1, 2, 5):
        race.pursue(made.heads[number].samples)
        now, kept = race.frame(0.0), made.frame(number)
        for mine, theirs in zip(kept.runs, now.runs, strict=True):
            assert (mine.updates, mine.samples) == (theirs.updates, theirs.samples)
            for name, value in theirs.network.parameters.items():
                np.testing.assert_allclose(mine.network.parameters[name], value, rtol=0.0, atol=1e-3)


def test_what_is_recorded_is_written_and_read_again(tmp_path):
    made = record(SMALL, moments=4, seconds=3.0)
    made.save(tmp_path / "small.safetensors")
    again = Recorded.load(tmp_path / "small.safetensors", SMALL)
    assert Recorded.load(tmp_path / "small.safetensors", PAIR) is None
    assert (again.experiment, again.heads) == (made.experiment, made.heads)
    assert [head.seconds for head in again.heads] == [0.0, 1.0, 2.0, 3.0]
    *_, last = train(SMALL)
    for place, run in enumerate(last.runs):
        for name, value in run.network.parameters.items():
            kept = again.frame(3).runs[place].parameters[name]
            np.testing.assert_allclose(kept, value, rtol=0.0, atol=0.5 / GRAIN + 1e-6)
        # the mean of all losses, however few points of the curve are kept
        updates, _loss, _norm, total = again.runs[place].points
        assert (updates[-1], total[-1]) == (run.updates, pytest.approx(run.total))


COURSES = sorted(path.stem for path in RECORDINGS.glob("*.safetensors") if path.stem != "echo")


@pytest.mark.parametrize("name", COURSES)
def test_the_course_of_a_task_leads_to_the_network_that_it_opens_with(name):
    assert (RECORDINGS / f"{name}.safetensors").stat().st_size < 6_000
    made, net = recording(usual(name)), opening(name).model
    assert 0 <= made.heads[-1].samples - TASKS[name].samples < made.experiment.runs[0].batch
    (run,) = made.frame(0, lambda: dict(net.parameters)).runs
    assert run.network.parameters.keys() == net.parameters.keys()
    _updates, loss, norm, total = made.runs[0].points
    assert np.isfinite([loss, norm, total]).all()
    late = loss[-len(loss) // 10 :]
    assert late.mean() < 0.7 * loss[0]
