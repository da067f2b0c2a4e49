"""What the scenes of the lecture on truncation say, by their floors, their reach and their races."""

import re

import numpy as np
import pytest

from rnnviz.analysis.best_readout import best_readout
from rnnviz.analysis.echo_learned import learned
from rnnviz.analysis.recall import recall
from rnnviz.figures.base.numbers import exact_percent, percent
from rnnviz.figures.sweeps.phase_map import offset
from rnnviz.figures.sweeps.swept_map import swept_map
from rnnviz.lectures.ready.truncation import LECTURE
from rnnviz.lectures.ready.vanishing import LECTURE as VANISHING
from rnnviz.runs.truncation import Truncation
from rnnviz.runs.truncation_words import cut_label
from rnnviz.sweeps.came_along import came_along
from rnnviz.sweeps.order import coarse_first
from rnnviz.sweeps.training import train_runs
from rnnviz.tasks.echo import Echo
from rnnviz.tasks.echo_cases import cases, derived
from rnnviz.tasks.mini_batches import mini_batches
from rnnviz.ui.sweeps import sweep_settings
from rnnviz.ui.training.run_notation import read_run
from tests.support.scene_claims import each, hold
from tests.support.scene_races import race_of, raced

NEAR = 0.012  # nats from a floor that a loss has reached
RACED = [scene for scene in LECTURE.scenes if scene.section in ("losses", "recall")]


def runs_of(place):
    """The runs of a race."""
    words = RACED[place].settings["runs"].split(",")
    return [read_run(word, {}) for word in words]


def test_the_floors_are_those_of_the_task():
    floors = sorted(Echo().floors().values())
    said = LECTURE.scenes[0].look
    assert [f"{floors[place]:.2f}" for place in (0, 1, -1)] == ["0.45", "0.52", "0.66"]
    assert all(f"{floors[place]:.2f}" in said for place in (0, 1, -1))


@pytest.mark.parametrize("place", range(7))
def test_every_race_can_be_run(place):
    assert len(runs_of(place)) >= 2


def test_the_second_race_has_all_four_combinations():
    sizes = {(run.truncation.every, run.hidden) for run in runs_of(1)}
    assert sizes == {(5, 4), (5, 16), (10, 4), (10, 16)}


@pytest.mark.slow
@pytest.mark.parametrize(
    "scene", [*RACED, VANISHING.scenes[-1]], ids=lambda scene: scene.settings["runs"]
)
def test_every_loss_that_a_scene_names_is_on_its_page(scene):
    race, task = raced(scene), raced(scene).experiment.task
    means = [mean for mean, run in zip(race.means, race.runs, strict=True) if run.status != "diverged"]
    ends, dips = [one[-1] for one in means], [min(one) for one in means]
    clips = [run.clip_norm for run in race.experiment.runs if run.clip_norm]
    there = {f"{value:.2f}" for value in (*task.floors().values(), *ends, *dips, *clips)}
    named = set(re.findall(r"\b0\.\d\d\b", scene.look))
    assert named <= there
    if scene.question and scene.question.options[:1] == ("0.45",):
        assert scene.question.options[int(scene.question.right)] == f"{max(ends):.2f}"


class Ended:
    """A race of a scene: where its losses end, and what counts as a floor that was reached."""

    def __init__(self, told):
        self.race = raced(told.scene)
        self.runs, self.ends = self.race.experiment.runs, self.race.ends
        self.said = [f"{end:.2f}" for end in self.ends]
        self.floors = race_of(told.scene).task.floors()
        self.lags = list(race_of(told.scene).task.lags)
        self.cuts = [run.truncation for run in self.runs]

    def at(self, floor):
        """The places of the runs that have come to a floor."""
        return [place for place, end in enumerate(self.ends) if abs(end - self.floors[floor]) < NEAR]

    def named(self, place):
        return f"{cut_label(self.cuts[place])}, {self.runs[place].hidden} units"


def the_classic_pair(told):
    now = Ended(told)
    one, both, nothing = (f"{now.floors[name]:.2f}" for name in ("lag 3", "all lags", "nothing"))
    told.look.says("the bits {} and {} steps back".format(*now.lags))
    told.look.says(f"{nothing} knowing nothing, {one} with lag {now.lags[0]}, {both} with both")
    told.asked.says(f"will reach {both}")
    assert now.at("lag 3") == [0]
    (reached,) = now.at("all lags")
    assert told.scene.question.options[:2] == (now.named(0), now.named(1))
    told.answers(now.named(reached))


