"""The texts of the interface as they stand in the source, and what the catalogues lack of them.

`python scripts/texts.py` says for every language what is missing, no longer used, or has other
{fields} than the English; `python scripts/texts.py zh` also enters what is missing into
`rnnviz/text/locales/zh.po`, to be translated there. A new language is a copy of `zh.po` under its own
name, emptied of its translations.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCALES = ROOT / "rnnviz" / "text" / "locales"
sys.path.insert(0, str(ROOT))

MARKS = ("_", "N_")  # and _n, whose first two arguments are a singular and a plural
# what makes a message of its first argument; a second one is its plural (rnnviz/text/message.py)
MESSAGES = (
    "Message",
    "Refusal",
    "Unreadable",
    "NoPyTorch",
    "StoreError",
    "WrongSecret",
    "TooMuch",
    "NotInstalled",
    "NoScheduler",
    "OtherVersion",
    "ExecutorLost",
)
FIELD = re.compile(r"\{[^{}]*\}")
# JavaScript: inWords("…"), fill(words, "…"), any text with {fields}, and the texts of a SKELETON
SAID = re.compile(r'(?:inWords\(|fill\(\w+, )"((?:[^"\\]|\\.)*)"')
CHOSEN = re.compile(r'[?:]\s+"((?:[^"\\]|\\.)*\{[^"]*)"')
EITHER = re.compile(r'inWords\([^()]*\? "([^"]*)" : "([^"]*)"\)')
LABEL = re.compile(r'(?:aria-label|title)="([^"$]+)"')
BETWEEN = re.compile(r">([^<>${}]*[A-Za-z][^<>${}]*)<")


@dataclass(frozen=True)
class Text:
    """One text, where it stands, and its plural if it has one."""

    english: str
    where: str
    plural: str = ""


def python_texts(source: str, path: str) -> Iterator[Text]:
    """The marked texts of a file; raises ValueError for a mark around anything but a plain text."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        place = f"{path}:{node.lineno}"
        given = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if node.func.id == "_n":
            if len(given) != 2:
                raise ValueError(f"{place}: _n takes two plain texts and a number.")
            yield Text(given[0], place, given[1])
        elif node.func.id in MESSAGES and node.args:
            if isinstance(node.args[0], ast.JoinedStr):
                raise ValueError(f"{place}: an f-string cannot be translated; use named fields.")
            if given and given[0]:
                yield Text(given[0], place, *given[1:2])
        elif node.func.id in MARKS:
            if any(isinstance(argument, ast.JoinedStr) for argument in node.args):
                raise ValueError(f"{place}: an f-string cannot be translated; use .format().")
            if node.func.id == "N_" and not given:
                raise ValueError(f"{place}: N_ marks a plain text.")
            if given and given[0]:
                yield Text(given[0], place)


def script_texts(source: str, path: str) -> Iterator[Text]:
    """The texts of a JavaScript module that takes its words from the page."""
    if "words.js" not in source:
        return
    found = [match for pattern in (SAID, CHOSEN) for match in pattern.findall(source)]
    found += [text for pair in EITHER.findall(source) for text in pair]
    for skeleton in re.findall(r"(?:SKELETON|innerHTML) = `\n(.*?)`", source, re.DOTALL):
        found += LABEL.findall(skeleton)
        found += [text.strip() for text in BETWEEN.findall(skeleton)]
    for text in dict.fromkeys(found):
        yield Text(text, path)


def texts() -> dict[str, Text]:
    """Every text of the interface by its English."""
    found: dict[str, Text] = {}
    files = [ROOT / "app.py", *sorted(ROOT.glob("pages/*.py")), *sorted(ROOT.glob("rnnviz/**/*.py"))]
    for path in files:
        for text in python_texts(path.read_text("utf-8"), path.relative_to(ROOT).as_posix()):
            if text.english not in found or text.plural:
                found[text.english] = text
    for path in sorted(ROOT.glob("static/*.js")):
        for text in script_texts(path.read_text("utf-8"), f"static/{path.name}"):
            found.setdefault(text.english, text)
    return found


def complaints(language: str) -> list[str]:
    """What is wrong with a catalogue, a sentence each."""
    from rnnviz.text.catalogue import read

    wanted, catalogue = texts(), read(LOCALES / f"{language}.po")
    said = [
        f"“{text.english}” ({text.where}) is not translated."
        for text in wanted.values()
        if text.english not in catalogue.texts
    ]
    for english, forms in catalogue.texts.items():
        if english not in wanted:
            said.append(f"“{english}” is not used any more.")
            continue
        for form in forms:
            plural = wanted[english].plural
            fields, found = set(FIELD.findall(english + plural)), set(FIELD.findall(form))
            # one of several forms may do without a number
            if found != fields if not plural else not found <= fields:
                said.append(f"“{form}” has other fields than “{english}”.")
    return said


def quoted(text: str) -> str:
    """A text as a .po file has it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def enter(language: str) -> int:
    """Enter what is missing into a catalogue, with nothing for a translation; returns how many."""
    from rnnviz.text.catalogue import read

    path = LOCALES / f"{language}.po"
    known, translated = path.read_text("utf-8"), read(path).texts
    missing = [
        text
        for text in texts().values()
        if text.english not in translated and f"msgid {quoted(text.english)}\n" not in known
    ]
    with path.open("a", encoding="utf-8") as file:
        for text in missing:
            # where it stands this script says; in the wheel it would be a tenth of the catalogue
            file.write(f"\nmsgid {quoted(text.english)}\n")
            if text.plural:
                file.write(f'msgid_plural {quoted(text.plural)}\nmsgstr[0] ""\n')
            else:
                file.write('msgstr ""\n')
    return len(missing)


if __name__ == "__main__":
    for language in sys.argv[1:]:
        print(f"{language}: {enter(language)} texts entered, to be translated.")
    wrong = {path.stem: complaints(path.stem) for path in sorted(LOCALES.glob("*.po"))}
    for language, said in wrong.items():
        print(f"{language}: {len(said)} complaints", *said, sep="\n  ")
    sys.exit(any(wrong.values()))
