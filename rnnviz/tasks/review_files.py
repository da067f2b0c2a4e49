"""Reviews of the reader's own: a CSV file with the columns review and sentiment, of any size.

The file is read line by line and never held as a whole. Of its rows so many are drawn, each with the
same chance, while it goes by (Vitter 1985, algorithm R), or its first are taken.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np

from rnnviz.nn.tokenizer import pieces
from rnnviz.storage import datasets
from rnnviz.tasks.review_table import ReviewTable
from rnnviz.tasks.reviews import Reviews
from rnnviz.text.allowance import at_each
from rnnviz.text.message import Message, Refusal

FEWEST, MOST = 20, 20_000  # rows that are used
KIND = "reviews"
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


@dataclass(frozen=True)
class Loaded:
    """What came out of a file."""

    reviews: Reviews  # those that are used, in the order of the file
    read: int  # rows with a review
    positive: int  # of those
    blank: int  # rows without a word, left out
    encoding: str = ""  # that the file was read in, "" for UTF-8

    def keep(self, save: Callable[[Any], str] = datasets.save_json) -> str:
        """Keep the reviews as a dataset, by `save`, and return its key."""
        kept: dict[str, Any] = {
            "kind": KIND,
            "texts": self.reviews.texts,
            "positive": self.reviews.positive.tolist(),
            "read": self.read,
            "read positive": self.positive,
            "blank": self.blank,
        }
        return save(kept | ({"encoding": self.encoding} if self.encoding else {}))


def kept(key: str) -> Loaded:
    """What `Loaded.keep` kept; raises ValueError, a sentence, if there is no such thing."""
    found = datasets.load_json(key)
    if not isinstance(found, dict) or found.get("kind") != KIND:
        raise Refusal("The dataset {key} holds no reviews; load a file with reviews.", key=key)
    reviews = Reviews(tuple(found["texts"]), np.array(found["positive"], dtype=bool))
    read, positive, blank = (found[name] for name in ("read", "read positive", "blank"))
    return Loaded(reviews, read, positive, blank, found.get("encoding", ""))


def words(text: str) -> list[str]:
    """A review as a network reads it: in small letters, words and signs by themselves."""
    return pieces(_BREAK.sub(" ", text).lower(), "words")


def load(
    file: BinaryIO,
    rows: int,
    seed: int = 0,
    progress: Callable[[int], None] | None = None,
    first: bool = False,
) -> Loaded:
    """So many rows of a file, drawn from all of it or its `first` ones, or all if it has less;
    `progress` hears how many bytes have been read.

    Raises ValueError, a sentence that names the row or the cause.
    """
    if not FEWEST <= rows <= MOST:
        raise Refusal(
            "{rows:,} rows are to be used; allowed are {fewest} to {most:,}.",
            rows=rows,
            fewest=FEWEST,
            most=MOST,
        )
    draw, drawn = random.Random(seed), []
    table = ReviewTable(file, progress)
    counts, blank = {True: 0, False: 0}, 0
    for text, positive in table.reviews():
        if not _BREAK.sub(" ", text).strip():
            blank += 1
            continue
        seen = counts[True] + counts[False]
        counts[positive] += 1
        if seen < rows:
            drawn.append((seen, text, positive))
        elif not first and (place := draw.randrange(seen + 1)) < rows:
            drawn[place] = (seen, text, positive)
    drawn.sort()
    reviews = Reviews(
        tuple(" ".join(words(text)) for _, text, _ in at_each(drawn)),
        np.array([positive for *_, positive in drawn], dtype=bool),
    )
    _check(reviews, counts)
    return Loaded(reviews, sum(counts.values()), counts[True], blank, table.encoding)


def _check(reviews: Reviews, counts: dict[bool, int]) -> None:
    """Raise ValueError unless something can be learned and tested."""
    read, used = sum(counts.values()), len(reviews.texts)
    if read < FEWEST:
        raise Refusal(
            "The file has {read} rows with a review; at least {fewest} are needed.",
            read=read,
            fewest=FEWEST,
        )
    for positive, name, other in ((True, "positive", "negative"), (False, "negative", "positive")):
        if not counts[positive]:
            raise Refusal(
                "All {read:,} rows are {other}; there must be {name} ones, too, to tell them apart.",
                read=read,
                other=Message(other),
                name=Message(name),
            )
        if (had := int((reviews.positive == positive).sum())) < 2:
            raise Refusal(
                "Of the {used:,} rows used only {had} is {name}, of all {read:,} only {count:,}; "
                "two at least must be used, one to learn from and one to test.",
                used=used,
                had=had,
                name=Message(name),
                read=read,
                count=counts[positive],
            )
