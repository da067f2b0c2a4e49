"""Pages in Chinese: no English sentence is left, and the switch changes them in place."""

import json
import re
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from support import app_test_private

from rnnviz.text import language
from rnnviz.ui.frame import page as frame
from rnnviz.ui.session import language as reader

ROOT = Path(__file__).parents[2]
# the same in every language: names, words of addresses, what a network reads and writes, formulas
ALIKE = {
    "rnnviz",
    "English",
    "Language",
    "PyTorch",
    "ONNX",  # what files are called
    "Lightning",
    "Keras",
    "safetensors",
    "Hugging",
    "Face",
    "min-char-rnn",  # the name of a program
    "output",  # what its modules return
    "Python",
    "softmax",
    "exp",
    "max",
    "log",
    "tanh",
    "relu",
    "ReLU",
    "GRU",
    "LSTM",
    "RNN",
    "gru",
    "lstm",
    "sigmoid",
    "identity",
    "hello",
    "ohlol",
    "Hello",
    "Reber",
    "adagrad",
    "adam",
    "sgd",
    "windows",
    "even",
    "sliding",
    "full",
    "CSV",
    "JSON",
    "UTF-8",
    "nbsp",
    "momentum",
    "rmsprop",
    "et",
    "al",
    "bound",
    "median",
    "roomy",
    "floor",  # these three are marks of labels, for the browser
    "end",
    "Gers",
    "Jozefowicz",
    "Jaitly",
    "Hinton",
    "Saxe",
    "McClelland",
    "Ganguli",
    "Le",
    "rnn",  # of PyTorch's names of parameters
    "weight",
    "diag",
    "MatMul",
    "BPTT",
}
READ = (
    "alt",
    "body",
    "content",
    "label",
    "options",
    "placeholder",
    "text",
    "title",
    "hovertext",
    "hovertemplate",
    "ticktext",
    "name",
    "say",
    "start",
    "axis",
    "html",
    "message",
)
EXAMPLES = {"t-d", "max f'", "the value of the function", "IMDB", "Jaeger"}
WORDS = re.compile(r"[A-Za-z][A-Za-z'’-]{2,}(?: [A-Za-z][A-Za-z'’-]+)*")

PAGES = [
    ("app.py", {}),
    ("app.py", {"net": "english-lstm", "show": "c,f", "text": "hello"}),
    ("app.py", {"net": "srn"}),
    ("app.py", {"net": "addition", "text": "12"}),
    ("pages/backpropagate.py", {}),
    ("pages/backpropagate.py", {"by": "x", "cut": "windows", "shares": "yes", "three": "yes"}),
    (
        "pages/backpropagate.py",
        dict.fromkeys(("loss", "formula", "graph", "slope", "rows", "names", "depth"), "yes"),
    ),
    ("pages/vanish.py", {}),
    ("pages/vanish.py", {"bound": "yes", "slope": "yes"}),
    ("pages/truncate.py", {}),
    ("pages/tasks.py", {}),
    ("pages/tasks.py", {"task": "addition"}),
    ("pages/tasks.py", {"task": "forecast"}),
]


@pytest.fixture
def opened(read, tmp_path, monkeypatch):
    every = (*frame.PAGES, *getattr(frame, "UNLISTED", ()))

    def go(page, **query):
        monkeypatch.setattr(frame, "PAGES", tuple(one for one in every if one.file == page))
        return read(page, **query)

    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path / "store.db"))
    st.cache_resource.clear()
    yield go
    st.cache_resource.clear()


@pytest.fixture
def speaking():
    """Presses the switch, and reads the page as a browser with labels in that language does."""

    def go(word, here):
        here.choose(**{reader.SWITCH: word})
        language.speak(word)

    yield go
    language.speak("")


