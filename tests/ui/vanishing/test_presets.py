import pytest

from rnnviz.ui.vanishing import chain_controls
from rnnviz.ui.vanishing.presets import PRESETS

FIELDS = {field.name: field for field in chain_controls.OF_THE_CHAIN}


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_a_preset_is_written_as_its_address_is(preset):
    assert PRESETS[preset.name] is preset
    for name, text in preset.asked.items():
        assert FIELDS[name].write(FIELDS[name].read(text)) == text


def test_no_two_presets_are_the_same_chain():
    asked = [tuple(sorted(preset.asked.items())) for preset in PRESETS.values()]
    assert len(set(asked)) == len(asked)
