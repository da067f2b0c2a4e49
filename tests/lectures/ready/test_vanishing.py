"""What the scenes of the lecture on vanishing gradients say, by numbers of their own pages."""

import numpy as np
import pytest

from rnnviz.analysis.bounds import along
from rnnviz.analysis.chain_backward import SHARES, band
from rnnviz.analysis.chain_bound import chain_bound
from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.analysis.matrix_chain import Chain, chain_passes, measure
from rnnviz.figures.base.numbers import number, percent, power, three_digits
from rnnviz.figures.gradients.distances import effective
from rnnviz.figures.vanishing import spectrum
from rnnviz.figures.vanishing.chain_norms import GROWS
from rnnviz.lectures.ready.vanishing import LECTURE
from rnnviz.training.spread import diverged_seeds
from rnnviz.ui.gradients import view
from rnnviz.ui.session.section_table import SECTIONS
from tests.support.page_readings import chain_view, read
from tests.support.scene_claims import each, hold
from tests.support.scene_races import raced


def test_powers():
    assert LECTURE.scenes[0].question.right == pytest.approx(0.9**8, abs=0.005)
    assert LECTURE.scenes[0].question.at == 8
    assert round(0.9**20, 2) == 0.12
    assert round(0.9**50, 3) == 0.005


def test_the_curve_to_be_sketched_is_that_of_the_model():
    question, after = LECTURE.scenes[0].question, LECTURE.scenes[1]
    assert (after.settings["matrix"], after.settings["gain"]) == ("orthogonal", "0.9")
    chain = Chain(matrix="orthogonal", gain=0.9, steps=question.last)
    norms = chain_passes(chain).norms() * measure(chain)
    assert norms.shape == (question.last + 1, 100)
    for draw in norms.T:
        assert question.truth == pytest.approx(draw, abs=6e-5)
    assert question.right == pytest.approx(norms[question.at, 0], abs=0.005)


def chain(told, **changed):
    """What the page computes, and the median of its norms."""
    seen = chain_view(told.settings | changed)
    return seen, band(seen.norms)[2]


def radii(seen):
    """The largest eigenvalue of every draw, also of those that the page does not show."""
    return np.abs(np.linalg.eigvals(seen.chain.matrices())).max(axis=1)


def it_turns(told):
    seen, middle = chain(told)
    np.testing.assert_allclose(np.abs(seen.spectrum.eigenvalues), 1)
    told.look.says(f"after {seen.chain.steps} steps its length is still {number(middle[-1])}")
    np.testing.assert_allclose(seen.norms, 1)
    question = told.scene.question
    weaker, curve = chain(told, gain="0.9")
    told.asked.says(f"matrix times {weaker.chain.gain}", f"over {question.last} steps back")
    told.asked.says(f"begins with {curve[0]:.0f}", f"at lag {question.at}")
    np.testing.assert_allclose(question.truth, curve[: question.last + 1], atol=6e-5)
    told.answers(round(float(curve[question.at]), 2))


def a_power(told):
    seen, middle = chain(told)
    gain, steps = seen.chain.gain, seen.chain.steps
    told.look.says(f"{number(middle[-1])}, which is {gain} multiplied with itself {steps} times")
    np.testing.assert_allclose(middle[1:] / middle[:-1], gain)  # a straight line
    longer = chain(told, steps="50")[1]
    told.notes.says(f"20 steps leave {number(longer[20])}, 50 steps half a percent")
    assert longer[50] == pytest.approx(0.005, rel=0.05)


def random_matrices(told):
    seen, middle = chain(told)
    draws, steps = seen.norms.shape[1], seen.chain.steps
    told.look.says(f"with gain {seen.chain.gain}: {draws} draws")
    told.look.says(f"{power(middle[-1])} or less after {steps} steps")
    assert (seen.norms[-1] <= middle[-1]).mean() == 0.5
    assert seen.growth > 1
    told.notes.says(f"holds {round(100 * (SHARES[3] - SHARES[1]))} of {draws} draws")
    told.notes.says(f"{number(seen.growth)} to the power of the distance")
    assert (seen.norms[1:] <= seen.growth ** np.arange(1, steps + 1)[:, None]).all()
    assert (radii(seen) < 1).mean() > 0.5
    assert (np.abs(seen.spectrum.eigenvalues).max(axis=1) < 1).mean() > 0.5
    larger, curve = chain(told, gain=LECTURE.scenes[3].settings["gain"])
    told.asked.says(f"from {seen.chain.gain} to {larger.chain.gain}", f"in {larger.chain.steps} steps")
    assert curve[-1] > 1e4
    told.answers("it grows more than ten thousandfold")


def it_explodes(told):
    seen, middle = chain(told)
    told.look.says(f"{power(middle[-1])} after {seen.chain.steps} steps")
    assert (radii(seen) > 1).all()
    drawn = spectrum.eigenvalues(seen.spectrum, False)["data"]
    outside = [
        part["marker"] for part in drawn if np.hypot(part["x"], part["y"]).max(initial=0) > 1.001
    ]
    assert {(one["symbol"], one["color"]) for one in outside} == {("diamond", GROWS)}
    edge, curve = chain(told, gain="1")
    low, high = band(edge.norms)[[1, 3], -1]
    told.notes.says(
        f"Between 0.8 and {seen.chain.gain} there", f"gain 1: the median is {number(curve[-1])}"
    )
    told.notes.says(
        f"the middle 80 of {edge.norms.shape[1]} draws lie between {low:.3f} and {round(high, -2):,.0f}"
    )
    assert chain(told, gain="0.8")[1][-1] < 1e-4


