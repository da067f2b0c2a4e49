"""A sweep in the words of its address, there and back."""

import pytest
from support.stored_sweeps import SWEEP

from rnnviz.sweeps.presets import OPENING, PRESETS
from rnnviz.text.message import Refusal
from rnnviz.ui.sweeps import sweep_settings as settings

ALL = {name: preset.sweep for name, preset in PRESETS.items()} | {"small": SWEEP}


@pytest.mark.parametrize("sweep", ALL.values(), ids=list(ALL))
def test_a_sweep_comes_back_from_its_words(sweep):
    assert settings._made(tuple(settings.words_of(sweep).items())) == sweep


def test_the_page_opens_with_a_preset_that_is_finished():
    state = {}
    for field in settings.FIELDS:
        state[field.key] = field.default(state)
    assert settings.preset_of(state) is OPENING


def test_each_thing_that_cannot_be_is_said():
    words = settings.words_of(SWEEP) | {"xs": "x", "ys": "", "panels": "=", "task": "{", "run": "r"}
    with pytest.raises(Refusal) as refusal:
        settings._made(tuple(words.items()))
    assert len(refusal.value.message.parts()) == 5


@pytest.mark.parametrize("text", ["1.1.1", "2.12.16", "1.9999.1"])
def test_cells(text):
    assert settings.write_spot(settings.read_spot(text)) == text


@pytest.mark.parametrize("text", ["", "1.1", "0.1.1", "a.1.1", "1.1.1.1", "٣.1.1", "9" * 999, "1.-1.1"])
def test_what_is_no_cell(text):
    with pytest.raises(Refusal, match="panel"):
        settings.read_spot(text)


def test_no_cell_is_no_word():
    assert settings.write_spot(None) == ""
