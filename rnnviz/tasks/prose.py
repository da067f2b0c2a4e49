"""English prose that every Python carries with it: the language reference, as `help()` shows it."""

import re
import zlib

import numpy as np

from rnnviz.nn.cells.base import Array

VOCABULARY = tuple(" abcdefghijklmnopqrstuvwxyz0123456789.,:;!?'()[]-_=+/<>")

# typographic signs made plain, quotation marks and rst's emphasis dropped
_PLAIN = str.maketrans("\u2018\u2019\u2013\u2014", "''--", '"\u201c\u201d*`')


def english() -> tuple[str, str]:
    """The text to train on and the text held out, each paragraph once, in letters of VOCABULARY.

    A tenth of the paragraphs is held out, chosen by a checksum of the paragraph itself, so that one
    that has not changed is on the same side whatever the Python version.
    """
    from pydoc_data.topics import topics

    found = (plain(text) for topic in topics.values() for text in topic.split("\n\n"))
    paragraphs = list(dict.fromkeys(filter(None, found)))
    out = [zlib.crc32(text.encode()) % 10 == 0 for text in paragraphs]
    train = [text for text, held in zip(paragraphs, out, strict=True) if not held]
    held_out = [text for text, held in zip(paragraphs, out, strict=True) if held]
    return " ".join(train), " ".join(held_out)


def entropy(tokens: Array, last: int) -> float:
    """The empirical entropy in nats of a token given the `last` ones before it: no model that sees
    only these can do better on the same tokens `(T,)`."""
    seen = np.lib.stride_tricks.sliding_window_view(tokens, last + 1)
    joint = np.unique(seen, axis=0, return_counts=True)[1]
    before = np.array([len(seen)])
    if last:
        before = np.unique(seen[:, :-1], axis=0, return_counts=True)[1]
    return (_log_sum(before) - _log_sum(joint)) / len(seen)


def _log_sum(counts: Array) -> float:
    return float(np.sum(counts * np.log(counts)))


def plain(paragraph: str) -> str | None:
    """A paragraph as one plain line, or None if it is code, a table, a grammar or a heading."""
    if re.search(r">>>|::=|\+--|\|\s|^[*=~-]{4,}$", paragraph, re.MULTILINE):
        return None
    text = " ".join(paragraph.translate(_PLAIN).lower().split())
    whole = len(text) >= 60 and text.rstrip("')").endswith((".", ":"))
    return text if whole and set(text) <= set(VOCABULARY) else None
