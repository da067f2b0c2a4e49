"""What the scenes of the lecture on sequences of every shape say, by numbers of their own pages."""

from collections import Counter
from datetime import date
from itertools import product

import numpy as np
import pytest

from rnnviz.analysis import text_answers
from rnnviz.analysis.addition_carry import carrier, carry_states
from rnnviz.figures.base.numbers import number, percent, short, tenths_percent
from rnnviz.lectures.ready.shapes import LECTURE
from rnnviz.nn.free_run import free_errors
from rnnviz.pretrained.task_networks import opening
from rnnviz.tasks import TASKS, pictures
from rnnviz.tasks.execute import exam
from rnnviz.tasks.pictures import PLACES, SHAPES, SIZES, Kind, gallery, unseen
from rnnviz.ui.tasks import controls
from rnnviz.ui.tasks.panels import caption, characters, execute, forecast, translate
from tests.support.page_readings import state_of
from tests.support.scene_claims import each, hold


def test_every_scene_is_about_a_task_and_none_comes_twice_without_a_change():
    names = [scene.settings["task"] for scene in LECTURE.scenes]
    assert set(names) <= set(TASKS)
    assert len(set(names)) == 8


def test_the_sum_is_right():
    sums = LECTURE.scenes[2]
    total = int(sums.settings["first"]) + int(sums.settings["second"])
    assert f"255 + 1 = {total}" in sums.look


def test_the_dates_are_right():
    read, given = date(1998, 3, 3), date(2026, 7, 14)
    assert f"becomes {read.isoformat()}" in LECTURE.scenes[6].look
    question = LECTURE.scenes[6].question
    assert question.options[int(question.right)] == given.isoformat()
    assert LECTURE.scenes[7].look.startswith(given.isoformat())
    assert LECTURE.scenes[7].settings["with"] == f"{given:%B} {given.day}, {given.year}".lower()


def test_both_reviews_have_the_same_words():
    one, other = LECTURE.scenes[3].question.options[0], LECTURE.scenes[4].settings["text"]
    assert one != other
    assert sorted(one.split()) == sorted(other.split())


def opened(told):
    """What the page plays with, and the settings of the scene."""
    made = opening(told.settings["task"])
    return made.task, made.model, state_of(controls.fields_of(made.task.name), told.settings)


def four_shapes(told):
    assert len({task.shape for task in TASKS.values()}) == 4
    learned, net, __ = opened(told)
    chances = text_answers.chances(learned.tokens, net, list(learned.word))
    given = [learned.tokens[place] for place in chances.argmax(axis=1)]
    told.look.says(f"{learned.word} is answered with {''.join(given)}")
    one, other = (given[step] for step, letter in enumerate(learned.word) if letter == "l")
    told.notes.says(f"the two l get different answers, {one} and {other}")


def characters_surprise(told):
    learned, net, state = opened(told)
    assert not state["characters typed"]
    parts = learned.read("".join(learned.parts[: characters.PASSAGE]))
    costs = text_answers.surprises(learned.tokens, net, parts)
    before = ["", *parts[:-1]]
    starts = [not last.isalnum() and part.isalnum() for last, part in zip(before, parts, strict=True)]
    starts = np.array(starts) & np.isfinite(costs)
    others = ~starts & np.isfinite(costs)
    times = costs[starts].mean() / costs[others].mean()
    told.look.says("the first letter of a word does so nearly three times as much as others")
    assert 2.5 < times < 3
    floor = learned.floors()["unigram"]  # who knows the frequencies
    told.notes.says(f"surprise is {number(np.nanmean(costs))} nats", f"frequencies has {number(floor)}")
    told.notes.says("temperature to 0 and to 2 and read")
    for temperature in ("0", "2"):
        assert state_of(characters.PANEL.fields, {"temperature": temperature})


def one_carry(told):
    learned, net, __ = opened(told)
    first, second = int(told.settings["first"]), int(told.settings["second"])
    one = learned.answer(net, first, second, learned.bits)
    assert one.right
    told.look.says(f"{first} + {second} = {one.total}")
    assert one.carries.tolist() == [0] + [1] * learned.bits
    told.look.says("runs through all eight bits")
    states, __ = carry_states(learned, net, np.array([first]), np.array([second]), learned.bits)
    found = carrier(learned, net, learned.bits)
    held = states[1:, found.best, 0]
    told.look.says(f"unit {found.best + 1} holds it, at about −0.85 all the way")
    np.testing.assert_allclose(held, -0.85, atol=0.04)
    told.look.says(f"trained on {learned.bits} bits and adds 16 as well")
    assert learned.score(net, 16) == 1.0
    told.notes.says(f"r = {short(found.correlations[found.best])}")


def verdicts(learned, net, text):
    """The probability of positive after every word."""
    return learned.verdicts(net, learned.read(text).tokens)[:, 1]


