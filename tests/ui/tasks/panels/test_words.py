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
