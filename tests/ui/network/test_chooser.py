import pytest
from support.reader import Reader

from rnnviz.ui.network import builders, chooser
from rnnviz.ui.network.selection import BY_HAND, NETWORKS, RANDOM

FIELDS = {field.name: field for field in chooser.FIELDS}


def test_every_kind_of_network_has_its_own_controls():
    page = Reader("app.py")
    assert not any(page.has(key) for key in ("mode", "cell", "activation", "source"))
    page.choose(net=RANDOM)
    assert all(page.has(key) for key in ("mode", "cell", "hidden", "layers", "both", "gain", "seed"))
    page.choose(net=BY_HAND)
    assert page.has("activation")
    assert not page.has("cell")
    page = Reader("app.py", net="task.translate.decoder")
    assert page.has("source")
    assert page.control("net").options[0].startswith("From Tasks")
    assert len(page.control("net").options) == len(NETWORKS) + 1


def test_texts_come_back_with_the_way_they_are_read():
    page = Reader("app.py", net=RANDOM, mode="words", text="cat bites man")
    page.choose(mode="characters")
    assert page.state("text") == "hello"
    page.type("help")
    page.choose(mode="words")
    assert page.state("text") == "cat bites man"
    page.choose(mode="bits")
    assert page.state("text") == "0110100"
    page.choose(mode="characters")
    assert page.state("text") == "help"


def test_an_example_is_not_remembered_as_typed():
    page = Reader("app.py", net="hello")
    page.choose(net="english-lstm")
    assert page.state("text") == "the value of the function"
    page.choose(net="ohlol")
    assert page.state("text") == "hello"


def test_another_network_starts_at_its_last_step():
    page = Reader("app.py", step="2")
    page.choose(net="ohlol")
    assert page.state("step") is None


@pytest.mark.parametrize("name", chooser.SCENES)
def test_a_scene_is_one_click(name):
    page = Reader("app.py", net=RANDOM, hidden="5")
    page.press(name)
    assert page.notices == []
    assert page.state("hidden") == 8
    for word, text in chooser.SCENES[name].items():
        if word in FIELDS:
            field = FIELDS[word]
            assert field.write(page.state(field.key)) == text


@pytest.mark.parametrize("text", ["", "1,2", "x", "1," * builders.weight_count(), "nan" + ",1" * 17])
def test_weights_from_an_address_are_checked(text):
    with pytest.raises(ValueError, match="18 finite numbers"):
        FIELDS["weights"].read(text)


def test_weights_are_written_as_they_are_read():
    weights = [0.1, 1 / 3, -2.0, 1e-17, 5.0] + [1.0] * 13
    assert FIELDS["weights"].read(FIELDS["weights"].write(weights)) == weights


@pytest.mark.parametrize("word", ["nothing", "task.nothing", "task.translate", "run.1.1", ""])
def test_a_word_that_is_no_network_is_refused_with_those_that_are(word):
    with pytest.raises(ValueError, match=r"hello, ohlol.*task\.NAME"):
        FIELDS["net"].read(word)
