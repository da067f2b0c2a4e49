"""Lists of tokens in every form that people keep them in."""

import json

import pytest

from rnnviz.formats.vocabulary import gaps, lists_of_tokens, read_vocabulary
from rnnviz.text.message import Refusal

TOKENIZER = {
    "model": {"type": "BPE", "vocab": {"b": 1, "a": 0}, "merges": []},
    "added_tokens": [{"id": 2, "content": "<end>"}, {"content": 3}],
}
UNIGRAM = {"model": {"type": "Unigram", "vocab": [["a", -1.0], ["b", -2.0]]}}


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        (json.dumps(["a", "b", "c"]), ("a", "b", "c")),
        (json.dumps({"b": 1, "a": 0, "c": 2}), ("a", "b", "c")),
        (json.dumps({"0": "a", "2": "c", "1": "b"}), ("a", "b", "c")),
        (json.dumps({"stoi": {"a": 0, "b": 1, "c": 2}, "itos": ["a", "b", "c"]}), ("a", "b", "c")),
        (json.dumps({"stoi": {"a": 0, "b": 2}}), ("a", "<1>", "b")),
        (json.dumps(TOKENIZER), ("a", "b", "<end>")),
        (json.dumps(UNIGRAM | {"added_tokens": None}), ("a", "b", "<2>")),
        ("a\nb\nc\n", ("a", "b", "c")),
        ("a\r\n \r\nb", ("a", " ", "b")),
        ("ab ", ("a", "b", " ")),
        ("词\n字\n串", ("词", "字", "串")),
    ],
)
def test_tokens_are_read_in_the_order_of_their_numbers(tmp_path, text, tokens):
    (tmp_path / "vocab").write_text(text, "utf-8", newline="")
    assert read_vocabulary(tmp_path / "vocab", 3) == tokens


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('["a", "b"]', "has 2 tokens and the network reads 3; they must be equal"),
        ('{"a": 0, "b": 1, "c": 2, "d": 3}', "has 4 tokens"),
        ('{"a": 3.5}', "has 0 tokens"),
        ('{"a": 0, "b": 0}', "has 0 tokens"),
        ('{"a": 0, "b": 100000000}', "has 0 tokens"),
        ("[" * 100_000, "damaged"),
        ("{", "is no JSON"),
        ("a\0b", "bytes that are zero"),
    ],
)
def test_what_is_no_such_list_is_refused(tmp_path, text, sentence):
    (tmp_path / "vocab.json").write_text(text, "utf-8")
    with pytest.raises(Refusal, match=sentence):
        read_vocabulary(tmp_path / "vocab.json", 3)


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("rnnviz.formats.vocabulary.MOST_BYTES", 10)
    (tmp_path / "vocab.txt").write_text("a\n" * 6)
    with pytest.raises(Refusal, match="larger than 10 bytes"):
        read_vocabulary(tmp_path / "vocab.txt", 3)
    with pytest.raises(Refusal, match="cannot be read"):
        read_vocabulary(tmp_path, 3)


def test_lists_are_found_within_other_values():
    assert list(lists_of_tokens({"a": {"b": ["x", "y"]}, "c": [1, 2], "d": "xy"})) == [("x", "y")]
    assert list(lists_of_tokens(3)) == []


def test_a_number_without_a_token_is_a_gap():
    assert gaps(("a", "<1>"))
    assert not gaps(("<1>", "a"))
