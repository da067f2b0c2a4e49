"""How settings and their values are called."""

import pytest

from rnnviz.figures.sweeps.axis_words import axis_title, panel_title, phrase, tick
from rnnviz.sweeps.swept_settings import NAMES, STYLES, WORDS


@pytest.mark.parametrize("setting", NAMES)
def test_every_setting_has_a_title_and_words_for_its_values(setting):
    assert axis_title(setting)
    for value in WORDS.get(setting, (1, 2)):
        assert tick(setting, value)
        assert phrase(setting, value, "windows")


@pytest.mark.parametrize("style", STYLES)
def test_every_style_can_stand_above_a_panel(style):
    assert panel_title({"style": style}, style, False) not in ("", style)


@pytest.mark.parametrize(
    ("setting", "value", "style", "said"),
    [
        ("lag", 12, None, "lag 12"),
        ("lags", 1, None, "1 lag"),
        ("truncation", 13, "windows", "windows of 13"),
        ("truncation", 13, "windows 2n", "windows of 26"),
        ("truncation", 13, "even", "an even cut of 13"),
        ("truncation", 13, "sliding", "a sliding cut of 13"),
        ("hidden", 16, None, "16 units"),
        ("rate", 0.03, None, "rate 0.03"),
        ("clip_norm", None, None, "not clipped"),
        ("clip_norm", 0.3, None, "clipped at 0.3"),
        ("cell", "lstm", None, "LSTM"),
        ("train", "readout", None, "the readout only"),
        ("task.digits", 8, None, "digits = 8"),
    ],
)
def test_values_in_sentences(setting, value, style, said):
    assert phrase(setting, value, style) == said


def test_titles_of_panels():
    assert panel_title({"cell": "lstm", "rate": 0.03}, "windows", True) == "LSTM, rate 0.03"
    assert panel_title({}, "windows", True) == "windows of n"
    assert panel_title({}, "windows", False) == ""