def by_cases(told):
    task = race_of(told.scene).task
    found = {name: cases(task, lags) for name, lags in derived(task).items()}
    nothing, near, both = (found[name] for name in ("nothing", "lag 3", "all lags"))
    losses = {name: sum(one.entropy for one in some) / len(some) for name, some in found.items()}
    assert losses == pytest.approx(task.floors())
    of_nothing, *of_near = [f"{100 * one.right:g}" for one in sorted((*nothing, *near), key=right)]
    assert of_nothing == of_near[0]  # 62.5 % is met twice
    told.look.says(f"Knowing nothing, {exact_percent(nothing[0].right)} of the answers can be right")
    told.look.says(f"{losses['nothing']:.2f}")
    told.look.says(f"With lag 3 it is {' or '.join(of_near)} %: {losses['lag 3']:.2f}")
    *rights, best = [f"{100 * one.right:g}" for one in sorted(both, key=right)]
    told.look.says(f"both lags {', '.join(rights)} or {best} %: {losses['all lags']:.2f}")
    assert len(both) == 4
    (sure,) = (one for one in both if one.entropy == 0)
    lags = list(task.lags)
    told.notes.says(f"the bit {lags[0]} steps back is {sure.bits[0]}")
    told.notes.says(f"one {lags[1]} steps back {sure.bits[1]}")
    means = {sum(one.right for one in some) / len(some) for some in (near, both)}
    told.notes.says(f"In the mean {exact_percent(means.pop())} are right with lag {lags[0]} alone")
    assert not means
    told.notes.says(f"lag {lags[1]} makes no answer better")


def right(case):
    return case.right


def all_four(told):
    now = Ended(told)
    assert len({(cut, run.hidden) for cut, run in zip(now.cuts, now.runs, strict=True)}) == 4
    large = [place for place, run in enumerate(now.runs) if run.hidden == 16]
    small = [place for place, run in enumerate(now.runs) if run.hidden == 4]
    assert now.at("all lags") == large
    assert now.at("lag 3") == small
    (down,), (stay,) = ({now.said[place] for place in places} for places in (large, small))
    told.look.says(f"16 units go down together to {down}, the two with 4 units stay at {stay}")
    told.asked.says(f"new ones goes down to {down}")
    (new,) = set(large) - {1}  # the classic pair is the first two
    told.answers(now.named(new))
    far = now.lags[1]
    assert now.cuts[new].share(far) == 0
    told.notes.says(now.named(new), f"reaches {far} steps back, and still it learns lag {far}")
    shares = learned(now.race.runs[new].network, now.race.experiment.task).shares
    assert shares[far] > 0.5


def readout_only(told):
    now = Ended(told)
    alone, one, *others = now.runs
    assert [run.readout_only for run in now.runs] == [True, False, False, False]
    assert {run.hidden for run in now.runs} == {16}
    told.look.says(f"readout alone, trained on {alone.hidden} random units, ends at {now.said[0]}")
    assert [run.truncation for run in others] == [Truncation.windows(5), Truncation.windows(10)]
    assert now.said[2] == now.said[3]
    told.look.says(f"Windows of 5 and 10 go on to {now.said[2]}")
    assert one.truncation == Truncation.windows(1)
    told.notes.says("(Jaeger 2001)")
    experiment = now.race.experiment
    told.look.says(f"Each run has {experiment.seeds} seeds")
    starts = [experiment.task.start(alone, seed) for seed in range(experiment.seeds)]
    best = [best_readout(start.astype("float64"), experiment.task) for start in starts]
    told.notes.says(f"best readout of such units would come to {np.median(best):.2f}")
    ends = now.race.seeds
    widest = max(range(len(ends)), key=lambda place: max(ends[place]) - min(ends[place]))
    assert widest == 1
    told.notes.says("with windows of 1 some seeds end near 0.5, most above 0.6")
    # on three kinds of processors three seeds end at 0.499 to 0.500, five at 0.615 to 0.662
    low, high = sum(abs(end - 0.5) < 0.03 for end in ends[1]), sum(end > 0.6 for end in ends[1])
    assert low + high == len(ends[1])
    assert 0 < low < high
    assert min(ends[0]) < now.floors["nothing"] - 0.1  # what the random state holds
    told.look.says("With windows of 1 most seeds unlearn what the random state held")
    told.answers(now.said[0])


def side_by_side(told):
    experiment = race_of(told.scene)
    (run,) = experiment.runs
    found = mini_batches(experiment.task, run, experiment.seed, experiment.samples, 0)
    assert experiment.samples == 10**6
    rows, steps = len(found.starts), f"{found.length:,}"
    told.look.says(f"cut into {rows} rows of {steps}", f"a window of {found.window} steps in every row")
    assert run.carry  # the state goes on
    told.notes.says(f"has {rows} · {found.window} = {rows * found.window:,} answers")
    told.asked.says(f"{rows} rows of {steps} steps, windows of {found.window}")
    told.answers(f"{found.length // found.window:,}")


def with_resets(told):
    now = Ended(told)
    carried, reset = now.runs
    assert (carried.carry, reset.carry) == (True, False)
    assert carried.truncation == reset.truncation == Truncation.windows(5)
    told.look.says(f"from window to window, {now.said[0]}", f"stops at about {now.said[1]}")
    told.asked.says("every window of 5")
    told.answers(now.said[1])
    three, eight = (now.cuts[1].share(lag) for lag in now.lags)
    assert (5 * three, eight) == (2, 0)
    told.notes.says(
        "a window of 5 shows lag {} to two steps of five, and lag {} to none".format(*now.lags)
    )


