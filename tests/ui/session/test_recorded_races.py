"""What came along is read as what is stored."""

from rnnviz.experiments.moment import course, moment
from rnnviz.pretrained.recordings import PAIR
from rnnviz.pretrained.task_networks import usual
from rnnviz.tasks import TASKS
from rnnviz.ui.network.task_networks import task_network
from rnnviz.ui.session import recorded_races


def test_the_pair_has_a_course_and_networks_at_every_moment():
    race = recorded_races.of(PAIR)
    row = race.row(race.id)
    assert (row.status, row.worker, row.owner) == ("finished", None, recorded_races.OWNER)
    read = course(race, row)
    assert len(read.frames) == len(race.frames(race.id))
    assert [len(curve.loss) > 150 for curve in read.curves] == [True, True]
    assert read.curves[1].samples[-1] == PAIR.samples
    before, after = (moment(race, row, head) for head in (read.frames[0], read.frames[-1]))
    assert before.learned(1).shares[8] < 0.5
    assert after.learned(1).shares[8] > 0.9
    assert after.learned(0).shares[8] < 0.1
    assert after.exact(0).hidden == 4


def test_it_is_known_by_its_id_and_by_its_experiment_alone():
    names = [name for name in TASKS if recorded_races.recorded_race(name)]
    assert {"echo", "addition", "hello"} <= set(names)
    races = [recorded_races.recorded_race(name) for name in names]
    assert len({race.id for race in races}) == len(races)
    assert all(recorded_races.by_id(race.id) is race for race in races)
    assert recorded_races.by_id("00000000") is None
    assert recorded_races.of(PAIR.model_copy(update={"seed": 1})) is None
    assert recorded_races.of(usual("hello", samples=7)) is None


def test_its_runs_open_on_other_pages_at_any_moment():
    race = recorded_races.of(PAIR)
    last = task_network(f"run.{race.id}.2")
    first = task_network(f"run.{race.id}.2.f0")
    assert last.network.hidden == first.network.hidden == 16
    name = "rnn.weight_hh_l0"
    assert (last.network.parameters[name] != first.network.parameters[name]).any()


def test_a_task_ends_with_the_network_that_it_opens_with():
    race = recorded_races.of(usual("addition"))
    row = race.row(race.id)
    (head,) = course(race, row).frames
    assert moment(race, row, head).network(0).hidden == 8
