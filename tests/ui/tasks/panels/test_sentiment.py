"""Sentiment on the page Tasks: a review word by word, a file of one's own, and what is refused."""

import csv
import io
import re

import numpy as np
import pytest

from rnnviz.pretrained.task_networks import opening
from rnnviz.tasks.review_files import kept
from rnnviz.tasks.sentiment import EXAMPLES
from rnnviz.ui.tasks.panels import sentiment as panel

BAD_ROW = 'review,sentiment\n"never closed,positive\nfine,negative\n'


@pytest.fixture(autouse=True)
def own_store(only_tasks):
    panel.summary.cache_clear()


@pytest.fixture
def page(read):
    def go(**query):
        return read("pages/tasks.py", task="sentiment", **query)

    return go


def table(count=40, word="film"):
    text = io.StringIO(newline="")
    rows = [[f'a "{word}",<br />number {n}', ("positive", "negative")[n % 2]] for n in range(count)]
    csv.writer(text).writerows([["review", "sentiment"], *rows])
    return text.getvalue()


def give(reader, content):
    (box,) = reader.at.file_uploader
    box.set_value(("reviews.csv", content.encode(), "text/csv"))
    reader.run()


def shown(reader):
    bars = reader.figure("sentiment verdict")["data"][0]
    return np.array(bars["y"]) + 0.5


def titled(reader):
    return reader.figure("sentiment verdict")["layout"]["title"]["text"]


def expected(text):
    made = opening("sentiment")
    return made.task.verdicts(made.model, made.task.read(text).tokens)[:, 1]


# -- the review --------------------------------------------------------------------------------------


def test_the_picture_is_the_networks_verdict_after_each_word(page):
    reader = page()
    np.testing.assert_allclose(shown(reader), expected(EXAMPLES[0]), atol=1e-12)
    reader.type("Nothing was GOOD", "sentiment text")
    np.testing.assert_allclose(shown(reader), expected("nothing was good"), atol=1e-12)
    assert titled(reader).startswith("Verdict: negative")
    assert reader.address == {"task": "sentiment", "text": "Nothing was GOOD"}
    assert reader.notices == []


def test_the_same_words_in_another_order_are_a_click_away(page):
    reader, verdicts = page(), []
    for text in EXAMPLES[:2]:
        reader.press(text)
        assert reader.state("sentiment text") == text
        verdicts.append(titled(reader).split()[1])
    assert sorted(EXAMPLES[0].split()) == sorted(EXAMPLES[1].split())
    assert verdicts == ["positive", "negative"]


@pytest.mark.parametrize("text", ["", "   ", "<br />"])
def test_without_a_word_the_example_is_shown(page, text):
    reader = page(text=text)
    np.testing.assert_allclose(shown(reader), expected(EXAMPLES[0]), atol=1e-12)


def test_unknown_words_and_a_cut_beginning_are_said(page):
    reader = page(text="<b>splendid</b> " + "good " * 60)
    assert len(shown(reader)) == 60
    assert any("Only the last 60 words are read; 8 before them are not" in c for c in reader.captions)
    reader.type("Splendid , <b>", "sentiment text")
    (said,) = (c for c in reader.captions if "never learned" in c)
    assert "never learned “splendid”, “<”, “b”, “>”: it reads zeros there" in said


def test_the_table_and_its_sentence_count_the_same_reviews(page):
    reader = page()
    made = opening("sentiment")
    right = int(np.trace(made.task.confusion(made.model)))
    assert any(f"Of 800 unseen reviews {right} are judged right" in c for c in reader.captions)
    assert right > 780


# -- a file of one's own -----------------------------------------------------------------------------


def test_a_file_becomes_the_data_of_the_task(page):
    reader = page(source="own")
    assert reader.notices == ["There are no reviews of your own yet; load a CSV file with some."]
    give(reader, table(45))
    key = reader.state("sentiment data")
    assert len(kept(key).reviews.texts) == 45
    assert reader.notices == []
    assert any(c.startswith("45 rows read: 23 positive, 22 negative. 45 used") for c in reader.captions)
    assert reader.address == {"task": "sentiment", "source": "own", "data": key}
    again = page(source="own", data=key)
    assert again.notices == []
    assert again.figure("sentiment losses")["layout"]["annotations"]


def test_fewer_rows_are_drawn_when_fewer_are_asked_for(page):
    reader = page(source="own")
    give(reader, table(60))
    reader.choose(**{"sentiment rows": 20})
    found = kept(reader.state("sentiment data"))
    assert (len(found.reviews.texts), found.read) == (20, 60)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (BAD_ROW, "Row 2 has a quotation mark that is never closed."),
        ("", "The file is empty"),
        ("a,b\n1,2\n", "there is no review and no sentiment"),
        (table().replace("negative", "positive"), "All 40 rows are positive"),
    ],
)
def test_a_file_that_is_refused_leaves_what_was_loaded(page, content, sentence):
    reader = page(source="own")
    give(reader, table(30))
    before, summary = reader.state("sentiment data"), [c for c in reader.captions if "rows read" in c]
    give(reader, content)
    (said,) = reader.notices
    assert sentence in said
    assert said.endswith("The reviews loaded before are still here.")
    assert reader.state("sentiment data") == before
    assert [c for c in reader.captions if "rows read" in c] == summary
    give(reader, table(30, "play"))
    assert reader.notices == []
    assert reader.state("sentiment data") != before


def test_a_file_over_the_limit_is_refused_before_it_is_read():
    class Large:
        name, size = "large.csv", 101 * 2**20

        def __getattr__(self, name):
            raise AssertionError(f"{name}: the file was touched")

    said = panel.read_file(Large(), 100)
    assert said == "The file has 105.9 MB; allowed here are up to 100.0 MB. A part of it may do."


def test_a_key_that_leads_nowhere_is_a_sentence(page):
    reader = page(source="own", data="0" * 16)
    assert reader.notices == [
        "The dataset 0000000000000000 is not on this computer; load the file again that it was made "
        "from."
    ]
    (complaint, _) = page(source="own", data="../../x").notices
    assert "allowed are keys of datasets, 16 letters and digits" in complaint


@pytest.mark.parametrize("preset", panel.PANEL.presets, ids=lambda preset: preset.name)
def test_every_preset_is_a_race(page, preset):
    reader = page(**preset.asked)
    waits = ["There are no reviews of your own yet; load a CSV file with some."]
    assert reader.notices == (waits if preset.asked.get("source") == "own" else [])
    assert preset.watch in reader.explained


def test_the_first_rows_are_taken_and_shown_with_their_lengths(page):
    reader = page(source="own", rows="30", take="first", stops="yes")
    give(reader, table(40))
    shown = " ".join(e.value for e in reader.at.get("html"))
    assert "As they are read they have" in shown and "are kept apart" in shown
    assert kept(reader.state("sentiment data")).reviews.texts[3] == 'a " film " , number 3'
    assert len(kept(reader.state("sentiment data")).reviews.texts) == 30
    assert "film number 3" in re.sub("<[^>]*>", "", shown) or "film number 0" in re.sub(
        "<[^>]*>", "", shown
    )
    assert reader.address["take"] == "first" and reader.address["stops"] == "yes"
