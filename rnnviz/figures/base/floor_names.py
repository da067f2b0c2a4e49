"""Names that tasks give to what is known or measured, in the reader's language; some hold a number."""

import re

from rnnviz.text.language import N_, _

_NUMBERED = (
    N_("delay {number}"),
    N_("level {number}"),
    N_("column {number}"),
    N_("variance explained, {number} free steps"),
)
_PATTERNS = [(text, re.compile(re.escape(text).replace(r"\{number\}", r"(\d+)"))) for text in _NUMBERED]


def spoken(name: str) -> str:
    """The name as it is shown; what nobody has translated stays as it is."""
    for text, pattern in _PATTERNS:
        if found := pattern.fullmatch(name):
            return _(text).format(number=found[1])
    return _(name)


# words of settings, as they stand in addresses, which controls and labels show as they are
SETTINGS = (
    N_("characters"),
    N_("words"),
    N_("bits"),
    N_("numbers"),
    N_("character"),
    N_("word"),
    N_("last"),
    N_("mean"),
    N_("linear"),
    N_("log"),
    N_("carried"),
    N_("reset"),
    N_("none"),
    N_("hard"),
    N_("rising"),
    N_("mixed"),
    N_("encoder"),
    N_("decoder"),
    N_("difference"),
    N_("value"),
)
