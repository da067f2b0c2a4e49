"""What a sweep may be: its cells, its JSON, and a sentence for everything that cannot be."""

import json
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from support.effort import cpu_at_most
from support.refusals.sweeps import ONE, sweep

from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.sweeps.model import Axis, Sweep, explain_sweep
from rnnviz.tasks import Echo
from rnnviz.training.experiment import Experiment

few = settings(deadline=None, max_examples=60, derandomize=True)


def axes(setting, values):
    return st.lists(values, min_size=1, max_size=5, unique=True).map(lambda found: (setting, *found))


@st.composite
def sweeps(draw):
    x = draw(axes("lag", st.integers(0, 50)) | axes("hidden", st.integers(1, 64)))
    y = draw(
        axes("truncation", st.integers(1, 30))
        | axes("rate", st.floats(0.001, 10.0))
        | axes("clip_norm", st.none() | st.floats(0.1, 10.0))
        | axes("cell", st.sampled_from(["tanh", "gru", "lstm"]))
    )
    panels = draw(st.sampled_from([({},), ({"style": "windows"}, {"style": "even"}), ({"layers": 2},)]))
    return sweep(
        x,
        y,
        panels=panels,
        seeds=draw(st.integers(1, 16)),
        samples=draw(st.integers(1, 10**10)),
        measure=draw(st.sampled_from(["learned", "loss", "diverged"])),
        title=draw(st.text(max_size=20)),
    )


@few
@given(sweeps())
def test_a_sweep_survives_its_json(made):
    back = Sweep.from_json(made.to_json())
    assert back == made
    assert (back.to_json(), back.digest) == (made.to_json(), made.digest)


@few
@given(sweeps())
def test_every_cell_is_an_experiment_with_its_settings_and_nothing_else(made):
    assert len(list(made.cells)) == len(made.cells) == made.size
    for number, cell in enumerate(made.cells):
        assert cell.number == number
        assert made.cell(cell.panel, cell.x, cell.y) == cell
        experiment = cell.experiment
        (run,) = experiment.runs
        assert (experiment.seed, experiment.seeds) == (made.seed, made.seeds)
        assert experiment.samples == made.samples
        assert Experiment.from_json(experiment.to_json()) == experiment
        changed = {
            "truncation" if name in ("style", "truncation") else name
            for name in cell.settings
            if name != "lag"
        }
        for name in set(Run.model_fields) - changed:
            assert getattr(run, name) == getattr(made.run, name)
        for name in changed - {"truncation"}:
            assert getattr(run, name) == cell.settings[name]
        assert experiment.task == Echo(lags={cell.settings.get("lag", 3): 0.5})


def test_cells_come_panel_by_panel_and_row_by_row():
    made = sweep(
        ("lag", 1, 2, 3), ("truncation", 4, 5), panels=({"style": "windows"}, {"style": "even"})
    )
    places = [(cell.panel, cell.y, cell.x) for cell in made.cells]
    assert places == list(product(range(2), range(2), range(3)))
    assert made.shape == (2, 2, 3)
    last = made.cells[11]
    assert last.settings == {"style": "even", "lag": 3, "truncation": 5}
    assert last.experiment.runs[0].truncation == Truncation.even(5)
    assert last.with_samples(7).samples == 7
    with pytest.raises(IndexError):
        made.cells[12]


def test_windows_of_2n_stand_beside_windows_and_even():
    styles = ("windows", "even", "windows 2n")
    made = sweep(panels=tuple({"style": style} for style in styles))
    cuts = [made.cell(panel, 0, 1).experiment.runs[0].truncation for panel in range(3)]
    assert cuts == [Truncation.windows(2), Truncation.even(2), Truncation.windows(4)]


def test_the_digest_is_of_what_the_numbers_depend_on():
    made = sweep()
    assert made.digest == sweep(title="another", measure="loss").digest
    others = [
        sweep(seeds=2),
        sweep(seed=1),
        sweep(samples=3),
        sweep(("lag", 2, 1)),
        sweep(run=Run(rate=2)),
    ]
    assert len({made.digest, *(other.digest for other in others)}) == 6


def said(given):
    with pytest.raises(ValidationError) as refused:
        Sweep.model_validate(given)
    with pytest.raises(ValidationError) as from_text:
        Sweep.from_json(json.dumps(given))
    both = [sentence.partition(":")[0] for sentence in explain_sweep(refused.value)]
    assert both == [sentence.partition(":")[0] for sentence in explain_sweep(from_text.value)]
    return " ".join(explain_sweep(refused.value))


