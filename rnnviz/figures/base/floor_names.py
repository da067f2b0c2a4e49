"""The names that tasks give to what is known or measured, in the reader's language."""

from rnnviz.tasks.addition import DELAYED
from rnnviz.tasks.execute import LEVEL
from rnnviz.tasks.forecast import EXPLAINED
from rnnviz.text.language import _
from rnnviz.text.tables import UNNAMED

NUMBERED = (DELAYED, UNNAMED, LEVEL, EXPLAINED)  # names that hold one number


def floor_name(name: str) -> str:
    """The name as it is shown; what nobody has translated stays as it is."""
    for word in name.split(" "):
        # stored names are plain texts, so the one that a number was put into is looked up
        named = name.replace(word, "{number}", 1)
        if word.isdecimal() and named in NUMBERED:
            return _(named).format(number=word)
    return _(name)


def floor_words(name: str) -> str:
    """What a floor is, from what is known: that says already most of it."""
    return {
        "nothing": _("knows nothing"),
        "unigram": _("knows frequencies"),
        "bigram": _("knows 1 before"),
        "trigram": _("knows 2 before"),
    }.get(name) or floor_name(name)
