"""The texts of the interface are found in the source, and what a catalogue lacks of them is said."""

import polib
import pytest
from support.interface_texts import texts

HEAD = (
    'msgid ""\nmsgstr ""\n"X-Language-Name: Xish\\n"\n"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : '
    'n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"\n\n'
)


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    """Writes a language of the test's own."""
    monkeypatch.setattr(texts, "LOCALES", tmp_path)

    def go(entries):
        (tmp_path / "xx.po").write_text(HEAD + entries, "utf-8")
        return tmp_path / "xx.po"

    return go


def found(source):
    return [(text.english, text.plural) for text in texts.python_texts(source, "a.py")]


def test_marked_texts_are_found_and_others_are_not():
    source = """
notice(_("One."), "not this")
WORD = N_("two")
said = _n("{n} run", "{n} runs", count)
raise Refusal("{name} is wrong", name="not this either")
problem = Message("{n} step", "{n} steps", n=n)
again = _(word)
"""
    assert set(found(source)) == {
        ("One.", ""),
        ("two", ""),
        ("{n} run", "{n} runs"),
        ("{name} is wrong", ""),
        ("{n} step", "{n} steps"),
    }


def test_a_text_knows_its_line():
    (text,) = texts.python_texts('\n\n_("here")', "a.py")
    assert text.where == "a.py:3"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('_(f"{n} runs")', "a.py:1: an f-string cannot be translated; use .format()."),
        ('Refusal(f"{n} runs")', "a.py:1: an f-string cannot be translated; use named fields."),
        ("N_(word)", "a.py:1: N_ marks a plain text."),
        ('_n("{n} run", plural, n)', "a.py:1: _n takes two plain texts and a number."),
    ],
)
def test_what_cannot_be_translated_is_refused_with_its_line(source, words):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        found(source)
    assert str(refused.value) == words


SCRIPT = """
import { fill, inWords } from "./words.js";
const SKELETON = `
<button title="Clear all"></button><p>Draw here</p>`;
say(inWords("one"), fill(words, "{n} steps", { n }), "not this");
say(inWords(many ? "many" : "few"), wide ? "{n} wide" : "narrow");
"""


def test_texts_of_a_script_are_found():
    (*english,) = (text.english for text in texts.script_texts(SCRIPT, "a.js"))
    assert sorted(english) == sorted(
        ["one", "{n} steps", "many", "few", "{n} wide", "Clear all", "Draw here"]
    )
    assert not list(texts.script_texts(SCRIPT.replace("words.js", "others.js"), "a.js"))


def test_the_check_sees_what_is_missing_and_what_has_other_fields(catalogue):
    catalogue(
        'msgid "Pause"\nmsgstr ""\n\nmsgid "{steps} step back"\nmsgid_plural "{steps} steps back"\n'
        'msgstr[0] "{stpes}"\n\nmsgid "There is no more of it"\nmsgstr "x"\n'
    )
    found = texts.complaints("xx")
    assert any(text.startswith("“Pause” (") for text in found)
    assert "“{stpes}” has other fields than “{steps} step back”." in found
    assert "“There is no more of it” is not used any more." in found


def test_what_is_missing_is_entered_once_to_be_translated(catalogue):
    path = catalogue('msgid "Pause"\nmsgstr "Halt"\n')
    wanted = texts.texts()
    assert texts.enter("xx") == len(wanted) - 1
    written = polib.pofile(str(path))
    assert {entry.msgid for entry in written} == set(wanted)
    assert {entry.msgid: entry.msgid_plural for entry in written} == {
        text.english: text.plural for text in wanted.values()
    }
    assert [entry.msgid for entry in written if entry.translated()] == ["Pause"]
    assert texts.enter("xx") == 0


@pytest.mark.parametrize("text", ["plain", 'with "quotes"', "two\nlines", "back\\slash", "多"])
def test_a_text_is_written_as_others_read_it(text, tmp_path):
    path = tmp_path / "one.po"
    path.write_text(f'msgid ""\nmsgstr ""\n\nmsgid {texts.quoted(text)}\nmsgstr "x"\n', "utf-8")
    (entry,) = polib.pofile(str(path), encoding="utf-8")
    assert entry.msgid == text
