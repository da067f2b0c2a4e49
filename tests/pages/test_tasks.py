"""The page Tasks without a browser: the gallery, each task's input and picture, its training, its
address."""

import json
import re

import numpy as np
import pytest
from support.figure_readers import parsed

from rnnviz.experiments import supervisor
from rnnviz.experiments.store import Store
from rnnviz.experiments.worker import Worker
from rnnviz.figures.base.numbers import percent
from rnnviz.pretrained.task_networks import opening
from rnnviz.runs.run import Run
from rnnviz.tasks import TASKS, Addition, Characters, Hello, Words
from rnnviz.training.experiment import Experiment
from rnnviz.ui.tasks import controls

PAGE = "pages/tasks.py"


@pytest.fixture
def opened(read, only_tasks):
    return lambda **query: read(PAGE, **query)


@pytest.fixture
def trained(store_file, monkeypatch):
    """Trains an experiment to its end, here and now."""
    monkeypatch.setattr(supervisor, "tend", lambda store: None)

    def go(experiment, speed=None):
        store = Store(store_file)
        id = store.add(experiment)
        store.rows("UPDATE experiments SET worker = 'me', speed = ? WHERE id = ?", speed, id)
        Worker(store, id, "me").work()
        assert store.row(id).status == "finished"
        return id

    return go


def shown(page, kind):
    """The HTML that has a class, as the page shows it."""
    found = [e.value for e in page.at.get("html") if f'class="{kind}' in e.value]
    return "".join(found)


def said(page, kind):
    return re.sub("<[^>]*>", " ", shown(page, kind))


# the gallery


def test_addition_comes_first_with_something_to_see(opened):
    page = opened()
    assert page.state("task") == "addition"
    assert "173 + 94 = 267" in said(page, "verdict")
    assert "✓ right" in said(page, "verdict")
    assert page.notices == []
    assert page.address == {}


def test_every_task_with_a_panel_is_in_the_gallery_under_its_shape(opened):
    html = opened().data("gallery")["html"]
    for name in controls.PANELS:
        (card,) = (card for card in html.split('role="group"')[1:] if f'data-task="{name}"' in card)
        assert f'aria-label="{TASKS[name].shape}:' in card
        assert TASKS[name].title in card


def test_a_task_is_chosen_and_what_was_set_in_the_others_stays(opened):
    page = opened()
    page.type("40", "addition first")
    page.tell("gallery", task=["hello", 1])
    assert page.address == {"task": "hello"}
    assert "hello → ohlol" in said(page, "verdict")
    page.tell("gallery", task=["addition", 2])
    assert "40 + 94 = 134" in said(page, "verdict")
    assert page.address == {"first": "40"}
    page.tell("gallery", task=["<script>", 3])
    assert page.state("task") == "addition"


# its address


def test_a_link_opens_a_task_with_all_that_was_set(opened):
    asked = {
        "task": "hello",
        "word": "abba",
        "answer": "baab",
        "runs": "full.h4.gru.emb3",
        "samples": "77",
        "seed": "5",
        "speed": "full",
        "axis": "log",
        "of": "1",
    }
    page = opened(**asked)
    assert page.notices == []
    assert page.address == asked
    assert "abba" in said(page, "verdict")
    assert "1 · gru H=4" in page.control("hello of").options


def test_a_bad_link_is_said_and_the_rest_holds(opened):
    page = opened(task="nonsense", bits="99", first="12")
    assert any("“nonsense”" in words for words in page.notices)
    assert any("“99”" in words for words in page.notices)
    assert "12 + 94 = 106" in said(page, "verdict")
    page = opened(task="hello", runs="full.h4.flying", of="x")
    assert any("A run is “full.h4.flying”" in words for words in page.notices)
    assert any("“x”" in words for words in page.notices)
    assert "hello → ohlol" in said(page, "verdict")


# Addition


@pytest.mark.parametrize(("first", "second"), [(0, 0), (255, 255), (1, 65535), (12345, 54321)])
def test_two_numbers_are_added_bit_by_bit(opened, first, second):
    page = opened(first=str(first), second=str(second))
    made = opening("addition")
    bits = max(first.bit_length(), second.bit_length(), 8)
    one = made.task.answer(made.model, first, second, bits)
    assert f"{first:,} + {second:,} = {one.total:,}" in said(page, "verdict")
    answer = re.search(r'<tr class="answer">(.*?)</tr>', shown(page, "adding"))[1]
    assert re.findall(r">(\d)<", answer) == [str(bit) for bit in one.bits]


@pytest.mark.parametrize("typed", ["65536", "-1", "1.5", "x", "1e3", "٣٤٥٦٧٨"])
def test_a_number_that_cannot_be_added_is_said_and_the_last_sum_stays(opened, typed):
    page = opened(first="7")
    page.type(typed, "addition first")
    assert page.notices == [f"A number is “{typed}”; allowed are whole numbers from 0 to 65,535."]
    assert "7 + 94 = 101" in said(page, "verdict")
    assert page.at.text_input(key="addition first").value == typed


