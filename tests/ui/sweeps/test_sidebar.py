"""The controls of the page."""

from rnnviz.sweeps.presets import PRESETS
from rnnviz.sweeps.swept_settings import NAMES
from rnnviz.ui.sweeps.sweep_settings import USUAL_VALUES, words_of


def test_a_preset_brings_all_controls_to_its_sweep(opened):
    page = opened()
    name = "LSTM against tanh"
    page.choose(**{"phase preset": name})
    words = words_of(PRESETS[name].sweep)
    assert page.state("phase panels") == words["panels"] == "cell=tanh; cell=lstm"
    assert page.state("phase xs") == words["xs"]
    assert page.control("phase preset").value == name


def test_another_setting_brings_values_of_its_own(opened):
    page = opened()
    page.choose(**{"phase x": "hidden"})
    assert page.state("phase xs") == USUAL_VALUES["hidden"]
    assert page.address["x"] == "hidden"


def test_every_setting_can_be_chosen_and_has_usual_values(opened):
    assert set(USUAL_VALUES) == set(NAMES)
    page = opened(task="addition", y="task.bits", ys="4, 8")
    options = page.at.selectbox(key="phase x").options
    assert len(options) > len(NAMES)


def test_a_setting_that_is_none_stays_where_it_is(opened):
    page = opened(x="colour")
    assert page.state("phase x") == "colour"
    assert any("there is no setting" in one for one in page.notices)
