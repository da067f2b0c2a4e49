"""Catalogues are read as Babel reads them, and plurals follow the rules that it knows."""

import pytest
from babel import Locale
from babel.messages.pofile import read_po
from babel.plural import to_gettext

from rnnviz.text import catalogue, language

LANGUAGES = sorted(path.stem for path in language.LOCALES.glob("*.po"))
HEAD = (
    'msgid ""\nmsgstr ""\n"X-Language-Name: Xish\\n"\n"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : '
    'n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"\n\n'
)


@pytest.fixture
def written(tmp_path):
    """Writes a catalogue and reads it."""

    def go(text, name="xx"):
        path = tmp_path / f"{name}.po"
        path.write_text(text, "utf-8")
        return catalogue.read(path)

    return go


@pytest.mark.parametrize("word", LANGUAGES)
def test_a_catalogue_is_read_as_babel_reads_it(word):
    path = language.LOCALES / f"{word}.po"
    with path.open("rb") as file:
        theirs = read_po(file, locale=word)
    ours = catalogue.read(path)
    found = {}
    for message in theirs:
        if message.id and message.string and not message.fuzzy:
            one = message.id if isinstance(message.id, str) else message.id[0]
            found[one] = (message.string,) if isinstance(message.string, str) else message.string
    assert ours.texts == found
    rules = [rule.replace(" ", "") for rule in (ours.header["Plural-Forms"], theirs.plural_forms)]
    assert rules[0] == rules[1]


def test_long_fuzzy_and_obsolete_entries_escapes_and_contexts(written):
    one = written(
        HEAD + '# a note\n#: a.py:1\nmsgid ""\n"a long "\n"text\\n"\n'
        'msgstr "lang\\n"\n"er \\"Text\\"\\\\"\n\n'
        '#, fuzzy\nmsgid "guessed"\nmsgstr "geraten"\n\nmsgid "open"\nmsgstr ""\n\n'
        'msgctxt "elsewhere"\nmsgid "other"\nmsgstr "anders"\n\n#~ msgid "old"\n#~ msgstr "alt"\n'
    )
    assert one.texts == {"a long text\n": ('lang\ner "Text"\\',)}
    assert one.text("guessed") == "guessed"
    assert one.name == "Xish"


@pytest.mark.parametrize(
    ("number", "form"),
    [(1, "run"), (2, "runy"), (4, "runy"), (5, "runów"), (12, "runów"), (22, "runy")],
)
def test_plurals_follow_the_rule_in_the_head(written, number, form):
    one = written(
        HEAD + 'msgid "{n} run"\nmsgid_plural "{n} runs"\nmsgstr[0] "run"\nmsgstr[1] "runy"\n'
        'msgstr[2] "runów"\n'
    )
    assert one.count("{n} run", "{n} runs", number) == form
    assert one.count("a", "many", number) == ("a" if number == 1 else "many")


TAGS = ("zero", "one", "two", "few", "many", "other")
RULES = ["zh", "en", "pl", "ru", "cs", "ar", "lt", "lv", "ga", "sl", "ja", "cy"]


@pytest.mark.parametrize("word", RULES)
def test_plurals_follow_the_rules_that_babel_knows(word):
    rule = Locale(word).plural_form
    one = catalogue.Catalogue({"Plural-Forms": to_gettext(rule)}, {})
    tags = [tag for tag in TAGS if tag in {*rule.tags, "other"}]
    for number in range(2000):
        assert one.form(number) == tags.index(rule(number)), number


def test_without_a_rule_it_is_that_of_english(written):
    one = written('msgid ""\nmsgstr ""\n"X-Language-Name: Xish\\n"\n')
    assert [one.form(number) for number in (0, 1, 2, -1, -2)] == [1, 0, 1, 0, 1]


@pytest.mark.parametrize("line", ["nonsense\n", 'msgid "a"b"\n'])
def test_what_is_no_catalogue_is_said_with_its_line(written, line):
    with pytest.raises(ValueError, match=r"^xx\.po: .*\(line 6\)"):
        written(HEAD + line)