def a_verdict_turns(told):
    learned, net, state = opened(told)
    words = state["sentiment text"].split()
    chances = dict(zip(words, verdicts(learned, net, state["sentiment text"]), strict=True))
    assert words[-2:] == ["but", "the"]  # of two words “the” the last one counts
    assert chances["bad"] < 0.01
    told.look.says("falls below 1 % at bad")
    told.look.says(f"but lifts it to {percent(chances['but'])}")
    told.look.says(f"one word later it is {percent(chances['the'])} positive")
    options = told.scene.question.options[:2]
    assert all(text.startswith(state["sentiment text"]) for text in options[:1])
    positive = [text for text in options if verdicts(learned, net, text)[-1] > 0.5]
    assert len(positive) == 1
    told.answers(positive[0])


def the_other_order(told):
    learned, net, state = opened(told)
    assert verdicts(learned, net, state["sentiment text"])[-1] < 0.01
    told.look.says("negative, with more than 99 %")
    counts = learned.confusion(net)
    right = np.trace(counts) / counts.sum()
    told.look.says(f"{tenths_percent(learned.bag_accuracy())} of unseen reviews right")
    told.look.says(f"this network {tenths_percent(right)}")
    told.notes.says("nothing about the food was good")
    assert "nothing about the food was good" in learned.offered


def a_picture(told):
    learned, model, state = opened(told)

    def said(cells):
        return learned.words(caption._passage(model, cells).tokens)

    told.look.says(f"writes “{said(state[caption.PICTURE])}”")
    told.notes.says(percent(learned.measures(model)["exact, unseen"]))
    kinds = {Kind(*names).sentence: Kind(*names) for names in product(SHAPES, SIZES, PLACES)}
    wrong = Counter()
    for kind in unseen():
        for picture in gallery()[kind]:
            other = kinds[said(pictures.write(picture))]  # each answer is a sentence of the language
            wrong[sum(a != b for a, b in zip(kind, other, strict=True))] += 1
    told.notes.says("one or two of size, shape and place are wrong, seldom all three")
    assert wrong[3] < 0.05 * (wrong[1] + wrong[2])


def written(learned, model, text, of=""):
    return learned.words(translate._passage(learned, model, text, of).tokens)


def the_bridge(told):
    learned, model, __ = opened(told)
    text = translate.example_of(learned)
    told.look.says(f"{text} becomes {written(learned, model, text)}")
    handed = translate._passage(learned, model, text, "").handed
    numbers = sum(part.size for part in (handed.hidden, handed.memory))
    told.look.says(f"{numbers} numbers")
    other = "July 14, 2026"
    told.asked.says(f"We read {text} but hand over the vector c of {other}")
    assert LECTURE.scenes[7].settings == {"task": "translate", "text": text, "with": other.lower()}
    told.answers(written(learned, model, text, learned.plain(other)))


def another_c(told):
    learned, model, state = opened(told)
    text, of = state["translate text"], state["translate with"]
    told.look.says(f"{written(learned, model, text, of)}: c alone decides")
    assert written(learned, model, text, of) == written(learned, model, of)
    assert written(learned, model, text) != written(learned, model, of)
    told.notes.says("“how much fits through c?”")
    assert "how much fits through c?" in {preset.name for preset in translate.PANEL.presets}


def a_program(told):
    learned, model, state = opened(told)
    assert not state[execute.PROGRAM]
    one = learned.answer(model, execute.EXAMPLE)
    assert one.right
    told.look.says(f"{one.text}, and so says Python")
    found = learned.measures(model.astype("float32"))
    one, two, three = (percent(found[f"level {level}"]) for level in (1, 2, 3))
    told.look.says(f"gets {one} right on level 1, {two} on level 2, {three} on level 3")
    done = [learned.answer(model, text) for level in (1, 2, 3) for text in exam(level, learned.digits)]
    off = [abs(int(each.text) - int(each.printed)) for each in done if not each.right]
    told.notes.says("mostly off by one or two")
    assert np.mean(np.array(off) <= 2) > 0.6


def a_signal(told):
    learned, net, __ = opened(told)
    shown = learned.shown(forecast.BEFORE, forecast.AFTER)
    seen = forecast.figures.foreseen(net, shown, shown.unseen or forecast.BEFORE)
    ahead, free = seen.errors
    told.look.says(f"off by {number(ahead)}", f"{len(seen.free)} steps on it is still near the signal")
    assert free < 0.4 * seen.naive[1]  # than always saying the mean
    told.notes.says(f"noise itself is {number(learned.added)}")
    assert ahead > learned.added
    values, warm = learned.episodes(forecast.STRETCHES, forecast.figures.STEPS)
    found = free_errors(net, values, warm, learned.signal.mean)
    off, last = found.free[-1] * shown.deviation, found.last.max() * shown.deviation
    told.notes.says(f"{number(off)} after {forecast.figures.STEPS} steps, against up to {last:.1f} for")


CHECKS = (
    four_shapes,
    characters_surprise,
    one_carry,
    a_verdict_turns,
    the_other_order,
    a_picture,
    the_bridge,
    another_c,
    a_program,
    a_signal,
)


@pytest.mark.parametrize(("scene", "check"), each(LECTURE, CHECKS))
def test_a_scene_holds_what_it_says(scene, check):
    hold(scene, check)
