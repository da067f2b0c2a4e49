import sys

from support.reader import Reader

FOLDED = ("anatomy", "writing", "tokens", "returns", "parameters")


def shown(page):
    return " ".join(element.value for element in page.at.get("html"))


def test_nothing_is_computed_until_it_unfolds():
    page = Reader("app.py")
    for words in ("as ids", "h_n", "by formula"):
        assert words not in shown(page)
    page = Reader("app.py", tokens="yes", returns="yes", parameters="yes")
    assert "as ids" in shown(page)
    assert "output, h_n = rnn(x, h_0)" in shown(page)
    assert "by formula" in shown(page)
    page.type("hell")
    assert "4 steps" in shown(page)


def test_rows_of_an_embedding_of_a_random_network():
    page = Reader("app.py", net="random", mode="words", vectors="3", tokens="yes", text="dog bites man")
    assert "row of the embedding" in shown(page)
    assert page.picture["embedding"]
    assert "picks row 2, that of “man”" in shown(page)


def test_a_network_of_numbers_has_no_ids():
    page = Reader("app.py", net="srn", tokens="yes")
    assert "This network reads numbers as they are: they need no ids and no embedding." in page.captions


def test_pytorch_is_asked_and_its_answer_stays_while_the_text_does():
    page = Reader("app.py", returns="yes")
    assert "✓ the same" not in shown(page)
    page.press("Let PyTorch compute it")
    assert shown(page).count("✓ the same") == 2
    page.run()
    assert shown(page).count("✓ the same") == 2
    page.type("hell")
    assert "✓ the same" not in shown(page)


def test_what_pytorch_has_not_or_that_it_is_not_there_is_a_sentence(monkeypatch):
    page = Reader("app.py", net="srn", returns="yes")
    page.press("Let PyTorch compute it")
    assert page.notices == ["PyTorch has no recurrent module with identity; it has tanh and relu."]
    page = Reader("app.py", returns="yes")
    monkeypatch.setitem(sys.modules, "torch", None)
    page.press("Let PyTorch compute it")
    (said,) = page.notices
    assert said.startswith("This needs PyTorch, which is not installed here")


def test_everything_unfolds_for_a_large_network():
    page = Reader("app.py", net="english-lstm", text="the", **dict.fromkeys(FOLDED, "yes"))
    assert "of each row the first 12 of 64 numbers" in shown(page)
    assert page.has("section-parameters")
