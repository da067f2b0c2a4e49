"""Which language texts are in. English stands in the source; every other one is a file in `locales/`.

A text goes through `_` where it is used: `_("There are {count} runs.").format(count=3)`. Whoever shows
texts says by `use` how the reader's language is found; without that, as in a worker, it is English.
"""

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from functools import cache, reduce
from pathlib import Path
from typing import Any

from rnnviz.text.catalogue import Catalogue, read
from rnnviz.text.written import isolated

ENGLISH = "en"
LOCALES = Path(__file__).with_name("locales")

_found: Callable[[], str] = lambda: ENGLISH  # noqa: E731
_spoken: ContextVar[str | None] = ContextVar("_spoken", default=None)


def use(finder: Callable[[], str]) -> None:
    """From now on `finder` says which language the reader at hand has."""
    global _found
    _found = finder


def speak(word: str) -> None:
    """In this context, as in the task that serves one connection, it is this language."""
    _spoken.set(word)


def current() -> str:
    """The reader's language, as the names of the files in `locales/`; for the keys of caches, too."""
    return _spoken.get() or _found()


@cache
def catalogues() -> dict[str, Catalogue]:
    """Every language but English by its word, in the order of the alphabet."""
    return {path.stem: read(path) for path in sorted(LOCALES.glob("*.po"))}


def languages() -> dict[str, str]:
    """Every language's own name by its word; English comes first."""
    return {ENGLISH: "English"} | {word: one.name for word, one in catalogues().items()}


def nearest(locale: str | None) -> str:
    """The language that a browser's locale ("zh-Hans-CN") asks for, English if we do not have it."""
    word = (locale or "").replace("_", "-").split("-")[0].lower()
    return word if word in catalogues() else ENGLISH


class Sentence(str):
    """A text with {fields}: each text that fills one is isolated, whichever way it is written."""

    __slots__ = ()

    def format(self, *args: Any, **fields: Any) -> str:
        return super().format(*map(_isolated, args), **{n: _isolated(v) for n, v in fields.items()})


def _isolated(value: Any) -> Any:
    return isolated(value) if isinstance(value, str) else value


def _(text: str) -> str:
    """The text in the reader's language."""
    word = current()
    said = text if word == ENGLISH else catalogues()[word].text(text)
    return Sentence(said) if "{" in said else said


def _n(one: str, many: str, number: int) -> str:
    """The text that goes with a number, in the reader's language."""
    word = current()
    english = one if number == 1 else many
    return Sentence(english if word == ENGLISH else catalogues()[word].count(one, many, number))


def N_(text: str) -> str:  # noqa: N802 - as gettext calls it
    """Marks a text that is made before there is a reader; `_` translates it where it is used."""
    return text


def listed(parts: Iterable[str], mark: str = N_(", ")) -> str:
    """The parts of a list within a sentence, with the comma of the reader's language between them."""
    return _(mark).join(map(isolated, parts))


def begun(text: str) -> str:
    """A text as a sentence begins, with a capital letter, unless that would be the number n."""
    return text if text.startswith("n ") else text[:1].upper() + text[1:]


def in_a_row(sentences: Iterable[str]) -> str:
    """Sentences one after the other, with the blank between them that the reader's language has."""
    return reduce(lambda one, other: _("{one} {other}").format(one=one, other=other), sentences)


def labels(words: Mapping[Any, str]) -> Callable[[Any], str]:
    """How a control writes its choices: by their words, in the reader's language."""
    return lambda choice: _(words[choice])