def test_a_network_of_8_bits_is_tried_at_16(opened):
    page = opened(tried="16")
    assert (
        len(re.findall(r"<td", re.search(r'<tr class="worth">(.*?)</tr>', shown(page, "adding"))[1]))
        == 17
    )
    made = opening("addition")
    for bits in (4, 8, 12, 16):
        assert f"{bits} bits" in said(page, "tried")
    scores = [percent(made.task.score(made.model, bits)) for bits in (4, 8, 12, 16)]
    assert re.findall(r"(?:[<>] )?\d+ %", said(page, "tried")) == scores


def test_what_is_played_with_and_what_is_set_may_differ_and_it_is_said(opened):
    page = opened(bits="5")
    assert any("has learned other settings" in words for words in page.captions)
    assert not any("has learned other settings" in words for words in opened().captions)


# Hello


def test_letters_are_answered_as_they_are_typed(opened):
    page = opened(task="hello")
    page.type("lo", "hello typed")
    made = opening("hello")
    answered = re.search(r"lo → (\w+)", said(page, "verdict"))[1]
    assert len(answered) == 2
    assert "✓" not in said(page, "verdict")  # nobody has said what is right
    page.type("lox", "hello typed")
    assert page.notices == ["The network has no “x”; it knows only the letters e, h, l, o."]
    assert f"lo → {answered}" in said(page, "verdict")
    assert made.task.answer(made.model).right


def test_words_that_cannot_be_are_said(opened):
    page = opened(task="hello", word="abc", answer="ab", of="1")
    assert any("every letter needs its answer" in words for words in page.notices)
    assert "hello → ohlol" in said(page, "verdict")
    assert not any(button.label == "Start" for button in page.at.button)
    page.type("full.h0", "hello runs")
    (both,) = page.notices
    assert "every letter needs its answer" in both and "hidden is 0" in both
    page.type("full.h3", "hello runs")
    page.type("abx", "hello answer")
    assert page.notices == []
    assert any(button.label == "Start" for button in page.at.button)
    assert page.address["of"] == "1"  # what was played with before it was wrong


def test_after_training_the_answers_of_its_updates_are_listed(opened, trained):
    experiment = Experiment(task=Hello(), samples=40, runs=(Run(**Hello.usual),))
    trained(experiment)
    page = opened(task="hello", of="1")
    assert "hello → ohlol" in said(page, "verdict")
    rows = re.findall(r"<tr><td>(\d+)</td>", shown(page, "history"))
    assert rows[0] == "40" and rows[-1] == "0"
    assert "tanh H=8 2 layers" in said(page, "runs")
    assert json.loads(page.data("hello losses")["figure"])["data"]


def test_at_a_pace_that_can_be_watched_every_update_is_listed(opened, trained):
    trained(Experiment(task=Hello(), samples=6, runs=(Run(**Hello.usual),)), speed=5.0)
    page = opened(task="hello", of="1", samples="6")
    assert re.findall(r"<tr><td>(\d+)</td>", shown(page, "history")) == list("6543210")


# Characters and Words


def test_what_is_typed_is_coloured_by_its_surprise(opened):
    page = opened(task="characters")
    page.type("the value", "characters typed")
    made = opening("characters")
    from rnnviz.nn.trace import unroll

    numbers = np.array([made.task.tokens.index(letter) for letter in "the value"])
    costs = unroll(made.model, numbers[:-1], numbers[1:]).losses
    found = [float(text) for text in re.findall(r": (\d+\.\d\d) nats", shown(page, "surprise"))]
    np.testing.assert_allclose(found, costs, atol=0.006)
    assert f"{costs.mean():.2f}" in said(page, "beside")


def test_the_same_draw_writes_the_same_and_another_another(opened):
    page = opened(task="characters", length="60", prompt="the ")
    first = said(page, "written")
    assert "the " in first
    page.choose(**{"characters draw": 1})
    second = said(page, "written")
    page.choose(**{"characters draw": 0})
    assert said(page, "written") == first != second
    page.choose(**{"characters temperature": 0.0})
    cold = said(page, "written")
    page.choose(**{"characters draw": 2})
    assert said(page, "written") == cold  # the likeliest letter leaves nothing to chance


def test_a_prompt_with_a_letter_that_the_text_has_not_is_said(opened):
    page = opened(task="characters", length="20", prompt="the")
    page.type("the ☃", "characters prompt")
    assert page.notices == ["The prompt has “☃”, which the text does not have."]
    assert "the" in said(page, "written")


def test_a_text_of_one_letter_is_said_and_kept(opened):
    page = opened(task="characters", text="own")
    page.at.text_area(key="characters own").set_value("aaaa")
    page.run()
    assert any("it has only one, “a”" in words for words in page.notices)
    assert page.at.text_area(key="characters own").value == "aaaa"
    assert shown(page, "written")  # the ready-trained network still writes
    page.at.text_area(key="characters own").set_value("abab")
    page.run()
    assert page.notices == []
    assert page.address == {"task": "characters", "text": "own", "own": "abab"}


