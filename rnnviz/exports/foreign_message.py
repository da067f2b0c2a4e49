"""Sentences from a file: values are put into their text, which may ask for nothing else."""

import re
from collections.abc import Mapping
from string import Formatter
from typing import Any

from rnnviz.exports.archive import OpenedArchive
from rnnviz.text.message import LONGEST, NOTHING, Message, Refusal

SPEC = re.compile(r"clause|,?(\.\d)?[a-z%]?")  # how a value may be written: short, whatever it is
DEEPEST = 4  # messages within messages
MOST_PARTS = 100  # of a list


def foreign_message(archive: OpenedArchive, member: str, data: Mapping[str, Any] | None) -> Message:
    """What a member says of a training or a loop, NOTHING for nothing; raises Refusal for what is no
    sentence of rnnviz's."""
    if data is None:
        return NOTHING
    try:
        found = Message.from_data(data)
        refuse_forged(found)
    except (ValueError, RecursionError) as problem:
        raise archive.damaged(member, Refusal.of(problem).message) from problem
    return found


def refuse_forged(message: Message, deep: int = DEEPEST) -> None:
    """Raise Refusal for a message whose text asks for more than its fields, or for an endless width."""
    if deep < 0 or len(message.text) > LONGEST or len(message.plural) > LONGEST:
        raise _forged()
    for text in (message.text, message.plural):
        _check_form(text, message)
    for value in message.fields.values():
        for part in value if isinstance(value, list | tuple) else [value]:
            if isinstance(part, Message):
                refuse_forged(part, deep - 1)
            elif not isinstance(part, str | int | float | None) or len(str(part)) > LONGEST:
                raise _forged()
    try:
        str(message)
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise _forged() from error


def _check_form(text: str, message: Message) -> None:
    try:
        found = list(Formatter().parse(text))
    except ValueError as error:
        raise _forged() from error
    for _said, name, spec, conversion in found:
        if name is None:
            continue
        is_short = SPEC.fullmatch(spec or "") and conversion in (None, "r", "s")
        if name not in message.fields or not is_short:
            raise _forged()


def _forged() -> Refusal:
    return Refusal("its sentence is none of rnnviz's")
