from support.reader import Reader

from rnnviz.figures.base.numbers import number


def test_the_cell_is_drawn_when_it_unfolds_and_its_unit_is_the_pages():
    assert not Reader("app.py", net="english-lstm").has("anatomy")
    page = Reader("app.py", net="english-lstm", anatomy="yes", unit="5")
    assert page.figure("anatomy")["layout"]["title"]["text"] == "LSTM, unit 5 at step 25"
    page.choose(**{"anatomy unit": 6})
    assert page.address["unit"] == "6"
    assert "unit 6" in page.figure("anatomy")["layout"]["title"]["text"]


def test_it_says_where_c_leaves_one():
    page = Reader("app.py", net="english-lstm", anatomy="yes")
    (said,) = [caption for caption in page.captions if "c leaves ±1" in caption]
    assert "is not so" in said


def test_every_cell_is_drawn_with_its_last_state():
    for cell in ("tanh", "relu", "gru", "lstm"):
        page = Reader("app.py", net="random", cell=cell, anatomy="yes", layers="2", both="yes", row="3")
        assert "layer 2, right to left" in page.figure("anatomy")["layout"]["title"]["text"]
        heard = page.figure("anatomy")["data"][0]["text"]
        shown = page.states()[3, -1, 0]
        (last,) = [text for text in heard if text.startswith("ht = ")]
        assert abs(float(last[5:].replace("−", "-")) - shown) < 0.006 or number(shown) in last
