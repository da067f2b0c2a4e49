"""What workers said in English until version 5 of a store, turned into messages once.

Nowhere else is a sentence read. Every one that was ever stored stands here as it was, with the text of
today's message and what each of its fields is read as.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rnnviz.text.message import Message

Execute = Callable[..., Any]  # of one transaction


def _count(text: str) -> int:
    return int(text.replace(",", ""))


def _store_error(text: str) -> Message:
    found = _first(text, OF_THE_STORE)
    return found[0] if found and not found[1] else Message.plain(text)


@dataclass(frozen=True)
class _Sentence:
    """A sentence as it was stored, and what today's message says differently."""

    old: str
    fields: Mapping[str, Callable[[str], Any]] = field(default_factory=dict)
    new: str = ""  # where it is not the same

    def read(self, text: str) -> tuple[Message, str] | None:
        """The message at the beginning of a text and what comes after it, None if it is another."""
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(self.old)) + r"(?:\s+|$)"
        found = re.match(pattern, text)
        if found is None:
            return None
        try:
            fields = {name: self.fields[name](value) for name, value in found.groupdict().items()}
        except ValueError:  # no number stands where there should be one
            return None
        return Message(self.new or self.old, **fields), text[found.end() :]


OF_THE_STORE = tuple(
    _Sentence(old, {"path": str, "error": str})
    for old in (
        "The disk that holds {path} is full, so nothing more can be stored. Everything stored before "
        "is safe; free some space.",
        "Another program has locked the store {path}; try again when it is done.",
        "The store {path} is damaged, or is no store of rnnviz. Move it elsewhere to begin with an "
        "empty one; nothing in it has been changed.",
        "The store {path} cannot be opened for writing. RNNVIZ_STORE may name a file elsewhere.",
        "The store {path} could not be used: {error}.",
    )
)
OF_WORKERS = (
    _Sentence("It starts."),
    _Sentence("It failed: {problem}.", {"problem": str}),
    _Sentence("Stopped before its turn came."),
    _Sentence("Stopped; it can go on from here."),
    _Sentence("Stopped together with rnnviz; it can go on from here."),
    _Sentence("{problem} Until then it waits.", {"problem": _store_error}),
    _Sentence(
        "Run {place} diverged at update {update}.",
        {"place": int, "update": _count},
        "Run {place} diverged at update {update:,}.",
    ),
    _Sentence("No worker could be started: {problem}.", {"problem": str}),
    _Sentence("Its worker did not start. Resume tries again."),
    _Sentence(
        "Its worker was ended by signal {signal} or fell silent at about {samples} samples. Resume "
        "goes on from there.",
        {"signal": int, "samples": _count},
        "Its worker was ended by signal {signal} or fell silent at about {samples:,} samples. Resume "
        "goes on from there.",
    ),
    _Sentence(
        "Its worker was ended or fell silent at about {samples} samples. Resume goes on from there.",
        {"samples": _count},
        "Its worker was ended or fell silent at about {samples:,} samples. Resume goes on from there.",
    ),
    _Sentence(
        "It waits for its turn: at most one experiment is under way at once here, paused ones too."
    ),
    _Sentence(
        "It waits for its turn: at most {limit} experiments are under way at once here, paused ones "
        "too.",
        {"limit": int},
    ),
)


def message(text: str) -> Message:
    """What was said, as messages; one that no version has said is shown as it is."""
    messages, rest = [], text
    while rest:
        found = _first(rest, OF_WORKERS)
        if found is None:
            return Message.plain(text)
        messages.append(found[0])
        rest = found[1]
    return Message.join(*messages)


def _first(text: str, sentences: tuple[_Sentence, ...]) -> tuple[Message, str] | None:
    return next((found for sentence in sentences if (found := sentence.read(text))), None)


def translate_sentences(run: Execute) -> None:
    """The step of the migration."""
    for id, text in run("SELECT id, said FROM experiments WHERE said != ''").fetchall():
        run("UPDATE experiments SET said = ? WHERE id = ?", (message(text).to_json(), id))
