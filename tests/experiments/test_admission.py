"""What may be trained here is asked where something is started, and nowhere else."""

import pytest
from support.effort import cpu_at_most

from rnnviz.experiments import admission, supervisor
from rnnviz.experiments.admission import check, refuse_size
from rnnviz.experiments.status import Status
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.settings.settings import STRICT, Settings
from rnnviz.tasks import TASKS, Echo
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import Experiment

WINDOWS, FULL = Truncation.windows, Truncation.full()
TOO_LARGE = [
    ({"samples": 101}, {"samples": 100}, "101 samples; allowed here are up to 100"),
    ({"samples": 51, "seeds": 2}, {"samples": 100}, "With 2 seeds each run is to see 102 samples"),
    (
        {"runs": [Run(hidden=100)], "seeds": 4},
        {"update_bytes": 4 * 10**6},
        "With 4 seeds it would hold",
    ),
    ({"runs": [Run(), Run(hidden=65)]}, {"hidden_units": 64}, "Run 2 has 65 hidden units"),
    ({"runs": [Run(layers=3)]}, {"layers": 2}, "Run 1 has 3 layers; allowed here are up to 2"),
    ({"runs": [Run(truncation=WINDOWS(11))]}, {"window_steps": 10}, "passes 11 steps"),
    ({"runs": [Run(truncation=Truncation(1, 11))]}, {"window_steps": 10}, "passes 11 steps"),
    ({"runs": [Run(truncation=FULL, batch=1)], "samples": 11}, {"window_steps": 10}, "11 steps"),
    (
        {"runs": [Run(hidden=200)]},
        {"update_bytes": 10**6},
        "would hold 5 MB of memory; allowed here are up to 1",
    ),
]


@pytest.fixture
def limits(monkeypatch):
    def set_to(**settings):
        made = lambda: Settings(**settings)  # noqa: E731
        monkeypatch.setattr(admission, "current", made)
        monkeypatch.setattr(supervisor, "current", made)

    return set_to


@pytest.mark.parametrize(("settings", "limit", "said"), TOO_LARGE)
def test_what_is_too_large_is_refused_and_what_is_not_is_not(limits, settings, limit, said):
    experiment = Experiment(**settings)
    refuse_size(experiment)
    limits(**limit)
    with pytest.raises(Refusal, match=said):
        refuse_size(experiment)


@pytest.mark.parametrize("name", TASKS)
def test_what_every_task_begins_with_is_admitted_on_a_server_for_strangers(limits, name):
    limits(**STRICT)
    task = TASKS[name]()
    refuse_size(Experiment(task=task, samples=task.samples, runs=[Run(**task.usual)]))
    refuse_size(Experiment())


def test_what_took_all_memory_is_refused_by_default():
    """A hundred million steps in one update, and a window of 3 GiB an array."""
    large = {"hidden": 1024, "layers": 4, "cell": "lstm"}
    refused = [
        Experiment(samples=10**8, runs=[Run(truncation=FULL, hidden=64, batch=1)]),
        Experiment(runs=[Run(truncation=WINDOWS(1000), batch=200, **large)]),
        Experiment(task=TASKS["sentiment"](), runs=[Run(truncation=FULL, batch=10_000, **large)]),
    ]
    for experiment in refused:
        with pytest.raises(Refusal):
            refuse_size(experiment)


def test_a_queue_of_ones_own_has_an_end(store, limits, monkeypatch):
    monkeypatch.setattr(supervisor, "cores", lambda: 0)
    limits(queued_experiments=2)
    for _ in range(2):
        supervisor.begin(Experiment(), "a", store)
    with pytest.raises(Refusal, match="You have 2 trainings that wait"):
        supervisor.begin(Experiment(), "a", store)
    assert store.queued_of("a") == 2
    supervisor.begin(Experiment(), "b", store)


def test_a_full_store_takes_nothing_new(store, limits):
    check(Experiment(), "", store)
    store.rows("INSERT INTO keys VALUES ('large', zeroblob(2000000))")
    limits(stored_bytes=10**6)
    with pytest.raises(Refusal, match=r"holds 2 MB of .* up to 1 MB\. Remove"):
        check(Experiment(), "", store)
    store.rows("DELETE FROM keys")
    check(Experiment(), "", store)


def test_nothing_is_lost_where_going_on_is_refused(store, limits):
    id = store.add(Experiment())
    store.rows("UPDATE experiments SET status = 'stopped'")
    limits(samples=10)
    before = store.row(id)
    for again in (supervisor.reset, supervisor.resume):
        with pytest.raises(Refusal):
            again(id, store)
    with pytest.raises(Refusal):
        supervisor.undo(id, 0, store)
    assert store.row(id) == before


def test_what_waits_and_is_too_large_by_now_is_stopped_and_said_why(store, limits):
    id = store.add(Experiment())
    limits(samples=10)
    supervisor.tend(store)
    row = store.row(id)
    assert (row.status, row.worker) == (Status.STOPPED, None)
    assert "allowed here are up to 10." in str(row.message)


def test_to_ask_costs_milliseconds(store):
    experiments = [
        Experiment(runs=[Run(hidden=1024, layers=4, cell="lstm", batch=1)] * 2),
        Experiment(task=Echo(), samples=10**10, runs=[Run(truncation=Truncation.even(4000), batch=1)]),
        *(Experiment(task=TASKS[n](), runs=[Run(**TASKS[n].usual)]) for n in TASKS if n != "echo"),
    ]
    for experiment in experiments:
        check(experiment, "", store)
        with cpu_at_most(0.3, experiment.task.name):
            check(experiment, "", store)