def recalled(told):
    """That no loss reaches it, and still it is known: by 16 units, not by 4."""
    race = raced(told.scene)
    experiment, far = race.experiment, max(race.experiment.task.lags)
    small, large = experiment.runs
    assert (small.hidden, large.hidden) == (4, 16)
    assert small.truncation.share(far) == large.truncation.share(far) == 0
    assert small.carry
    assert large.carry

    def held(net):
        found = recall(net.astype("float64"), experiment.task, None)
        return found.held[found.lags.index(far)]

    def from_to(networks):
        low, *_between, high = sorted(map(held, networks))
        return f"{percent(low).removesuffix(' %')} to {percent(high)}"

    little, much = ([held(one.network) for one in state.seeds] for state in race.runs)
    assert max(little) < 0.2
    assert min(much) > 0.75
    told.look.says(f"median of {experiment.seeds} seeds", f"None reaches {far} steps back")
    told.look.says(f"yet {large.hidden} units know more than three quarters of that bit")
    told.look.says(f"with every seed; {small.hidden} units less than a fifth")
    random = from_to([experiment.task.start(large, seed) for seed in range(experiment.seeds)])
    told.notes.says(f"over the {experiment.seeds} seeds {large.hidden} random units know {random}")
    told.notes.says(f"the bit {far} steps back")
    told.asked.says(f"No loss reaches {far} steps back", f"a state of {large.hidden} units")
    told.answers("more than three quarters")


def lag_twelve(told):
    now = Ended(told)
    five, ten = now.cuts
    units, far = now.runs[0].hidden, now.lags[1]
    told.look.says(f"second lag is {far} and both networks have room, {units} units")
    told.look.says(f"Windows of {five.every} stop at {now.said[0]}, on the floor of lag {now.lags[0]}")
    assert now.at("lag 3") == [0]
    told.look.says(f"Windows of {ten.every} go on to {now.said[1]}")
    told.asked.says(f"Lag {far}, {units} units each", "below 0.5")
    (below,) = (place for place, end in enumerate(now.ends) if end < 0.5)
    told.answers(cut_label(now.cuts[below]))
    assert five.share(far) == ten.share(far) == 0
    told.notes.says(f"Neither reaches {far} steps back directly", f"kept over {far} steps")
    told.notes.says("pieces of 10 do where pieces of 5 do not")


def average(cut):
    """How many steps a loss reaches on average, its own among them."""
    return sum(cut.share(distance) for distance in range(20))


def evenly_at_five(told):
    now = Ended(told)
    windows, even, ten = now.cuts
    assert (windows, even, ten) == (Truncation.windows(5), Truncation.even(5), Truncation.windows(10))
    told.look.says("cutting evenly at 5 is as good as windows of 10")
    assert now.said[0] == now.said[1]
    told.look.says(f"stays at {now.said[1]} with windows of 5; windows of 10 reach {now.said[2]}")
    told.notes.says(f"reaches {average(even):g} steps, its own among them")
    told.notes.says(f"in windows of 10 that is {average(ten):g} on average")
    assert max(d + 1 for d in range(20) if ten.share(d)) == 10
    told.notes.says("some reach 10, and")


def the_map(told):
    """What came along is what its runs come to, and the map's title is what the scene says."""
    words = {field.name: field.write(field.default({})) for field in sweep_settings.PREPARED}
    sweep = sweep_settings._made(tuple((words | dict(told.settings)).items()))
    found = came_along(sweep)
    assert found.seeds.min() == sweep.seeds
    some = [run for run in coarse_first(sweep) if run.cell in (0, sweep.size - 1)]
    again = {(one.run.cell, one.run.seed): one.loss for one in train_runs(sweep.to_json(), some)}
    for (cell, seed), loss in again.items():
        assert found.cells[cell].losses[seed] == pytest.approx(loss, abs=0.002)
    map = swept_map(sweep, found.cells)
    shorts = [offset(map.x, map.y, panel.mean) for panel in map.panels]
    told.look.says(f"they learn a lag up to n − {shorts[0]}")
    assert shorts == [1, 1]
    first = found.share[0]
    assert (sweep.x.values[0], sweep.y.values[-1]) == (1, 4)
    told.notes.says(
        f"At n = 1 no gradient goes back at all, and still {percent(first[-1, 0])} of lag 4"
    )


RACES = (
    the_classic_pair,
    all_four,
    readout_only,
    with_resets,
    recalled,
    lag_twelve,
    evenly_at_five,
)
CHECKS = (RACES[0], by_cases, *RACES[1:3], side_by_side, *RACES[3:], the_map)


@pytest.mark.parametrize(("scene", "check"), each(LECTURE, CHECKS, slow=RACES))
def test_a_scene_holds_what_it_says(scene, check):
    hold(scene, check)
