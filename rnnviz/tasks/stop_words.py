"""Words that say little by themselves, and signs: what is left out of reviews to make them shorter.

The list is our own. What turns a verdict round stays: not, no, never, but, although.
"""

from collections.abc import Sequence

import regex

STOP_WORDS = frozenset(
    (
        *("a", "an", "the", "this", "that", "these", "those", "i", "me", "my", "mine", "myself"),
        *("you", "your", "yours", "yourself", "he", "him", "his", "himself", "she", "her", "hers"),
        *("herself", "it", "its", "itself", "we", "us", "our", "ours", "ourselves", "they", "them"),
        *("their", "theirs", "themselves", "who", "whom", "whose", "which", "what", "am", "is"),
        *("are", "was", "were", "be", "been", "being", "have", "has", "had", "having", "do", "does"),
        *("did", "doing", "will", "would", "shall", "should", "can", "could", "may", "might", "must"),
        *("i'm", "you're", "he's", "she's", "it's", "we're", "they're", "i've", "you've", "we've"),
        *("they've", "i'd", "he'd", "she'd", "we'd", "they'd", "i'll", "he'll", "she'll", "it'll"),
        *("we'll", "they'll", "that's", "there's", "here's", "what's", "who's", "let's", "of", "in"),
        *("on", "at", "by", "for", "with", "from", "to", "into", "onto", "about", "above", "below"),
        *("under", "over", "between", "among", "through", "during", "before", "after", "up", "down"),
        *("out", "off", "as", "and", "or", "so", "if", "then", "than", "when", "while", "where"),
        *("because", "since", "until", "there", "here", "again", "once", "each", "every", "any"),
        *("some", "such", "own", "same", "other", "another", "s", "t", "d", "m", "ll", "re", "ve"),
    )
)
_WORD = regex.compile(r"\w")


def without(words: Sequence[str]) -> list[str]:
    """The words that are no stop words and no signs; all of them if none would be left."""
    kept = [word for word in words if word not in STOP_WORDS and _WORD.search(word)]
    return kept or list(words)
