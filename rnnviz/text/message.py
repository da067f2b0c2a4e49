"""A sentence as data: English text and named fields, put into the reader's language where it is shown.

What is stored, or raised by code that knows no reader, is a `Message`. `Refusal` and the other errors
that derive from `Explained` carry one, so that no room but the one that shows it decides the language.
"""

import json
import re
from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import Any, Self

from rnnviz.text import language
from rnnviz.text.typeset import Typeset
from rnnviz.text.written import isolated

_JOINED = re.compile(r"\{part1\}( \{part\d+\})+")
COUNT = "count"  # the field that decides between singular and plural
CLAUSE = "clause"  # how a message stands within the sentence of another
FULL_STOPS = ".。"
LONGEST = 2000  # characters of one field that are shown


class Message:
    """One sentence, or several one after the other, with the values of its fields.

    A field is text, a number, a message, an error (what it says), or a list of these (joined by
    commas); `str` gives the sentence in the reader's language. With a `plural` the field `count`
    decides which of both texts it is. A message within another stands there as it is, or by
    `{name:clause}` as a part of its sentence: begun with a small letter and without a full stop.
    """

    def __init__(self, text: str, plural: str = "", /, **fields: Any) -> None:
        if plural and COUNT not in fields:
            raise TypeError(f"A message with a plural needs the field {COUNT}.")
        self.text = text
        self.plural = plural
        self.fields = {name: _field(value) for name, value in fields.items()}

    @classmethod
    def plain(cls, text: str) -> "Message":
        """Words that are nobody's to translate, such as an operating system's, shown as they are."""
        return cls("{words}", words=text)

    @classmethod
    def join(cls, *messages: "Message") -> "Message":
        """Several sentences as one message; an empty one if there are none."""
        there = [message for message in messages if message]
        if len(there) == 1:
            return there[0]
        fields = {f"part{place}": message for place, message in enumerate(there, 1)}
        return cls(" ".join(f"{{{name}}}" for name in fields), **fields)

    def parts(self) -> list["Message"]:
        """The messages that `join` has put one after the other; itself if it is none of several."""
        return list(self.fields.values()) if _JOINED.fullmatch(self.text) else [self]

    def __str__(self) -> str:
        if _JOINED.fullmatch(self.text):
            return language.in_a_row(map(str, self.fields.values()))
        one, many = self.text, self.plural
        text = language._n(one, many, self.fields[COUNT]) if many else language._(one)
        return text.format(**{name: _shown(value) for name, value in self.fields.items()})

    def __format__(self, form: str) -> str:
        words = str(self)
        if form == CLAUSE:
            return words[:1].lower() + words[1:].rstrip(FULL_STOPS)
        return format(words, form)

    def __repr__(self) -> str:
        return f"Message({self.text!r}, {self.fields!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and self.to_data() == other.to_data()

    def __hash__(self) -> int:
        return hash(self.to_json())

    def __bool__(self) -> bool:
        return bool(self.text)

    def to_data(self) -> dict[str, Any]:
        """The message as what JSON can hold; values of other types as their text."""
        data: dict[str, Any] = {"text": self.text}
        if self.plural:
            data["plural"] = self.plural
        if self.fields:
            data["fields"] = {name: _data(value) for name, value in self.fields.items()}
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Message":
        """The message that `to_data` wrote. Raises ValueError for anything else."""
        try:
            fields = {str(name): _value(value) for name, value in data.get("fields", {}).items()}
            text, plural = data["text"], data.get("plural", "")
        except (AttributeError, KeyError, TypeError):
            raise Refusal("This is no message: {data}", data=f"{data!r:.80}") from None
        if not isinstance(text, str) or not isinstance(plural, str):
            raise Refusal("This is no message: {data}", data=f"{data!r:.80}")
        if plural and COUNT not in fields:
            raise Refusal("This message has no count: {data}", data=f"{data!r:.80}")
        return cls(text, plural, **fields)

    def to_json(self) -> str:
        """The message as it is stored, "" if it is empty."""
        return json.dumps(self.to_data(), ensure_ascii=False) if self else ""

    @classmethod
    def from_json(cls, text: str) -> "Message":
        """The message that `to_json` wrote. Raises ValueError for anything else."""
        return cls.from_data(json.loads(text)) if text else NOTHING


class _Listed:
    """A list within a sentence: `{names}` joins its parts, `{names!r}` is Python's word for it."""

    def __init__(self, parts: Sequence[Any]) -> None:
        self.parts = parts

    def __str__(self) -> str:
        return language.listed(str(_shown(part)) for part in self.parts)

    def __repr__(self) -> str:
        return repr(self.parts)


def _field(value: Any) -> Any:
    """A value as a message keeps it: an error as what it says, NumPy's numbers as Python's."""
    if isinstance(value, list | tuple):
        parts = [_field(part) for part in value]
        return parts if isinstance(value, list) else tuple(parts)
    if isinstance(value, Exception):
        return value.message if isinstance(value, Explained) else str(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, Integral):
        return int(value)
    return float(value) if isinstance(value, Real) else value


def _shown(value: Any) -> Any:
    """A field's value as `format` takes it: numbers and messages stay what they are, so that a text may
    say how many digits it shows, or that a sentence is a part of it."""
    if isinstance(value, list | tuple):
        return _Listed(value)
    if isinstance(value, float):
        return Typeset(value)
    return isolated(_shortened(value)) if isinstance(value, str) else value


def _shortened(words: str) -> str:
    """Words of others as a sentence can hold them, such as a name of a million letters in a file."""
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"


def _data(value: Any) -> Any:
    if isinstance(value, Message):
        return value.to_data()
    if isinstance(value, list | tuple):
        return [_data(part) for part in value]
    return value if isinstance(value, str | int | float | None) else str(value)


def _value(data: Any) -> Any:
    if isinstance(data, dict):
        return Message.from_data(data)
    return [_value(part) for part in data] if isinstance(data, list) else data


NOTHING = Message("")


class Explained(Exception):
    """An error whose text is a message to the person it concerns, in their language when it is read."""

    def __init__(self, text: "str | Message", plural: str = "", /, **fields: Any) -> None:
        self.message = text if isinstance(text, Message) else Message(text, plural, **fields)
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.message.to_data(), self.__dict__)


def _again(kind: type[Explained], data: dict[str, Any], state: dict[str, Any]) -> Explained:
    made = kind.__new__(kind)
    Exception.__init__(made, message := Message.from_data(data))
    made.__dict__.update(state, message=message)
    return made


class Refusal(Explained, ValueError):
    """A value that cannot be: what is wrong and what is allowed."""

    @classmethod
    def of(cls, error: Exception) -> Self:
        """The refusal that says what another error says."""
        return cls(error.message if isinstance(error, Explained) else Message.plain(str(error)))
