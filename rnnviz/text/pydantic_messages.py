"""What pydantic finds wrong with a setting, in the reader's language."""

from typing import Any

from rnnviz.text.language import ENGLISH, N_, _, current

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
    "too_short": N_(
        "Tuple should have at least {min_length} item after validation, not {actual_length}"
    ),
}


def in_words(problem: Any) -> str:
    """What is wrong, in the reader's language; pydantic's rarer words stay English."""
    text = _PYDANTIC.get(problem["type"], "")
    if text and current() != ENGLISH:
        return _(text).format(**problem.get("ctx", {}))
    return str(problem["msg"]).removeprefix("Value error, ")
