"""The names that tasks give to what is known or measured, in the reader's language."""

from rnnviz.tasks.addition import DELAYED
from rnnviz.tasks.execute import LEVEL
from rnnviz.tasks.forecast import EXPLAINED
from rnnviz.tasks.words import KNOWN
from rnnviz.text.language import N_, _
from rnnviz.text.tables import UNNAMED

NUMBERED = (DELAYED, UNNAMED, LEVEL, EXPLAINED, KNOWN)  # names that hold one number


def floor_name(name: str) -> str:
    """The name as it is shown; what nobody has translated stays as it is."""
    for word in name.split(" "):
        # stored names are plain texts, so the one that a number was put into is looked up
        named = name.replace(word, "{number}", 1)
        if word.isdecimal() and named in NUMBERED:
            return _(named).format(number=word)
    return _(name)


# what a floor knows, by the name that tasks store it under
KNOWING = {
    "nothing": N_("knowing nothing"),
    "unigram": N_("knowing how frequent each is"),
    "bigram": N_("knowing the last one"),
    "trigram": N_("knowing the last two"),
    "the two bits": N_("knowing the two bits of this column"),
    "the carry too": N_("knowing the carry, too"),
    "both directions": N_("reading in both directions"),
    "the picture": N_("knowing the picture"),
    "the grammar": N_("knowing the grammar"),
    "all but the country": N_("knowing the grammar, but not the country any more"),
    "the level, not since when": N_("knowing the level, not since when"),
    "all but the noise": N_("knowing all but the noise"),
    "the letter": N_("knowing this letter alone"),
    "all letters": N_("knowing all letters so far"),
    "the word alone": N_("knowing this word alone"),
    "the words up to it": N_("knowing all words so far"),
    "the position": N_("knowing the position in the answer"),
    "the answer so far": N_("knowing the answer so far"),
    "the words, not their order": N_("knowing the words, not their order"),
    "the order, too": N_("knowing the order, too"),
    "the text": N_("knowing the text"),
}


def floor_words(name: str) -> str:
    """What a floor is: the loss of one who knows this."""
    return _(KNOWING[name]) if name in KNOWING else floor_name(name)
