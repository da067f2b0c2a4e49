"""What pydantic finds wrong with a setting, as messages."""

from typing import Any

from rnnviz.text.language import N_
from rnnviz.text.message import COUNT, Explained, Message

# pydantic's own words, by its name for what is wrong
_PYDANTIC = {
    "greater_than": N_("Input should be greater than {gt}"),
    "greater_than_equal": N_("Input should be greater than or equal to {ge}"),
    "less_than": N_("Input should be less than {lt}"),
    "less_than_equal": N_("Input should be less than or equal to {le}"),
    "int_type": N_("Input should be a valid integer"),
    "int_parsing": N_("Input should be a valid integer, unable to parse string as an integer"),
    "float_type": N_("Input should be a valid number"),
    "finite_number": N_("Input should be a finite number"),
}


def in_words(problem: Any) -> Message:
    """What is wrong; pydantic's rarer words are shown as they are."""
    kind, context = problem["type"], problem.get("ctx", {})
    # pydantic has made a text of it in whichever language was current when the value was refused
    if isinstance(error := context.get("error"), Explained):
        return error.message
    if kind == "too_short":
        return Message(
            "{field_type} should have at least {count} item after validation, not {actual_length}",
            "{field_type} should have at least {count} items after validation, not {actual_length}",
            field_type=context["field_type"],
            actual_length=context["actual_length"],
            **{COUNT: context["min_length"]},
        )
    if kind in _PYDANTIC:
        return Message(_PYDANTIC[kind], **{name: _short(value) for name, value in context.items()})
    return Message.plain(str(problem["msg"]).removeprefix("Value error, "))


def _short(value: Any) -> Any:
    """A number as pydantic writes it: 1 for 1.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
