"""What holds for the panel of every task: its words in the address, what it opens on other pages."""

import numpy as np
import pytest
from support.sessions import Session

from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll
from rnnviz.pretrained.task_networks import opening
from rnnviz.runs.run import Run
from rnnviz.tasks import TASKS, Hello
from rnnviz.ui.network.task_networks import task_network
from rnnviz.ui.session import address
from rnnviz.ui.tasks.panels import PANELS
from rnnviz.ui.tasks.panels.base import Inside, Play

OF_THE_PAGE = {"task", "runs", "samples", "seed", "speed", "axis", "of"}
every = pytest.mark.parametrize("name", PANELS)


@every
def test_its_words_are_its_own(name):
    fields = PANELS[name].fields
    words = [field.name for field in fields]
    assert len(set(words)) == len(words)
    assert not OF_THE_PAGE & set(words)
    assert all(field.key.startswith(f"{name} ") for field in fields)


@every
def test_what_stands_in_a_field_at_first_is_written_and_read(name):
    for field in PANELS[name].fields:
        usual = field.default({})
        assert field.read(field.write(usual)) == usual


@every
def test_a_preset_asks_for_what_can_be_set(name):
    words = {field.name for field in PANELS[name].fields} | {"runs", "samples", "seed"}
    for preset in PANELS[name].presets:
        assert set(preset.asked) <= words


def insides(name: str) -> list[Inside]:
    """What is opened from the panel as it stands at first."""
    made = opening(name)

    def act() -> list[Inside]:
        address.fill(PANELS[name].fields)
        return PANELS[name].inside(Play(made.task, made.run, made.model, "ready", word=f"task.{name}"))

    return Session()(act)


@every
def test_other_pages_can_read_what_is_opened_there(name):
    for one in insides(name):
        inside = task_network(f"task.{name}{f'.{one.part}' if one.part else ''}")
        typed = inside.read(inside.pieces(one.text), inside.pieces(one.target) if one.target else None)
        steps = len(typed.pieces)
        assert steps == len(typed.inputs) > 0
        assert unroll(inside.network, typed.inputs, typed.targets).hidden.shape[1] == steps


@pytest.mark.parametrize("name", [name for name in PANELS if TASKS[name].shape in ("1 to N", "N to M")])
def test_the_decoder_that_is_opened_would_write_what_is_opened_with_it(name):
    """What the panel decoded is, read again step by step, the likeliest at every step."""
    encoder, decoder = insides(name)
    assert (encoder.part, decoder.part, decoder.source) == ("encoder", "decoder", encoder.text)
    inside = task_network(f"task.{name}.decoder")
    typed = inside.read(inside.pieces(decoder.text), None)
    trace = unroll(inside.network, typed.inputs, typed.targets, inside.first(decoder.source))
    np.testing.assert_array_equal(trace.probabilities.argmax(axis=1), typed.targets)


def test_a_network_without_a_past_or_a_word_has_none():
    playing = Play(Hello(), Run(**Hello.usual), Network.random(inputs=4, outputs=4), "run 1")
    assert playing.past() == []
    assert playing.word == ""
    assert Inside("hello") == Inside("hello", target="", part="", source="")


def test_no_two_panels_share_a_key():
    keys = [field.key for panel in PANELS.values() for field in panel.fields]
    assert len(set(keys)) == len(keys)
