"""What pydantic finds wrong with a setting, as messages."""

from typing import Any

from rnnviz.text.language import N_
from rnnviz.text.message import COUNT, Explained, Message

# pydantic's own words, by its name for what is wrong; in JSON some are others
_PYDANTIC = {
    "greater_than": (N_("Input should be greater than {gt}"),),
    "greater_than_equal": (N_("Input should be greater than or equal to {ge}"),),
    "less_than": (N_("Input should be less than {lt}"),),
    "less_than_equal": (N_("Input should be less than or equal to {le}"),),
    "int_type": (N_("Input should be a valid integer"),),
    "int_parsing": (N_("Input should be a valid integer, unable to parse string as an integer"),),
    "int_parsing_size": (N_("Unable to parse input string as an integer, exceeded maximum size"),),
    "int_from_float": (N_("Input should be a valid integer, got a number with a fractional part"),),
    "float_type": (N_("Input should be a valid number"),),
    "float_parsing": (N_("Input should be a valid number, unable to parse string as a number"),),
    "finite_number": (N_("Input should be a finite number"),),
    "bool_type": (N_("Input should be a valid boolean"),),
    "bool_parsing": (N_("Input should be a valid boolean, unable to interpret input"),),
    "string_type": (N_("Input should be a valid string"),),
    "tuple_type": (N_("Input should be a valid tuple"), N_("Input should be a valid array")),
    "dict_type": (N_("Input should be a valid dictionary"), N_("Input should be an object")),
    "model_type": (
        N_("Input should be a valid dictionary or instance of {class_name}"),
        N_("Input should be an object"),
    ),
    "dataclass_type": (
        N_("Input should be a dictionary or an instance of {class_name}"),
        N_("Input should be an object"),
    ),
    "missing": (N_("Field required"),),
    "extra_forbidden": (N_("Extra inputs are not permitted"),),
    "json_invalid": (N_("Invalid JSON: {error}"),),
}
# likewise, those with a singular and a plural, and what pydantic calls the number that decides
_COUNTED = {
    "too_short": (
        Message(
            "{field_type} should have at least {count} item after validation, not {actual_length}",
            "{field_type} should have at least {count} items after validation, not {actual_length}",
            count=1,
        ),
        "min_length",
    ),
    "too_long": (
        Message(
            "{field_type} should have at most {count} item after validation, not {actual_length}",
            "{field_type} should have at most {count} items after validation, not {actual_length}",
            count=1,
        ),
        "max_length",
    ),
    "string_too_short": (
        Message(
            "String should have at least {count} character",
            "String should have at least {count} characters",
            count=1,
        ),
        "min_length",
    ),
    "string_too_long": (
        Message(
            "String should have at most {count} character",
            "String should have at most {count} characters",
            count=1,
        ),
        "max_length",
    ),
}


def in_words(problem: Any) -> Message:
    """What is wrong; pydantic's rarer words are shown as they are."""
    kind, context = problem["type"], problem.get("ctx", {})
    words = str(problem["msg"]).removeprefix("Value error, ")
    # pydantic has made a text of it in whichever language was current when the value was refused
    if isinstance(error := context.get("error"), Explained):
        return error.message
    if kind == "literal_error":
        *others, last = context["expected"].replace(" or ", ", ").split(", ")
        return Message("Input should be {others} or {last}", others=others, last=last)
    fields = {name: _short(value) for name, value in context.items()}
    if kind in _COUNTED:
        counted, name = _COUNTED[kind]
        fields[COUNT] = fields.pop(name)
        return Message(counted.text, counted.plural, **fields)
    for text in _PYDANTIC.get(kind, ()):
        if text.format(**fields) == words:
            return Message(text, **fields)
    return Message.plain(words)


def _short(value: Any) -> Any:
    """A number as pydantic writes it: 1 for 1.0; of many items it counts no more than it has to."""
    if value is None:
        return Message("more")
    return int(value) if isinstance(value, float) and value.is_integer() else value
