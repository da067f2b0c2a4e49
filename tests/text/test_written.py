"""Text as people write it, against Unicode's own tables and examples that are written out."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.text.written import characters, isolated, lines, narrow, one_line, tidy, words

few = settings(deadline=None, derandomize=True)


@few
@given(st.text())
def test_what_is_tidy_stays_so_and_is_composed(text):
    once = tidy(text)
    assert tidy(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not set(once) & set("\r\v\f\x85\u2028\u2029\ufeff\u200b\u2060\u00ad\u00a0\u3000")


@few
@given(st.text())
def test_the_form_of_a_text_makes_no_difference(text):
    assert tidy(unicodedata.normalize("NFD", text)) == tidy(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("café cafe\u0301", ["café", "café"]),
        ("don't don’t don\u02bct", ["don't"] * 3),
        ("\ufeffa b\u200b c\u00add", ["a", "b", "cd"]),
        ("我喜欢学习神经网络", list("我喜欢学习神经网络")),
        ("我有2本book。", ["我", "有", "2", "本", "book", "。"]),
        ("カタカナです", list("カタカナです")),
        ("ดีไหม", ["ดี", "ไ", "ห", "ม"]),
        ("안녕하세요 세계", ["안녕하세요", "세계"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("well‑known", ["well-known"]),
        ("👨‍👩‍👧 !", ["👨‍👩‍👧", "!"]),
    ],
)
def test_words_of_many_scripts(text, found):
    assert words(text) == found


def test_equal_characters_are_equal_and_unseen_ones_are_none():
    assert characters("é e\u0301") == ["é", " ", "é"]
    assert characters("\ufeffa\u200d\u00a0b") == ["a", " ", "b"]
    assert characters("👨‍👩‍👧می\u200cخواهم")[0] == "👨‍👩‍👧"
    assert len(characters("هی\u200cچ")) == 3  # the joiner that Persian needs stays with its letter


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\v", "\f"])
def test_lines_however_they_end(end):
    assert lines(f"a{end}b{end}{end}c") == ["a", "b", "", "c"]


@few
@given(st.text("!+-.,:;()0123456789AZaz "))
def test_full_width_signs_are_those_of_ascii(text):
    wide = "".join(chr(ord(c) + 0xFEE0) if c != " " else "\u3000" for c in text)
    assert narrow(wide) == text


@pytest.mark.parametrize("text", ["ر", "שלום", "مرحبا", "a ر"])
def test_what_is_written_from_right_to_left_is_isolated_once(text):
    found = isolated(text)
    assert found == f"\u2068{text}\u2069"
    assert isolated(found) == found
    assert repr(found) == f"\u2068{text!r}\u2069"
    assert tidy(found) == text


@pytest.mark.parametrize("text", ["", "é", "我", "नमस्ते", "12 %", "👩‍🚀", "“"])
def test_other_texts_stay_as_they_are(text):
    assert isolated(text) is text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", ""),
        ("  two\n lines\u200b\t ", "two line"),
        ("我的　训练", "我的 训练"),
        ("a\ud800b\0c", "abc"),
        ("1234567 90", "1234567"),
    ],
)
def test_a_name_is_one_short_line_that_can_be_stored(text, name):
    assert one_line(text, 8) == name
    one_line(text, 8).encode()