LAG, CUT = {"setting": "lag", "values": [1, 2]}, {"setting": "truncation", "values": [1, 2]}
REFUSED = [
    ({"x": LAG}, "y: field required."),
    ({"x": LAG, "y": 3}, "y is 3: "),
    ({"x": LAG, "y": CUT | {"values": []}}, "y.values: "),
    ({"x": LAG, "y": CUT | {"values": [1] * 1001}}, "at most 1000 items"),
    ({"x": LAG, "y": CUT | {"values": 3}}, "y.values is 3: "),
    ({"x": LAG, "y": CUT | {"more": 3}}, "there is no such field; there are setting, values."),
    ({"x": LAG, "y": {"setting": "colour", "values": [1]}}, "there is no setting 'colour' to sweep"),
    ({"x": LAG, "y": CUT | {"values": [1, 1.0]}}, "truncation has the value 1 twice"),
    ({"x": LAG, "y": CUT | {"values": [1.5]}}, "truncation is 1.5; allowed are whole numbers"),
    ({"x": LAG, "y": CUT | {"values": [True]}}, "truncation is True; allowed are numbers"),
    ({"x": LAG, "y": CUT | {"values": [0]}}, "every is 0; "),
    ({"x": LAG, "y": LAG}, "both axes are lag"),
    ({"x": LAG | {"values": [5000]}, "y": CUT}, "lag is 5000; "),
    ({"x": LAG, "y": CUT, "task": {"name": "words"}}, "lag is of echo; words has no lags"),
    ({"x": LAG, "y": CUT, "task": {"name": "echo"}}, "lag moves one lag; the task has 3, 8"),
    ({"x": LAG, "y": CUT, "task": 3}, "task is 3: input should be a task"),
    ({"x": LAG, "y": CUT, "seeds": 17}, "seeds is 17: "),
    ({"x": LAG, "y": CUT, "seeds": True}, "seeds is True: "),
    ({"x": LAG, "y": CUT, "samples": 0}, "samples is 0: "),
    ({"x": LAG, "y": CUT, "seed": -1}, "seed is -1: "),
    ({"x": LAG, "y": CUT, "measure": "beauty"}, "'learned', 'loss' or 'diverged'"),
    ({"x": LAG, "y": CUT, "panels": []}, "panels: "),
    ({"x": LAG, "y": CUT, "panels": [{}] * 7}, "at most 6 items"),
    ({"x": LAG, "y": CUT, "panels": [{"cell": "x"}]}, "cell is 'x'; allowed are tanh"),
    ({"x": LAG, "y": CUT, "panels": [{"style": "full"}]}, "no truncation to sweep"),
    ({"x": LAG, "y": CUT, "panels": [{"train": "readout"}]}, "no gradient goes back"),
    ({"x": LAG, "y": {"setting": "train", "values": ["all", "readout"]}, "panels": [{"style": "even"}]},
     "no gradient goes back"),
    ({"x": LAG, "y": CUT, "run": {"hidden": 0}}, "run.hidden is 0: "),
    ({"x": LAG, "y": CUT, "run": {"hiden": 4}}, "there are cell, hidden, layers"),
    ({"x": LAG, "y": CUT, "colour": 4}, "there is no such field; there are title, task, run"),
    ({"x": LAG, "y": {"setting": "hidden", "values": [4, 5000]}}, "hidden is 5000: "),
    ({"x": LAG, "y": {"setting": "task.most", "values": [4]}}, "echo has no number 'most'"),
    ({"x": LAG, "y": CUT, "run": {"carry": False}, "panels": [{"style": "even"}]}, "that is reset"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "sentence"), REFUSED, ids=lambda found: str(found)[-60:])
def test_what_cannot_be_is_said(given, sentence):
    if "task" not in given:
        given = given | {"task": {"lags": {"3": 0.5}}}
    text = said(given)
    assert sentence in text
    assert text.endswith(".")


def test_too_many_runs_are_counted_in_the_sentence():
    wide = {"setting": "lag", "values": list(range(500))}
    high = {"setting": "truncation", "values": list(range(1, 101))}
    text = said({"x": wide, "y": high, "seeds": 8})
    assert "the sweep would be 400,000 runs: 50,000 cells of 8; allowed are up to 100,000" in text
    assert sweep(("lag", *wide["values"]), ("truncation", *high["values"]), seeds=2).runs == 100_000


def test_the_largest_sweep_is_made_at_once():
    wide = Axis(setting="lag", values=tuple(range(1000)))
    high = Axis(setting="truncation", values=tuple(range(1, 101)))
    with cpu_at_most(3.0):
        made = Sweep(task=ONE, x=wide, y=high)
        assert made.cells[99_999].experiment.runs[0].truncation == Truncation.windows(100)
