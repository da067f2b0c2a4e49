"""What a cell of the map holds, and where it leads to."""

import pytest
from support.stored_sweeps import SWEEP, enter

from rnnviz.runs.run import Run
from rnnviz.sweeps.model import Axis, Sweep
from rnnviz.sweeps.sweep_store import SweepStore
from rnnviz.tasks import TASKS
from rnnviz.ui.sweeps import cell_view
from rnnviz.ui.training import echo_race

SPOT = "2.1.3"  # the second panel, the lowest row, the last column


def test_a_click_shows_the_runs_behind_a_cell(opened, store):
    id = enter(store)
    page = opened()
    assert any("Click a cell" in one for one in page.captions)
    page.tell("phase map", cell=[0, 2, 17, 1])
    page.run()
    assert page.address["cell"] == SPOT
    assert any(one.startswith("Lag 1, an even cut of 8: ") for one in page.captions), page.captions
    number = SWEEP.cell(1, 2, 0).number
    (table,) = [one.value for one in page.at.get("html") if "<table" in one.value]
    for loss in SweepStore(store).results(id).cells[number].losses:
        assert f"{loss:.4f}" in table


def test_a_link_leads_to_a_cell_and_one_that_is_not_there_to_none(opened, store):
    enter(store)
    assert any("an even cut of 8" in one for one in opened(cell=SPOT).captions)
    assert any("Click a cell" in one for one in opened(cell="1.9.9").captions)


def test_its_runs_are_opened_with_the_same_settings(monkeypatch):
    went = {}
    monkeypatch.setattr(
        cell_view.st, "switch_page", lambda file, query_params: went.update(query_params)
    )
    monkeypatch.setattr(cell_view.address, "give", lambda file, asked: went.update(file=file))
    cell = SWEEP.cell(1, 2, 0)
    cell_view.open_runs(*cell_view.where_its_runs_are(cell))
    assert went.pop("file") == "pages/truncate.py"
    asked = {name: text for name, text in went.items() if name in {f.name for f in echo_race.FIELDS}}
    assert asked == echo_race.settings_of(cell.experiment)
    assert asked["runs"].startswith("even8.h2")
    assert asked["lags"] == "1:0.5"


@pytest.mark.parametrize(
    ("name", "number", "said"), [("addition", "bits", True), ("characters", "most", False)]
)
def test_cells_of_other_tasks_lead_to_the_page_tasks_where_it_can_be_set_to_them(name, number, said):
    made = Sweep(
        task=TASKS[name](),
        run=Run(**TASKS[name].usual),
        x=Axis(setting="hidden", values=(4, 9)),
        y=Axis(setting=f"task.{number}", values=(2, 6)),
    )
    there = cell_view.where_its_runs_are(made.cell(0, 1, 1))
    assert (there is not None) is said
    if there is not None:
        page, asked = there
        assert (page, asked["task"], asked[number]) == ("tasks", name, "6")
        assert "h9" in asked["runs"]


@pytest.mark.parametrize("wanted", [100, 400])
def test_a_cell_goes_on_with_more_samples(opened, store, wanted):
    id = enter(store)
    page = opened(cell=SPOT)
    (box,) = [one for one in page.at.number_input if str(one.key).startswith("phase more")]
    assert box.value == 200
    box.set_value(wanted)
    page.press("Train it so far")
    number = SWEEP.cell(1, 2, 0).number
    missing = [tuple(run) for run in SweepStore(store).missing(id)]
    assert missing == ([(number, 0, 400), (number, 1, 400)] if wanted == 400 else [])
