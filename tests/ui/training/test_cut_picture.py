import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Echo
from rnnviz.training.experiment import Experiment
from rnnviz.ui.training.cut_picture import cut_picture

RUNS = [Run(truncation=Truncation.windows(5)), Run(truncation=Truncation.windows(10))]


def script(cut_picture, experiment):
    cut_picture(experiment)


@pytest.fixture
def at():
    experiment = Experiment(task=Echo(), runs=RUNS, samples=1000)
    return AppTest.from_function(script, args=(cut_picture, experiment)).run()


def test_the_cut_of_the_first_run_is_drawn_until_another_is_chosen(at):
    def alt():
        (picture,) = (e.proto.json for e in at.get("bidi_component") if e.key == "reach")
        return picture

    assert not at.exception
    assert "a cut every 5 steps" in alt()
    at.session_state["reach of"] = 1
    at.run()
    assert "a cut every 10 steps" in alt()


def test_of_a_readout_alone_no_loss_is_drawn_that_reaches_back():
    experiment = Experiment(runs=(Run(train="readout"), *RUNS), samples=1000)
    at = AppTest.from_function(script, args=(cut_picture, experiment)).run()
    assert not at.exception
    assert not at.get("bidi_component")
    assert any("no loss sends gradient" in one.proto.body for one in at.get("html"))


def test_both_styles_are_drawn_where_they_are_asked_for(at):
    def pictures():
        return {e.key for e in at.get("bidi_component")}

    assert pictures() == {"reach"}
    at.session_state["two styles"] = True
    at.run()
    assert not at.exception
    assert pictures() == {"reach", "styles windows", "styles even"}
    assert any("windows keep 12, an even cut 15" in one.proto.body for one in at.get("html"))
