"""Sentiment: a whole review is read, and at its end the one question is whether it praises."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, ClassVar, NamedTuple

import numpy as np

from rnnviz.data.examples import EpochStream, Examples
from rnnviz.nn.cells.base import Array
from rnnviz.nn.encoder_decoder import Model
from rnnviz.nn.losses import predict
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import forward
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import review_files
from rnnviz.tasks.bag import Bag, fit
from rnnviz.tasks.base import PooledTask, Source, one_of, whole
from rnnviz.tasks.reviews import Reviews, generated
from rnnviz.tasks.stop_words import without
from rnnviz.text.allowance import at_each
from rnnviz.text.language import N_
from rnnviz.text.message import Refusal

SOURCES = ("generated", "own")
CLASSES = ("negative", "positive")
UNKNOWN = "▢"  # stands for every word beyond the vocabulary
GENERATED = 4000
EXAMPLES = (  # the first two have the same words
    "the food was bad but the service was great",
    "the service was great but the food was bad",
    "nothing about the food was good",
)
UNSEEN = 0.2  # share of the reviews that nothing is learned from
FEWEST_WORDS, MOST_WORDS = 50, 5000
SHORTEST, LONGEST = 5, 2500
MEASURED, COUNTED = 200, 1000  # reviews that accuracies and the table of confusions are taken from
QUICK = 6000  # steps of them, so that a frame waits no longer for accuracies than can be seen
AT_ONCE = 10_000  # steps of all sequences that are computed together


class Read(NamedTuple):
    """A typed review as a network reads it."""

    words: tuple[str, ...]
    tokens: Array  # (T,), -1 for a word that the network has no input for
    cut: int  # words at the beginning that are left out
    dropped: int  # stop words and signs that are left out
    unknown: tuple[str, ...]  # words that are not in the vocabulary


@dataclass(frozen=True)
class Sentiment(PooledTask):
    """Reviews, generated or one's own, a fifth of which is kept apart to test on.

    `data` is the key of one's own reviews, `words` the size of the vocabulary, `longest` how many steps
    a review may have: of a longer one the last are read. `without_stops` leaves stop words and signs
    out; with `epochs` each review comes once before any comes again. Raises ValueError for settings out
    of these limits, and for data that are not there.
    """

    source: str = "generated"
    data: str = ""
    words: int = 2000
    longest: int = 60
    without_stops: bool = False
    epochs: bool = False

    name: ClassVar[str] = "sentiment"
    title: ClassVar[str] = N_("Sentiment")
    shape: ClassVar[str] = "N to 1"
    usual: ClassVar[Mapping[str, Any]] = {
        "cell": "lstm",
        "hidden": 16,
        "layers": 2,
        "embedding": 16,
        "pool": "mean",
        "truncation": Truncation.full(),
        "optimizer": "adam",
        "rate": 0.005,
        "batch": 32,
    }
    samples: ClassVar[int] = 30_000
    labels: ClassVar[tuple[str, ...] | None] = CLASSES

    def __post_init__(self) -> None:
        one_of("source", self.source, SOURCES)
        whole("words", self.words, FEWEST_WORDS, MOST_WORDS)
        whole("longest", self.longest, SHORTEST, LONGEST)
        if self.source == "own" and not self.data:
            raise Refusal("There are no reviews of your own yet; load a CSV file with some.")
        self.corpus  # noqa: B018 (data that are not there are to be missed now)

    def to_words(self) -> dict[str, Any]:
        """The settings as JSON has them; the newer ones only where they are set, so that what was
        stored before is found by its JSON again."""
        newer = ("without_stops", "epochs")
        return {name: v for name, v in super().to_words().items() if v or name not in newer}

    @property
    def reads(self) -> str:
        return "words"

    @cached_property
    def corpus(self) -> "Corpus":
        """The reviews as tokens."""
        data = self.data if self.source == "own" else ""
        return _corpus(self.source, data, self.words, self.longest, self.without_stops)

    @property
    def tokens(self) -> tuple[str, ...]:
        return self.corpus.tokens

    @property
    def sizes(self) -> tuple[int, int]:
        return len(self.tokens), len(CLASSES)

    def examples(self, rng: np.random.Generator, count: int) -> Examples:
        return self.corpus.some(rng.choice(self.corpus.train, count))

    def stream(self, seed: int, batch: int, curriculum: str | None = None, samples: int = 1) -> Source:
        if not self.epochs:
            return super().stream(seed, batch, curriculum, samples)
        train = self.corpus.train
        return EpochStream(
            lambda places: self.corpus.some(train[places]), len(train), seed, batch, self.apart
        )

    def floors(self) -> dict[str, float]:
        """In nats a review: for who knows only how many are positive, for a logistic regression on the
        words whatever their order, on unseen reviews, and, where a grammar knows, with their order."""
        corpus = self.corpus
        found = {"nothing": _entropy(float(corpus.positive[corpus.train].mean()))}
        unseen = corpus.inputs[:, corpus.test], corpus.positive[corpus.test]
        found[N_("the words, not their order")] = corpus.bag.loss(*unseen)
        return found | ({N_("the order, too"): 0.0} if self.source == "generated" else {})

    def measures(self, model: Model) -> dict[str, float]:
        assert isinstance(model, Network)
        parts = {
            N_("accuracy, training"): self.corpus.first(self.corpus.train),
            N_("accuracy, unseen"): self.corpus.first(self.corpus.test),
        }
        return {
            name: float(np.trace(self._counts(model, part)) / len(part)) for name, part in parts.items()
        }

    def confusion(self, net: Network) -> Array:
        """How many unseen reviews of each class (rows: negative, positive) are taken for which
        (columns), `(2, 2)`; of at most 1,000."""
        return self._counts(net, self.corpus.test[:COUNTED])

    def bag_accuracy(self) -> float:
        """The share of unseen reviews that the words tell right, whatever their order."""
        corpus = self.corpus
        said = corpus.bag.logits(corpus.inputs[:, corpus.test]) > 0.0
        return float((said == corpus.positive[corpus.test]).mean())

    @property
    def offered(self) -> tuple[str, ...]:
        """Three reviews to try."""
        if self.source == "generated":
            return EXAMPLES
        lengths, test = self.corpus.lengths, self.corpus.test
        short = sorted(test, key=lambda place: (abs(int(lengths[place]) - 12), place))[:3]
        return tuple(self.corpus.text(int(place)) for place in short)

    def read(self, text: str) -> Read:
        """What a network reads of a typed review."""
        corpus, typed = self.corpus, review_files.words(text)
        all_words = without(typed) if self.without_stops else typed
        words = all_words[-self.longest :]
        unknown = tuple(dict.fromkeys(word for word in words if word not in corpus.known))
        tokens = np.array([corpus.number(word) for word in words], dtype=np.int64)
        cut, dropped = len(all_words) - len(words), len(typed) - len(all_words)
        return Read(tuple(words), tokens, cut, dropped, unknown)

    def verdicts(self, net: Network, tokens: Array) -> Array:
        """The probabilities of negative and positive after each of the first words `(T, 2)`: every
        beginning of the review `(T,)` is read as if it were the whole."""
        steps = len(tokens)
        found, first = np.empty((steps, len(CLASSES))), 0
        while first < steps:
            # as many beginnings as fit, none of them longer than the last of them
            last = first + 1
            while last < steps and (last + 1) * (last + 1 - first) <= AT_ONCE:
                last += 1
            lengths = np.arange(first + 1, last + 1)
            here = np.arange(last)[:, None] < lengths
            inputs = np.where(here, tokens[:last, None], -1)
            logits = forward(net, inputs, lengths=lengths).logits
            found[first:last] = predict(net.output, logits)[0].T
            first = last
        return found

    def _counts(self, net: Network, which: Array) -> Array:
        counts = np.zeros((len(CLASSES), len(CLASSES)), dtype=int)
        lengths = self.corpus.lengths[which]
        ordered, first = which[np.argsort(-lengths, kind="stable")], 0
        while first < len(ordered):  # the longest first, and with each as many as fit beside it
            each = max(AT_ONCE // int(self.corpus.lengths[ordered[first]]), 1)
            batch = self.corpus.some(ordered[first : first + each])
            first += each
            said = forward(net, batch.inputs, lengths=batch.lengths).logits[0].argmax(axis=0)
            np.add.at(counts, (batch.targets[0], said), 1)
        return counts


class Corpus:
    """Reviews as tokens, and which of them are learned from."""

    def __init__(self, reviews: Reviews, words: int, longest: int, without_stops: bool) -> None:
        self.positive = reviews.positive
        self.train, self.test = split(reviews.positive)
        read = [text.split(" ") for text in at_each(reviews.texts)]
        self.whole = np.array([len(part) for part in read])  # lengths before anything is left out
        each = [(without(part) if without_stops else part)[-longest:] for part in read]
        often = Counter(word for place in self.train for word in each[place])
        # the most frequent ones, in an order that depends on nothing else
        ranked = sorted(often, key=lambda word: (-often[word], word))
        self.tokens = tuple(ranked) if len(ranked) <= words else (UNKNOWN, *ranked[: words - 1])
        self.known = {word: number for number, word in enumerate(self.tokens)}
        self.lengths = np.array([len(part) for part in each])
        kind = np.int16 if words <= np.iinfo(np.int16).max else np.int32
        self.inputs = np.full((self.lengths.max(), len(each)), -1, kind)
        for place, part in at_each(enumerate(each)):
            self.inputs[: len(part), place] = [self.number(word) for word in part]

    def number(self, word: str) -> int:
        """A word's token; -1, which is read as zeros, if there is none and training knew no unknown."""
        return self.known.get(word, self.known.get(UNKNOWN, -1))

    def text(self, place: int) -> str:
        """One of the reviews, as much of it as is read."""
        tokens = self.inputs[: self.lengths[place], place]
        return " ".join(self.tokens[token] if token >= 0 else UNKNOWN for token in tokens)

    def first(self, which: Array) -> Array:
        """The first of some reviews that are quickly measured: at most 200, and one at least."""
        steps = np.cumsum(self.lengths[which[:MEASURED]])
        return which[: max(int(np.searchsorted(steps, QUICK, "right")), 1)]

    def some(self, which: Array) -> Examples:
        """Some of the reviews."""
        lengths = self.lengths[which]
        inputs = self.inputs[: lengths.max(), which].astype(np.int64)
        return Examples(inputs, self.positive[which].astype(np.int64)[None], lengths)

    @cached_property
    def bag(self) -> Bag:
        """What the words tell, learned from the same reviews as the network learns from."""
        return fit(self.inputs[:, self.train], self.positive[self.train], len(self.tokens))


@lru_cache(maxsize=4)
def _corpus(source: str, data: str, words: int, longest: int, without_stops: bool) -> Corpus:
    reviews = generated(GENERATED) if source == "generated" else review_files.kept(data).reviews
    return Corpus(reviews, words, longest, without_stops)


def split(positive: Array) -> tuple[Array, Array]:
    """Which reviews `(N,)` are learned from and which are tested on: a fifth of each class, at least
    one, chosen by a hash of the review's number and so the same for every seed."""
    digests = [hashlib.sha256(str(place).encode()).digest() for place in range(len(positive))]
    order = np.array(sorted(range(len(positive)), key=digests.__getitem__))
    tested = np.zeros(len(positive), dtype=bool)
    for kind in (False, True):
        places = order[positive[order] == kind]
        tested[places[: max(round(UNSEEN * len(places)), 1)]] = True
    return order[~tested[order]], order[tested[order]]


def _entropy(share: float) -> float:
    return float(-sum(p * np.log(p) for p in (share, 1.0 - share) if p > 0.0))