def test_a_long_text_of_ones_own_stays_out_of_the_link(opened):
    page = opened(task="words")
    page.at.text_area(key="words own").set_value("one two " * 400)
    page.run()
    assert any("stays here" in caption.value for caption in page.at.caption)
    assert page.address["own"] == ""


def test_the_next_word_is_said_with_its_probability(opened):
    page = opened(task="words")
    page.type("Tom has", "words typed")
    assert re.search(r"admired\s+9\d\.\d%", said(page, "beside coming"))
    page.type("Tom has xyz", "words typed")
    assert any("The text has no “xyz”" in words for words in page.captions)
    assert re.search(r"admired\s+9\d\.\d%", said(page, "beside coming"))
    page.choose(**{"words perplexity": False})
    assert "Mean surprise in nats" in said(page, "beside")
    assert json.loads(page.data("words losses")["figure"])["layout"]["title"]["text"] == "Loss, in nats"


# training


def test_start_enters_what_the_controls_say(opened, store_file, monkeypatch):
    started = []
    monkeypatch.setattr(supervisor, "start", lambda id, store: started.append(id))
    monkeypatch.setattr(supervisor, "tend", lambda store: None)
    page = opened(task="hello", word="abba", answer="baab", samples="33", seed="4")
    page.press("Start")
    (row,) = Store(store_file).experiments()
    assert started == [row.id]
    assert row.experiment.task == Hello("abba", "baab")
    assert (row.experiment.samples, row.experiment.seed) == (33, 4)
    assert row.experiment.runs == (Run(**Hello.usual),)
    assert row.speed == 10.0
    assert page.state("hello of") == "1"  # it follows the run
    assert "tanh H=8 2 layers" in page.control("hello of").options[1]


def test_several_runs_are_played_with_one_after_the_other(opened, trained, store_file):
    runs = tuple(Run(**{**Addition.usual, "hidden": hidden}) for hidden in (2, 5))
    id = trained(Experiment(task=Addition(bits=4), samples=320, runs=runs))
    page = opened(bits="4", samples="320", runs="full.h2,full.h5", tried="4", first="3", second="9")
    last = Store(store_file).last_frame(id)
    for place, run in enumerate(runs):
        page.choose(**{"addition of": str(place + 1)})
        net = Addition(bits=4).model(run, last.runs[place].parameters).astype("float64")
        one = Addition(bits=4).answer(net, 3, 9, 4)
        assert f"3 + 9 = {one.total}" in said(page, "verdict")
        assert len(re.findall('<tr class="unit', shown(page, "adding"))) == run.hidden


@pytest.mark.parametrize(
    ("name", "preset"),
    [(name, preset.name) for name, panel in controls.PANELS.items() for preset in panel.presets],
)
def test_every_preset_is_a_race_and_is_known_again(opened, name, preset):
    page = opened(task=name)
    page.choose(**{f"{name} preset": preset})
    race = controls.race_of(name)
    assert page.notices == []
    assert race.presets[preset].watch in said(page, "caption watch")
    assert len(page.control(f"{name} of").options) == 1 + len(
        race.presets[preset].asked["runs"].split(",")
    )


def test_the_panel_of_a_run_offers_what_its_task_allows(opened):
    page = opened(task="hello")
    assert page.has("hello run 0 bidirectional") and page.has("hello run 0 embedding")
    assert page.has("hello run 0 delay") and not page.has("hello run 0 style")
    page.choose(**{"hello run 0 embedding": 0})
    page.at.checkbox(key="hello run 0 bidirectional").check()
    page.run()
    assert page.address["runs"] == "full.h8.l2.both"
    page = opened()
    assert not page.has("addition run 0 embedding")
    page = opened(task="characters")
    assert page.has("characters run 0 style") and not page.has("characters run 0 bidirectional")


def test_a_damaged_store_is_a_sentence_and_the_ready_network_plays_on(opened, store_file):
    store_file.write_bytes(b"not a database, not even a small one" * 100)
    page = opened()
    assert str(store_file.name) in page.notices[0]
    assert "173 + 94 = 267" in said(page, "verdict")


def test_moving_through_a_race_moves_what_is_played_with(opened, trained):
    experiment = Experiment(task=Words(), samples=10_000, runs=(Run(**Words.usual),))
    id = trained(experiment)
    page = opened(task="words", of="1")
    late = said(page, "beside")
    (slider,) = (s for s in page.at.slider if s.key and s.key.startswith(f"moment {id}"))
    slider.set_value(0)
    page.run()
    assert said(page, "beside") != late
    assert page.address == {"task": "words", "of": "1"}


def test_a_grammar_shows_its_floor(opened):
    page = opened(task="characters", text="reber")
    figure = json.loads(page.data("characters losses")["figure"])
    words = [note["text"] for note in figure["layout"]["annotations"]]
    floor = Characters("reber").floors()["the grammar"]
    assert any(text.startswith(f"{floor:.2f}") and "the grammar" in text for text in words)


def test_all_html_is_well_formed(opened):
    for name in ("addition", "hello", "characters", "words"):
        for element in opened(task=name).at.get("html"):
            if "<link" not in element.value and "style>" not in element.value:
                parsed(re.sub(r"<br>|<img[^>]*>", "", element.value))
