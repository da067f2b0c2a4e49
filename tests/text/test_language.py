"""Languages: which one it is, none lacks a text, no text stands unmarked."""

import ast
import re
from pathlib import Path

import pytest
from support.interface_texts import texts

from rnnviz.figures.base.numbers import percent
from rnnviz.text import language
from rnnviz.text.language import N_, _, _n, listed
from rnnviz.ui.components import browser_words

ROOT = Path(__file__).parents[2]
LANGUAGES = sorted(path.stem for path in language.LOCALES.glob("*.po"))


@pytest.fixture
def chinese(monkeypatch):
    monkeypatch.setattr(language, "_found", lambda: "zh")


HEAD = (
    'msgid ""\nmsgstr ""\n"X-Language-Name: Xish\\n"\n"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : '
    'n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"\n\n'
)


# -- which language


def test_without_a_reader_it_is_english():
    assert language.current() == "en"
    assert _("Start") == "Start"
    assert [_n("one", "many", n) for n in (0, 1, 2)] == ["many", "one", "many"]
    assert N_("kept") == "kept"


def test_the_nearest_language_of_a_browsers_locale():
    found = [language.nearest(locale) for locale in ("zh-CN", "zh_TW", "zh-Hans-SG", "de-DE", "", None)]
    assert found == ["zh", "zh", "zh", "en", "en", "en"]


def test_a_third_language_is_one_file(tmp_path, monkeypatch):
    (tmp_path / "xx.po").write_text(HEAD + 'msgid "Start"\nmsgstr "Los"\n', "utf-8")
    monkeypatch.setattr(language, "LOCALES", tmp_path)
    monkeypatch.setattr(language, "_found", lambda: "xx")
    language.catalogues.cache_clear()
    try:
        assert language.languages() == {"en": "English", "xx": "Xish"}
        assert _("Start") == "Los"
        assert _("Pause") == "Pause"
    finally:
        language.catalogues.cache_clear()


def test_a_list_has_the_commas_of_its_language(chinese):
    assert listed(["一", "二", "三"]) == "一、二、三"
    assert listed(["一", "二"], "; ") == "一；二"
    assert percent(0.97) == "97%" and percent(0.999) == "> 99%"


# -- no text is missing


@pytest.mark.parametrize("word", LANGUAGES)
def test_every_text_is_translated_with_the_same_fields(word):
    assert texts.complaints(word) == []


def test_fields_of_python_can_be_filled_in_every_language():
    names = {"Start", "{count} of {all}"}
    assert all(_(name) == name for name in names)
    for one in language.catalogues().values():
        for english, forms in one.texts.items():
            if "%{" not in english:  # Plotly's own fields
                for form in forms:
                    # as many braces open as close, and none stands alone
                    assert re.sub(r"\{[^{}]*\}", "", form.replace("{{", "").replace("}}", "")).count(
                        "{"
                    ) == re.sub(r"\{[^{}]*\}", "", english.replace("{{", "").replace("}}", "")).count(
                        "{"
                    )


@pytest.mark.parametrize("name", ["unrolled", "arrivals", "draw"])
def test_a_script_is_handed_all_the_words_that_it_says(name):
    modules = [ROOT / "static" / f"{name}.js", *(ROOT / "static").glob(f"{name}_*.js")]
    found = [texts.script_texts(module.read_text("utf-8"), module.name) for module in modules]
    wanted = {text.english for one in found for text in one}
    assert wanted
    shared = set() if name == "draw" else set(browser_words.DRAWN)  # of the menu that they have
    assert set(getattr(browser_words, name.upper())) == wanted | shared


def test_the_menus_of_pictures_are_handed_all_the_words_that_they_say():
    modules = sorted((ROOT / "static").glob("*.js"))
    labels = {
        text for one in modules for text in re.findall(r'label: "([^"]+)"', one.read_text("utf-8"))
    }
    told = r'(?:inWords|say|tell|new Told)\("([^"]+)"[,)]|: "(The [^"]+)"'
    said = {
        text
        for name in ("picture_menu.js", "exact_numbers.js")
        for both in re.findall(told, (ROOT / "static" / name).read_text("utf-8"))
        for text in both
        if text
    }
    assert labels | said == {*browser_words.FIGURE, *browser_words.DRAWN} & (labels | said)
    assert set(browser_words.DRAWN) <= labels | said


def test_scripts_are_handed_words_only_where_they_are_not_english(monkeypatch):
    assert browser_words.words(browser_words.DRAW) == {}
    monkeypatch.setattr(language, "_found", lambda: "zh")
    assert browser_words.words(browser_words.DRAW)["Clear"] == "清空"


# -- no text stands unmarked