def one_singular_value(told):
    seen, middle = chain(told)
    values = seen.spectrum.singular[0]
    assert (values > 1).sum() == 1
    told.look.says(f"One singular value is above 1, {number(values[0])}, so the bound rises")
    told.look.says(f"eigenvalue is {number(seen.spectrum.radius)}")
    told.look.says(
        f"from {power(middle[0])} to {power(middle[-1])} in {seen.chain.steps} steps",
    )
    assert seen.growth > 1
    told.notes.says("singular value above 1 is needed")
    assert middle[1] > middle[0]  # one step may stretch


def why_a_bound(told):
    seen = chain(told)[0]
    found = chain_bound(seen.chain, seen.passes)
    told.look.says(f"Here {three_digits(found.rate)} a step allows {power(found.most)}")
    told.look.says(f"over {found.steps} steps; what comes of it is {power(found.met)}")
    assert found.rate ** np.float64(found.steps) == pytest.approx(found.most)
    assert found.one_step <= found.one_weight * found.one_slope
    told.notes.says("below 1 a step", "above 1 it proves")
    told.notes.says("slope, at most 1, is")
    steep = chain(told, activation="tanh")[0]
    assert chain_bound(steep.chain, steep.passes).beta_slope <= 1


def a_hill(told):
    seen, middle = chain(told)
    sizes = np.abs(seen.spectrum.eigenvalues)
    np.testing.assert_allclose(sizes, sizes[0, 0])
    told.look.says(f"All eigenvalues are {sizes[0, 0]:.1f}")
    assert middle.max() == pytest.approx(20, rel=0.05)  # twentyfold
    told.look.says("grows twentyfold", f"{power(middle[-1])} after {seen.chain.steps} steps")
    matrix = seen.chain.matrices()[0]
    assert np.flatnonzero(matrix[0]).tolist() == [0, 1]  # each unit hears the next
    told.notes.says("only 20 steps back")
    assert middle[20] > 10
    assert (np.diff(middle[1:21]) > 0).all()


def saturated(told):
    seen, middle = chain(told)
    assert chain(told, activation="identity")[1][-1] > 1e6
    told.look.says(f"{power(middle[-1])} is left after {seen.chain.steps} steps")
    states = np.abs(seen.passes.tape.hidden)
    assert np.median(states) > 0.95
    told.notes.says("Most states stand near −1 and 1")
    told.notes.says(f"slope is {number(seen.passes.slopes.mean())} on average")
    assert "slopes" in {one.word for one in SECTIONS["vanish"] if one.title in told.notes.text}
    calm = chain(told, scale="0.1")[1]
    told.notes.says(f"down to 0.1, and the gradient is back: about {calm[-1]:.0f} at")


def english(told):
    now = read(view.FIELDS, told.settings)[1]
    flow = gradient_flow(now.net, now.trace)
    last = int(np.flatnonzero(np.isfinite(now.trace.losses))[-1])
    line = along(flow.matrix, last)
    told.look.says(f"{power(line[-1] / line[0])} is left at the first letter, {last} steps back")
    assert (np.diff(line) > 0).any()  # not evenly
    steps, __ = effective(line)
    told.notes.says(f"{percent(0.01)} is left after {steps} steps")
    lengths = [effective(along(flow.matrix, t)) for t in range(last)]
    assert None in lengths
    assert min(found[0] for found in lengths if found) < 0.5 * steps


def exploding(told):
    race = raced(told.scene)
    wild, clipped = race.runs
    count = race.experiment.seeds
    told.look.says(f"from {count} seeds")
    (lost,) = diverged_seeds(wild)
    assert not diverged_seeds(clipped)
    at = wild.seeds[lost].diverged_at
    assert at < 10  # a few
    told.look.says(f"the others end at {race.ends[0]:.2f}, worse than knowing nothing")
    assert min(race.seeds[0]) > race.experiment.task.floors()["nothing"]
    limit = race.experiment.runs[1].clip_norm
    told.look.says(f"clipped to {limit} all go down to {race.ends[1]:.2f}")
    assert max(race.seeds[1]) < 0.5
    told.notes.says(f"1 of {count} seeds of run 1 diverged")
    told.asked.says(f"one of {count} seeds", f"of {clipped.updates:,}")
    assert told.scene.question.high == clipped.updates
    told.answers(float(at))


CHECKS = (
    it_turns,
    a_power,
    random_matrices,
    it_explodes,
    one_singular_value,
    why_a_bound,
    a_hill,
    saturated,
    english,
    exploding,
)


@pytest.mark.parametrize(("scene", "check"), each(LECTURE, CHECKS, slow=[exploding]))
def test_a_scene_holds_what_it_says(scene, check):
    hold(scene, check)
