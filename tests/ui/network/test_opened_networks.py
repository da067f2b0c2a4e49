"""Networks that were opened from files: kept by what is in them, and read on every page."""

import numpy as np
import pytest

from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import read
from rnnviz.settings.settings import Settings
from rnnviz.storage import datasets, uploads
from rnnviz.text.message import Refusal
from rnnviz.ui.network import opened_networks, selection
from rnnviz.ui.network.opened_networks import example_of, keep, mode_of, opened_network, own_words

KINDS = {
    "letters": {"inputs": 4, "outputs": 4, "vocabulary": ("h", "e", "l", "o")},
    "bits": {"inputs": 2, "outputs": 1, "output": "sigmoid", "vocabulary": ("0", "1")},
    "words": {"inputs": 3, "outputs": 3, "vocabulary": ("dog", "bites", "man"), "embedding": 2},
    "numbered": {"inputs": 50, "outputs": 50, "embedding": 3},
    "numbers": {"inputs": 3, "outputs": 2, "output": "linear"},
    "states alone": {"inputs": 5, "hidden": 6, "outputs": 12, "readout": False, "bidirectional": True},
    "two layers": {"inputs": 4, "outputs": 4, "vocabulary": tuple("ehlo"), "cell": "gru", "layers": 2},
    "wide": {"inputs": 3, "hidden": 300, "outputs": 300, "readout": False, "cell": "lstm"},
}
WANTED = {
    "letters": ("characters", "hello"),
    "bits": ("bits", "0110100"),
    "words": ("words", "dog bites man"),
    "numbered": ("words", "0 1 2 3 4 5"),
    "numbers": ("numbers", "1 0 0; 0 1 0; 0 0 1; 1 0 0"),
}
each = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def kept(store, monkeypatch):
    """Keeps a network of a kind and gives its word."""
    monkeypatch.setattr(opened_networks, "owner", lambda: "me")
    return lambda kind, name="mine.pt": keep(Network.random(**KINDS[kind], seed=3), name)


@each
def test_a_network_is_what_it_was(kept, kind):
    word = kept(kind)
    assert kept(kind) == word
    found, made = opened_network(word), Network.random(**KINDS[kind], seed=3)
    assert found is opened_network(word)
    assert (found.name, str(found.network.dtype)) == ("mine.pt", "float64")
    for name, array in made.parameters.items():
        np.testing.assert_array_equal(found.network.parameters[name], array)
    assert own_words() == [word]
    assert selection.title_of(word) == "Opened: mine.pt"
    assert found.look


@pytest.mark.parametrize("kind", WANTED)
def test_its_text_is_split_as_its_tokens_are(kept, kind):
    found = opened_network(kept(kind))
    assert (found.mode, found.example) == WANTED[kind]
    assert read(found.example, found.mode, found.network).unknown == ()


def test_the_example_is_of_tokens_that_it_knows():
    net = Network.random(inputs=3, outputs=3, vocabulary=("<unk>", "Katze", "Maus"))
    assert (mode_of(net), example_of(net, "words")) == ("words", "Katze Maus")
    net = Network.random(inputs=2, outputs=2, vocabulary=("x", "y"))
    assert example_of(net, mode_of(net)) == "xy"


@each
@pytest.mark.parametrize("page", ["app.py", "pages/backpropagate.py"])
def test_pages_show_it(kept, opened, page, kind):
    is_first = page == "app.py"
    page = opened(page, net=kept(kind))
    if is_first or kind in ("letters", "words", "numbered", "two layers"):
        assert not page.notices
    else:
        (said,) = page.notices
        assert "Nobody has said what these steps should answer" in said
    if is_first:
        told = any("drawn are the 64 that vary most" in said for said in page.captions)
        assert told == (kind == "wide")
    assert "mine.pt" in page.at.selectbox(key="net").options[page.at.selectbox(key="net").index]


def test_an_address_of_one_that_is_not_here_says_so(store, opened):
    page = opened("app.py", net="file.0123456789abcdef")
    (said,) = page.notices
    assert "open the file of this one again" in said
    assert "It stays at hello" in said


def test_what_is_no_network_is_none(store, monkeypatch):
    monkeypatch.setattr(opened_networks, "owner", lambda: "me")
    for data in (b"[1,2,3]", b"12345678{", b""):
        key = uploads.keep(store, "me", data, "table.csv")
        assert own_words() == []
    with pytest.raises(Refusal, match="no arrays that can be read"):
        opened_network(f"file.{key}")
    other = Network.random().to_bytes().replace(b'"rnnviz"', b'"another"')
    with pytest.raises(Refusal, match=r"holds arrays but no rnnviz settings|no arrays"):
        opened_network(f"file.{datasets.save(other)}")
    assert opened_network("hello") is None


def test_how_large_one_may_be_is_asked_when_it_is_kept(kept, monkeypatch):
    monkeypatch.setattr(uploads, "current", lambda: Settings(upload_bytes=1_000_000))
    with pytest.raises(Refusal, match=r"The file has 2\.9 MB"):
        kept("wide")