# a catalogue that cannot be read can translate nothing
EXCUSED = ("rnnviz/text/catalogue.py",)
ERRORS = ("ValueError", "Refused")
SHOWS = ("caption", "notice", "heading")
LABELLED = (
    "button",
    "selectbox",
    "text_input",
    "text_area",
    "number_input",
    "slider",
    "toggle",
    "checkbox",
    "segmented_control",
    "pills",
    "multiselect",
    "expander",
    "popover",
    "subheader",
    "form_submit_button",
    "file_uploader",
    "caption",
    "page_link",
    "download_button",
    "radio",
    "spinner",
    "data_editor",
    "write",
    "info",
    "warning",
    "error",
    "success",
    "header",
    "title",
)
# of a widget, then of a figure
ARGUMENTS = ("help", "placeholder", "label", "alt")
SHOWN = ("text", "hovertemplate")
OTHERS = ("parser", "_log")  # whose methods have names like the widgets'
FEW = ("n", "λ", "Language · 语言")  # letters that are the same everywhere


def prose(node):
    """The text of a plain literal that has words in it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    elif isinstance(node, ast.JoinedStr):
        text = "".join(part.value for part in node.values if isinstance(part, ast.Constant))
    else:
        return ""
    text = re.sub(r"<[^>]*>|%?\{[^}]*\}|:material/\w+:|&\w+;", " ", text)
    return text if re.search(r"[A-Za-z]{3}", text) and text not in FEW else ""


def unmarked(source, path):
    """Where a literal text goes to where readers see it."""
    found = []
    for node in ast.walk(ast.parse(source)):
        shown = []
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            whose = getattr(getattr(node.func, "value", None), "id", "")
            if called in SHOWS and isinstance(node.func, ast.Name):
                shown += node.args[:1]
            if called in LABELLED and isinstance(node.func, ast.Attribute) and whose not in OTHERS:
                shown += node.args[:1]
                shown += [pair.value for pair in node.keywords if pair.arg in ARGUMENTS]
            if called == "live_figure":
                shown += node.args[2:3]
        if isinstance(node, ast.Raise) and path not in EXCUSED:
            raised = getattr(getattr(node.exc, "func", None), "id", "")
            shown += node.exc.args[:1] if raised in ERRORS else []
        if isinstance(node, ast.Dict) and "figures" in path:
            pairs = zip(node.keys, node.values, strict=True)
            shown += [value for key, value in pairs if getattr(key, "value", "") in SHOWN]
        found += [f"{path}:{one.lineno} {prose(one)!r}" for one in shown if prose(one)]
    return found


PLACES = [ROOT / "app.py", *ROOT.glob("pages/*.py"), *ROOT.glob("rnnviz/**/*.py")]


@pytest.mark.parametrize("path", [p.relative_to(ROOT).as_posix() for p in sorted(PLACES)])
def test_no_text_for_readers_stands_unmarked(path):
    assert unmarked((ROOT / path).read_text("utf-8"), path) == []


@pytest.mark.parametrize(
    "line",
    [
        'notice("The file is empty.")',
        'caption(f"It has {count} rows.")',
        'st.button("Start", key="start")',
        'boxes[0].text_input(_("Text"), help="Any text")',
        'raise ValueError(f"There are {count} runs.")',
        'live_figure(figure, "key", "Loss of each run")',
        'axis = {"title": {"text": "samples seen"}}',
    ],
)
def test_the_check_sees_unmarked_texts(line):
    assert unmarked(line, "rnnviz/figures/example.py")


@pytest.mark.parametrize(
    "line",
    ['notice(_("The file is empty."))', 'st.button(_("Start"), key="start")', 'st.slider("n", 1, 2)'],
)
def test_the_check_passes_marked_texts(line):
    assert not unmarked(line, "rnnviz/figures/example.py")


def test_functions_that_translate_have_no_other_use_for_the_name():
    for path in PLACES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.FunctionDef):
                continue
            inner = list(ast.walk(node))
            # a comprehension's names are its own
            apart = {
                id(part) for n in inner if isinstance(n, ast.comprehension) for part in ast.walk(n)
            }
            taken = any(
                isinstance(n, ast.Name) and n.id == "_" and isinstance(n.ctx, ast.Store)
                for n in inner
                if id(n) not in apart
            )
            calls = any(isinstance(n, ast.Call) and getattr(n.func, "id", "") == "_" for n in inner)
            assert not (taken and calls), f"{path}: {node.name}"


def test_what_readers_type_is_isolated_in_every_sentence():
    piece = "\u2068ر\u2069"
    assert language._("It reads “{piece}” ({share}).").format(piece="ر", share="11 %") == (
        f"It reads “{piece}” (11 %)."
    )
    said = language._n("{word}, {count} time", "{word}, {count} times", 2)
    assert said.format(word="ر", count=2) == f"{piece}, 2 times"
    assert language.listed(["ر", "b"]) == f"{piece}, b"
