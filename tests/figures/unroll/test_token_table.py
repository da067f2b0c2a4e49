import pytest
from support.figure_readers import made, parsed

from rnnviz.figures.base.numbers import short
from rnnviz.figures.unroll import token_table
from rnnviz.nn.network import Network

WORDS = ("dog", "bites", "<b>")


def network(**kind):
    return Network.random(inputs=3, hidden=4, outputs=3, vocabulary=WORDS, **kind)


def cells_of(html):
    return [[cell.text for cell in row.children] for row in parsed(html).all("tr")[1:]]


def test_every_step_has_its_id_its_pair_and_its_one_hot_row():
    net = network()
    typed, trace = made(net, "dog bites cat dog", "words")
    rows = cells_of(token_table.tokens_html(net, typed, trace, 1))
    assert rows[0] == ["1", "dog", "0", "(dog, bites)", "(0, 1)", "1 0 0"]
    assert rows[1] == ["▸ 2", "bites", "1", "(bites, cat)", "(1, ?)", "0 1 0"]
    assert rows[2][2:] == ["?", "(cat, dog)", "(?, 0)", "all zeros: not in the vocabulary"]
    assert rows[3][3:5] == ["(dog, –)", "(0, –)"]
    for row, read in zip(rows, trace.read[0], strict=True):
        if row[2] != "?":
            assert [float(digit) for digit in row[5].split()] == list(read)


def test_the_row_of_the_embedding_is_what_the_network_reads():
    net = network(embedding=2)
    typed, trace = made(net, "bites dog", "words")
    rows = cells_of(token_table.tokens_html(net, typed, trace, 0))
    for row, read in zip(rows, trace.read[0], strict=True):
        assert row[6].split() == [short(float(value)) for value in read]
    picked = parsed(token_table.picked_html(net, typed, 0))
    numbers = [float(cell.attributes["data-value"]) for cell in picked.all("td")]
    assert numbers == list(net.parameters["embedding.weight"][1])
    assert "picks row 1, that of “bites”" in picked.text


@pytest.mark.parametrize(("cell", "said"), [("tanh", "column 1"), ("gru", "its first block")])
def test_one_hot_picks_a_column(cell, said):
    net = network(cell=cell)
    typed, _ = made(net, "bites", "words")
    picked = parsed(token_table.picked_html(net, typed, 0))
    numbers = [float(cell.attributes["data-value"]) for cell in picked.all("td")]
    assert numbers == list(net.parameters["rnn.weight_ih_l0"][:4, 1])
    assert said in picked.text
    unknown, _ = made(net, "cat", "words")
    assert token_table.picked_html(net, unknown, 0) == ""


def test_the_vocabulary_names_the_texts_words_first_and_nothing_is_markup():
    net = network()
    typed, _ = made(net, "bites", "words")
    html = token_table.vocabulary_html(net, typed)
    assert parsed(html).text == "Vocabulary, V = 3 {“bites”: 1, “dog”: 0, “<b>”: 2}"
    assert "<b>”" not in html
    assert token_table.has_tokens(net, typed)
    assert "&lt;b&gt;" in token_table.vocabulary_html(net, typed)


def test_of_a_long_text_the_steps_around_the_opened_one_are_shown():
    letters = tuple("abcdefghijklmnop")
    net = Network.random(inputs=16, hidden=4, outputs=16, vocabulary=letters)
    typed, trace = made(net, "abcdefghijklmnop" * 4)
    html = token_table.tokens_html(net, typed, trace, 40)
    rows = cells_of(html)
    assert len(rows) == token_table.MOST_ROWS
    assert "▸ 41" in [row[0] for row in rows]
    assert "24 of 64 steps" in html
    assert rows[0][5].startswith("1 at place ")


def test_numbers_need_no_ids():
    net = Network.random(inputs=2, hidden=2, outputs=2, output="linear")
    typed, _ = made(net, "1 1; 2 2", "numbers")
    assert not token_table.has_tokens(net, typed)