def shown(proto):
    """The texts of an element with the names of the fields that they stand in."""
    from google.protobuf.json_format import MessageToDict

    def walk(value, name):
        if isinstance(value, dict):
            for key, inner in value.items():
                if key not in ("words", "jsContent", "cssContent", "family"):
                    yield from walk(inner, key)
        elif isinstance(value, list):
            for inner in value:
                yield from walk(inner, name)
        elif isinstance(value, str):
            if value.startswith("{") and value.endswith("}"):
                try:
                    yield from walk(json.loads(value), name)
                    return
                except ValueError:
                    pass
            yield name, value

    return walk(MessageToDict(proto), "")


def english(page):
    """The English words that a page shows, but for those that are alike in all languages."""
    found = set()

    def visit(node):
        if (proto := getattr(node, "proto", None)) is not None:
            for name, text in shown(proto):
                if name in READ:
                    found.update(words(text))
        for child in getattr(node, "children", {}).values():
            visit(child)

    def words(text):
        # titles of publications, which say themselves that they are English
        text = re.sub(r'<bdi lang="en">.*?</bdi>', "|", text)
        text = re.sub(r"<style.*?</style>|<svg.*?</svg>|data:image[^\"]*", " ", text, flags=re.DOTALL)
        labels = re.findall(r'(?:title|alt|aria-label)="([^"]*)"', text)
        text = re.sub(r"<[^>]*>|%\{[^}]*\}|\\[a-zA-Z]+|:material/\w+:|https?:\S+", "|", text)
        for some in WORDS.findall("|".join([text, *labels])):
            if not set(re.findall(r"[A-Za-z'’-]+", some)) <= ALIKE:
                yield some

    visit(app_test_private.elements(page))
    return found


@pytest.mark.parametrize(("page", "query"), PAGES)
def test_no_english_is_left(opened, page, query):
    here = opened(page, lang="zh", **query)
    assert [some for some in english(here.at) if some not in EXAMPLES] == []


@pytest.mark.parametrize("page", ["pages/join.py", "pages/notes.py"])
def test_nor_on_the_pages_behind_links(page, tmp_path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path / "store.db"))
    st.cache_resource.clear()
    here = AppTest.from_file(str(ROOT / page), default_timeout=60)
    here.query_params["lang"] = "zh"
    monkeypatch.setattr(frame, "PAGES", ())
    here.run()
    assert list(here.exception) == []
    assert english(here) == set()


def test_the_check_sees_english(opened):
    found = english(opened("app.py").at)
    assert any("Hidden state" in some for some in found)
    assert any(some == "All steps" for some in found)


def test_a_switch_changes_the_page_and_loses_nothing(opened, speaking):
    here = opened("app.py", net="random", mode="words", text="cat bites man", cell="gru", hidden="12")
    before = {key: here.state(key) for key in ("net", "mode", "text", "cell", "hidden", "form")}
    speaking("zh", here)
    assert "所有时间步" in here.headings
    assert {key: here.state(key) for key in before} == before
    assert here.drawn == "catbitesman"
    assert here.address["lang"] == "zh"
    assert here.address["text"] == "cat bites man"
    here.type("man bites cat")
    assert here.drawn == "manbitescat"
    assert "所有时间步" in here.headings
    speaking("en", here)
    assert "All steps" in here.headings
    assert "lang" not in here.address
    assert here.drawn == "manbitescat"


def test_a_link_with_a_language_keeps_its_settings(opened):
    here = opened("app.py", lang="zh", text="hel")
    assert here.notices == []
    assert here.drawn == "hel"
    assert here.control("net").label == "网络"
    assert here.address == {"text": "hel", "lang": "zh"}


def test_a_language_that_we_lack_is_a_sentence(opened):
    here = opened("app.py", lang="xx")
    assert here.notices == ["The address asks for the language “xx”; there are en, zh."]
    assert "All steps" in here.headings


def test_a_language_alone_is_no_setting(opened):
    """Without settings Truncate shows what was trained last, also where the address has a language."""
    here = opened("pages/truncate.py", lang="zh")
    assert here.address == {"lang": "zh"}
