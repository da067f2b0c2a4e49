"""The settings of the page Vanish & explode, its presets, and the race that it starts."""

import pytest

from rnnviz.analysis.matrix_chain import Chain, read_table
from rnnviz.ui.vanishing import chain_controls
from rnnviz.ui.vanishing.presets import PRESETS

FIELDS = {field.name: field for field in chain_controls.FIELDS}
VALUES = {
    "matrix": "orthogonal",
    "gain": 1.35,
    "activation": "relu",
    "scale": 0.25,
    "hidden": 64,
    "steps": 200,
    "start": "ones",
    "draws": 7,
    "seed": 12,
    "table": "1 2\n3 4",
    "limit": 0.01,
    "fixed": True,
    "forget": -1.5,
    "distance": 9,
    "bound": True,
    "slope": True,
    "curve": "relu",
    "net": "english-gru",
    "row": 3,
    "block": 2,
}


def test_what_a_field_writes_it_reads():
    assert VALUES.keys() == FIELDS.keys()
    for name, value in VALUES.items():
        assert FIELDS[name].read(FIELDS[name].write(value)) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hidden", "65"),
        ("steps", "201"),
        ("steps", "0"),
        ("gain", "3.1"),
        ("gain", "nan"),
        ("draws", "201"),
        ("matrix", "magic"),
        ("scale", "-1"),
        ("limit", "0"),
        ("table", "1" * 40_001),
    ],
)
def test_what_cannot_be_is_refused(name, text):
    with pytest.raises(ValueError, match=r"from|random|characters"):
        FIELDS[name].read(text)


def test_the_default_table_can_be_read():
    assert len(read_table(FIELDS["table"].default({}))) == 2


def state_of(asked):
    state: dict = {}
    for field in chain_controls.FIELDS:
        said = asked.get(field.name)
        state[field.key] = field.default(state) if said is None else field.read(said)
    return state


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_a_preset_is_a_chain_with_a_sentence_and_is_known_again(preset):
    state = state_of(preset.asked)
    names = [field.name for field in chain_controls.OF_THE_CHAIN]
    Chain(**{name: state[chain_controls.KEY + name] for name in names})
    assert preset.asked.keys() <= set(names)
    assert preset.watch.endswith(".")
    assert len(preset.watch) < 200
    assert chain_controls.preset_of(state) is preset
    assert chain_controls.preset_of(state | {"chain gain": 2.95}) is None


def test_the_lesson_that_a_singular_value_above_one_is_not_enough_is_among_them():
    found = [p for p in PRESETS.values() if p.asked.get("matrix") == "half"]
    assert len(found) == 1
    assert "not enough" in found[0].watch
