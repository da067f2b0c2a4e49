import re

from support.reader import Reader


def written(page):
    """What stands after the labels, typed and written."""
    shown = [element.value for element in page.at.get("html") if 'class="written"' in element.value]
    return [re.sub(r"<small>.*?</small>|<[^>]+>", "", text).strip() for text in shown]


def test_it_writes_on_from_what_was_typed():
    assert not Reader("app.py").has("loop")
    page = Reader("app.py", writing="yes", text="h")
    (text,) = written(page)
    assert text.startswith("hello")
    assert len(text) == 1 + 20
    page.choose(**{"unfolded writes": 4})
    assert written(page) == ["hello"]
    assert page.address["writes"] == "4"


def test_another_h0_another_text():
    page = Reader("app.py", writing="yes", text="h", first="random", first_seed="1")
    own, zeros = written(page)
    assert zeros.startswith("hello")
    assert own != zeros


def test_drawn_tokens_have_a_seed():
    page = Reader("app.py", net="english-lstm", text="the ", writing="yes", pick="drawn")
    (first,) = written(page)
    page.choose(**{"unfolded pick_seed": 1})
    assert written(page) != [first]


def test_a_network_that_cannot_read_its_answers_says_so():
    for query in ({"net": "addition"}, {"net": "random", "both": "yes"}):
        page = Reader("app.py", writing="yes", **query)
        assert any(caption.startswith("It cannot write on") for caption in page.captions)


def test_numbers_are_fed_back_too():
    page = Reader("app.py", net="srn", writing="yes", writes="3")
    (text,) = written(page)
    assert text.startswith("1 1; 1 1; 2 2; 32.00, 32.00; ")
