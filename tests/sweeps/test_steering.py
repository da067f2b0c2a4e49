"""Beginning a sweep, and going on with it."""

import pytest
from support.small_sweeps import small, wait_for_end

from rnnviz.runs.run import Run
from rnnviz.settings.settings import Settings
from rnnviz.sweeps import steering
from rnnviz.sweeps.steering import admit, begin_sweep, more_samples
from rnnviz.sweeps.sweep_store import SweepStore


def test_a_sweep_that_is_too_large_here_is_not_begun(store, monkeypatch):
    few = Settings(sweep_runs=17)
    monkeypatch.setattr(steering, "current", lambda: few)
    with pytest.raises(ValueError, match="The sweep would be 18 runs; allowed here are up to 17"):
        begin_sweep(small(), "", store)
    assert SweepStore(store).newest(small()) is None


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"y": ("truncation", 1, 20_000)}, "passes 20,000 steps"),
        ({"x": ("hidden", 1, 1000)}, "1,000 hidden units"),
    ],
)
def test_a_cell_that_is_too_large_here_is_found(store, monkeypatch, settings, words):
    from support.refusals.sweeps import sweep

    from rnnviz.experiments import admission

    limits = Settings(hidden_units=500)
    monkeypatch.setattr(admission, "current", lambda: limits)
    axes = {"x": ("lag", 1, 2), "y": ("truncation", 1, 2)} | settings
    with pytest.raises(ValueError, match=words):
        admit(sweep(**axes), "", store)


def test_a_cell_goes_on_with_more_samples_and_the_others_stay(store):
    made = small(2, 2, run=Run(hidden=2, batch=5))
    id = begin_sweep(made, "", store)
    assert wait_for_end(store, id).status == "finished"
    sweeps = SweepStore(store)
    before = sweeps.results(id)
    more_samples(id, [1], 400, store)
    assert wait_for_end(store, id).status == "finished"
    after = sweeps.results(id)
    assert [after.cells[number].samples for number in range(4)] == [100, 400, 100, 100]
    assert after.cells[1].losses != before.cells[1].losses
    assert after.cells[2] == before.cells[2]
