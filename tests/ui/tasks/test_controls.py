"""What the page Tasks asks of its reader: the gallery, presets, addresses."""

import re

import pytest

from rnnviz.tasks import TASKS
from rnnviz.text.message import Refusal
from rnnviz.ui.tasks import controls
from rnnviz.ui.tasks.controls import READY, fields_of, race_of, read_of
from rnnviz.ui.training import echo_race, exact_training


def test_every_task_with_a_panel_is_in_the_gallery_under_its_shape(opened):
    html = opened().data("gallery")["html"]
    for name in controls.PANELS:
        (card,) = (card for card in html.split('role="group"')[1:] if f'data-task="{name}"' in card)
        assert f'aria-label="{TASKS[name].shape}:' in card
        assert TASKS[name].title in card


NO_REVIEWS = "There are no reviews of your own yet; load a CSV file with some."


@pytest.mark.parametrize(
    ("name", "preset"),
    [(name, preset.name) for name, panel in controls.PANELS.items() for preset in panel.presets],
)
def test_every_preset_is_a_race_and_is_known_again(opened, name, preset):
    page = opened(task=name)
    page.choose(**{f"{name} preset": preset})
    race = controls.race_of(name)
    assert race.presets[preset].watch in page.explained
    if race.presets[preset].asked.get("source") == "own":  # it waits for a file
        assert page.notices == [NO_REVIEWS]
        return
    assert page.notices == []
    assert len(page.control(f"{name} of").options) == 1 + len(
        race.presets[preset].asked["runs"].split(",")
    )


@pytest.mark.parametrize(
    "preset",
    [
        *echo_race.PRESETS.values(),
        *(preset for panel in controls.PANELS.values() for preset in panel.presets),
    ],
    ids=lambda preset: preset.name,
)
def test_before_the_race_a_preset_asks_and_does_not_tell(preset):
    # what came out is said afterwards, from the losses that were measured
    assert re.search(r"\?|\bWatch\b", preset.watch)
    assert not re.search(r"\d\.\d|%", preset.watch)


def test_what_is_played_with_is_the_ready_network_or_a_run():
    assert read_of(READY) == READY
    assert read_of("6") == "6"
    for text in ("0", "7", "", "x", "1.5"):
        with pytest.raises(Refusal, match="1 to 6"):
            read_of(text)


@pytest.mark.parametrize("name", controls.PANELS)
def test_the_fields_of_a_task_have_words_of_their_own_and_keys_of_the_task(name):
    fields = fields_of(name)
    words = [field.name for field in fields]
    assert len(set(words)) == len(words)
    # which training is meant is asked once for all pages
    own = [field for field in fields if field is not exact_training.FIELD]
    assert len(own) == len(fields) - 1
    assert all(field.key.startswith(f"{name} ") for field in own)
    assert {"runs", "samples", "seed", "speed", "axis", "of"} <= set(words)


def test_each_task_has_a_race_of_its_own():
    assert race_of("hello") is race_of("hello")
    assert race_of("hello").key != race_of("words").key


@pytest.mark.parametrize("label", list(controls.classics()))
def test_the_list_of_classics_opens_each_on_its_task(opened, label):
    page = opened(task="sentiment")
    page.choose(classics=label)
    name, preset = controls.classics()[label]
    assert preset.name.startswith("the classic") or "IMDB" in preset.name
    # the reviews are the reader's to load
    lacking = ["There are no reviews of your own yet; load a CSV file with some."]
    assert page.notices == (lacking if name == "sentiment" else [])
    assert preset.watch in page.explained
    assert page.control("classics").value is None
    assert page.control(f"{name} preset").value == preset.name


def test_the_classic_of_truncate_is_in_the_list_too(opened, monkeypatch):
    led = []
    monkeypatch.setattr(controls.st, "switch_page", lambda page, query_params: led.append(query_params))
    page = opened(task="hello")
    (label,) = controls.elsewhere()
    assert label == "Echo: the classic: 10 epochs"
    page.choose(classics=label)
    assert led[-1] == echo_race.PRESETS["the classic: 10 epochs"].asked


def test_what_goes_round_has_epochs(opened):
    page = opened(task="words", rows="pairs", samples="2000")
    assert page.control("words epochs").value == 100.0
    page.choose(**{"words epochs": 50.0})
    assert page.control("words samples").value == 1000
