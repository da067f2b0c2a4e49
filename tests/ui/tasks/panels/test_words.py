"""Words on the page Tasks: the next word, and a text of one's own."""

import json
import re

from support.tasks_page import said


def test_a_long_text_of_ones_own_stays_out_of_the_link(opened):
    page = opened(task="words")
    page.at.text_area(key="words own").set_value("one two " * 400)
    page.run()
    assert any("stays here" in caption.value for caption in page.at.caption)
    assert page.address["own"] == ""


def test_the_next_word_is_said_with_its_probability(opened):
    page = opened(task="words")
    page.type("Tom has", "words typed")
    assert re.search(r"admired\s+(9\d|> 99|&gt; 99) %", said(page, "beside coming"))
    page.type("Tom has xyz", "words typed")
    assert any("The text has no “xyz”" in words for words in page.captions)
    assert re.search(r"admired\s+(9\d|> 99|&gt; 99) %", said(page, "beside coming"))
    page.choose(**{"words perplexity": False})
    assert "Mean surprise in nats" in said(page, "beside")
    assert json.loads(page.data("words losses")["figure"])["layout"]["title"]["text"] == "Loss, in nats"


def test_sentences_of_a_country_and_its_language_are_made_with_the_chosen_distance(opened, trained):
    page = opened(task="words", text="language", distance="4", of="1")
    shown = [one.value for one in page.at.caption]
    assert any("i grew up in france one two i speak french ." in text for text in shown)
    assert "french" in said(page, "surprise")
    assert any("4 words on it gives the right language" in text for text in page.captions)
    page.at.checkbox(key="words upto").check()
    page.run()
    figure = json.loads(page.data("words known")["figure"])
    assert figure["data"][0]["x"] == [2, 3, 4]
    assert page.address["upto"] == "yes"
    page.choose(**{"words distance": 30})
    assert json.loads(page.data("words known")["figure"])["data"][0]["x"][-1] == 30
    page.type("i grew up in poland i speak", "words typed")
    assert not any("The text has no" in text for text in page.captions)  # it knows all of these words
