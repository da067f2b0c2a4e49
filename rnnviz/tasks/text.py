"""What the tasks of reading share: one text, and at each step the question what comes next."""

from collections.abc import Sequence
from functools import cached_property
from math import log
from numbers import Integral, Real
from typing import Any

import numpy as np
import regex

from rnnviz.data.stream import PairStream, PassStream, TextStream
from rnnviz.nn.cells.base import Array
from rnnviz.nn.encoder_decoder import Model
from rnnviz.nn.losses import predict
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import State, forward
from rnnviz.nn.tokenizer import pieces
from rnnviz.runs.run import Run
from rnnviz.runs.truncation_words import cut_phrase
from rnnviz.tasks import held_out
from rnnviz.tasks.base import RIGHT, StreamTask
from rnnviz.tasks.text_windows import ResetFloors
from rnnviz.text.allowance import at_each
from rnnviz.text.language import N_
from rnnviz.text.message import Message, Refusal

MOST_LETTERS = 1_000_000
MOST_DRAWN = 1_000_000
TRIED = 512  # tokens that are counted while training
GRAMS = ("unigram", "bigram", "trigram")
# how rows read a text: each on and on, its end followed by its beginning; as pairs of a token and the
# next one, none of which joins the two; or in passes through a part of their own
ROWS = (N_("ring"), N_("pairs"), N_("passes"))


class TextTask(StreamTask):
    """The next token of a text, which is read over and over, its end followed by its beginning.

    With `held_out` its last part is kept back: nothing is trained on it, and losses are measured there,
    too (`tasks/held_out.py`). A short text is trained on as a whole.
    """

    held_out: bool
    rows: str

    logged = True

    def to_words(self) -> dict[str, Any]:
        """The settings as JSON has them; how the text is cut only if that makes a difference, and what
        else is not as usual: so what was stored before is found by its JSON again."""
        found = super().to_words()
        if not self.held_out:
            del found["held_out"]
        if self.rows == ROWS[0]:
            del found["rows"]
        if self._cut_alike:
            del found["reading"]
        return found

    @cached_property
    def _cut_alike(self) -> bool:
        own: str = getattr(self, "text", "")
        return cut(own, self.reads, READINGS[0]) == cut(own, self.reads, READINGS[-1])

    @property
    def parts(self) -> Sequence[str]:
        """The text, token by token."""
        raise NotImplementedError

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """The distinct tokens, sorted; in the order in which they come where pairs are read."""
        if self.rows == "pairs":
            return tuple(dict.fromkeys(self.parts))
        return tuple(sorted(set(self.parts)))

    @cached_property
    def coded(self) -> Array:
        """The text as numbers of its tokens, `(N,)`."""
        place = {token: number for number, token in enumerate(self.tokens)}
        return np.fromiter((place[part] for part in self.parts), np.int64, len(self.parts))

    @cached_property
    def held_back(self) -> int:
        """How many tokens at the text's end nothing is trained on."""
        return held_out.part(len(self.coded), len(self.tokens)) if self.held_out else 0

    @property
    def trained(self) -> Array:
        """What is trained on, as numbers of its tokens."""
        return self.coded[: len(self.coded) - self.held_back]

    def stream(self, seed: int, batch: int, window: int = 1) -> TextStream:
        # in as few bytes as possible, because one-hot rows are made by comparing with them
        kind = np.int16 if len(self.tokens) <= np.iinfo(np.int16).max else np.int32
        read, size = self.trained.astype(kind), len(self.tokens)
        if self.windowed:
            return PassStream(read, size, batch, window)
        return (TextStream if self.rows == ROWS[0] else PairStream)(read, size, batch)

    @property
    def windowed(self) -> bool:
        return self.rows == "passes"

    def check(self, run: Run) -> None:
        super().check(run)
        if self.rows == ROWS[0]:
            return
        cut = run.truncation
        if cut.before or run.delay or (self.windowed and cut.every is None):
            raise Refusal(
                "has {truncation} and a delay of {delay}; rows of {rows} go with windows and no delay",
                truncation=cut_phrase(cut),
                delay=run.delay,
                rows=Message(self.rows),
            )
        if self.windowed and len(self.trained) // run.batch <= (cut.every or 0):
            raise Refusal(
                "has windows of {steps}, which need {least} letters a row; there are {count}",
                steps=cut.every,
                least=(cut.every or 0) + 1,
                count=len(self.trained) // run.batch,
            )
        if self.rows == "pairs" and len(self.trained) <= run.batch:
            raise Refusal(
                "has {batch} rows, which need more pairs than that; there are {count}",
                batch=run.batch,
                count=len(self.trained) - 1,
            )

    @property
    def epoch(self) -> int:
        return len(self.trained) - (self.rows != ROWS[0])

    @cached_property
    def _entropies(self) -> dict[str, float]:
        named, again = at_each(enumerate(GRAMS)), self.rows == "pairs"
        if self.rows == ROWS[0]:
            return {name: entropy(self.trained, last) for last, name in named}
        return {name: pair_entropy(self.trained, last, again) for last, name in named}

    def floors(self) -> dict[str, float]:
        """Exact for the text that is trained on, in nats a token: for who knows only the tokens there
        are (ln V), and for who knows how often each occurs by itself, after the one before it, after
        the two before it."""
        return {"nothing": log(len(self.tokens)), **self._entropies}

    @cached_property
    def resets(self) -> ResetFloors:
        """Of runs that are reset, the floors of those that cannot come to the lowest of `floors`; of
        rows that do not go round none is known."""
        least = min(self.floors().values()) if self.rows == ROWS[0] else np.inf
        return ResetFloors(self.trained, least)

    @cached_property
    def counted(self) -> dict[str, float]:
        """What counting in the text that is trained on comes to on the part that is held out, in nats a
        token, by how many tokens in a row are counted; empty if no part is."""
        if not self.held_back:
            return {}
        count, size = self.held_back, len(self.tokens)
        found = held_out.counting(self.coded, count, size, len(GRAMS) - 1)
        return dict(zip(GRAMS, found, strict=True))

    @property
    def holds_out(self) -> bool:
        return self.held_back > 0

    def held_out_loss(self, model: Model, run: Run) -> float:
        """The mean loss in nats on the part that is held out, each of its tokens asked once, in windows
        as long as the run's where its state is reset."""
        assert isinstance(model, Network)
        window = None if run.carry else run.truncation.every
        inputs, targets = held_out.rows(self.coded, self.held_back, window, run.delay)
        return held_out.loss(model, inputs, targets)

    def right_answers(self, model: Model, run: Run) -> dict[str, float]:
        """The share of tokens of which the likeliest one is right: of the last 512, of those that are
        held out if there are any."""
        assert isinstance(model, Network)
        count = min(TRIED, self.held_back or len(self.coded) - 1)
        window = None if run.carry else run.truncation.every
        rows = held_out.rows(self.coded, count, window, run.delay, *held_out.QUICK)
        name = N_("right answers, held out") if self.held_back else RIGHT
        return {name: held_out.right(model, *rows)}

    def sample(
        self,
        net: Network,
        prompt: str,
        length: int,
        temperature: float = 1.0,
        top_k: int | None = None,
        rng: np.random.Generator | None = None,
    ) -> list[str]:
        """So many tokens as a network goes on after a prompt (without one: after a token drawn as
        often as it occurs).

        Logits are divided by `temperature`; at 0 the likeliest token is taken. Of all tokens only the
        `top_k` likeliest are drawn from. Raises ValueError, a sentence, for a prompt with tokens that
        the text has not, and for numbers that make no sense.
        """
        if not _is_real(temperature) or not 0.0 <= temperature < np.inf:
            raise Refusal(
                "temperature is {temperature}; allowed are numbers from 0.", temperature=temperature
            )
        if top_k is not None and (not _is_whole(top_k) or top_k < 1):
            raise Refusal("top_k is {top_k}; allowed are whole numbers from 1.", top_k=top_k)
        if not _is_whole(length) or not 0 <= length <= MOST_DRAWN:
            raise Refusal(
                "length is {length}; allowed are whole numbers from 0 to {most:,}.",
                length=length,
                most=MOST_DRAWN,
            )
        rng = np.random.default_rng() if rng is None else rng
        known = {token: number for number, token in enumerate(self.tokens)}
        read = self.read(prompt)
        if missing := [part for part in read if part not in known]:
            raise Refusal(
                "The prompt has “{missing}”, which the text does not have.", missing=missing[0]
            )
        numbers = [known[part] for part in read] or [int(rng.choice(self.coded))]
        state: State | None = None
        for number in numbers:
            logits, state = _step(net, number, state)
        found: list[int] = [] if read else numbers
        while len(found) < length:
            found.append(draw(predict("softmax", _sharpened(logits, temperature))[:, 0], top_k, rng))
            logits, state = _step(net, found[-1], state)
        return [self.tokens[number] for number in found[:length]]

    def go_on(
        self, net: Network, number: int, state: State | None, length: int, rng: np.random.Generator
    ) -> list[str]:
        """So many tokens as a network goes on after one token that it reads in a state."""
        found: list[int] = []
        for _at in range(length):
            logits, state = _step(net, number, state)
            number = draw(predict("softmax", logits)[:, 0], None, rng)
            found.append(number)
        return [self.tokens[one] for one in found]

    def read(self, text: str) -> list[str]:
        """Text to tokens, as this task's own text was read."""
        raise NotImplementedError


def entropy(numbers: Array, last: int) -> float:
    """The entropy in nats of a token of a text `(N,)` given the `last` ones before it, the text's end
    followed by its beginning: nobody who sees only these can lose less on it."""
    size = int(numbers.max()) + 1
    joint, before = numbers, np.zeros_like(numbers)
    for back in range(1, last + 1):
        earlier = np.roll(numbers, back)
        joint, before = joint + earlier * size**back, before + earlier * size ** (back - 1)
    return _entropy(joint) - _entropy(before)


def pair_entropy(numbers: Array, last: int, again: bool) -> float:
    """The same of every token of the text but its first, read from the beginning to the end; `again`
    says that it is read over and over, so that the first pair comes after the last one."""
    size = int(numbers.max()) + 2
    before = np.zeros(len(numbers) - 1, np.int64)
    for back in range(last):
        earlier = np.roll(numbers[:-1], back) + 1
        if not again:
            earlier[:back] = 0
        before = before * size + earlier
    return _entropy(before * size + numbers[1:]) - _entropy(before)


def _entropy(values: Array) -> float:
    shares = np.unique(values, return_counts=True)[1] / len(values)
    return float(-(shares * np.log(shares)).sum())


def draw(chances: Array, top_k: int | None, rng: np.random.Generator) -> int:
    """One of the V tokens, `(V,)` probabilities; of all only the `top_k` likeliest can come."""
    chances = chances.astype(float)
    if top_k is not None and top_k < len(chances):
        chances[np.argsort(-chances, kind="stable")[top_k:]] = 0.0
    return int(rng.choice(len(chances), p=chances / chances.sum()))


def _sharpened(logits: Array, temperature: float) -> Array:
    if temperature > 0.0:
        with np.errstate(over="ignore"):  # of all but the likeliest, where it is next to nothing
            return (logits - logits.max()).astype(float) / temperature
    return np.where(np.arange(len(logits))[:, None] == logits.argmax(), 0.0, -np.inf)


def _step(net: Network, number: int, state: State | None) -> tuple[Array, State]:
    done = forward(net, np.array([[number]]), state)
    return done.logits[0], done.state


READINGS = (1, 2)  # how texts are cut into tokens: as before Unicode's forms were made one, and as now
_BEFORE = {
    "characters": regex.compile(r"\X"),
    "words": regex.compile(r"\w[\w'’\-]*|(?!\s)\X"),
}


def cut(text: str, mode: str, reading: int) -> list[str]:
    """The characters or words of a text; by an earlier `reading` as a network that was trained before
    has them."""
    if reading == READINGS[-1]:
        return pieces(text, mode)
    return _BEFORE[mode].findall(regex.sub(r"\r\n?", "\n", text))


def own(text: object, mode: str, reading: int = READINGS[-1]) -> list[str]:
    """The characters or words of somebody's own text; raises ValueError, a sentence, if there is
    nothing to learn from it or too much."""
    if not isinstance(text, str):
        raise Refusal("text is {text!r}; allowed is text.", text=text)
    if len(text) > MOST_LETTERS:
        raise Refusal(
            "The text has {count:,} letters; at most {most:,} are trained on.",
            count=len(text),
            most=MOST_LETTERS,
        )
    if reading not in READINGS:
        raise Refusal("reading is {reading!r}; allowed are 1 and 2.", reading=reading)
    parts = cut(text, mode, reading)
    if len(set(parts)) < 2:
        if not parts:
            raise Refusal(
                "The text needs two different {mode} at least; it has none.", mode=Message(mode)
            )
        raise Refusal(
            "The text needs two different {mode} at least; it has only one, “{part}”.",
            mode=Message(mode),
            part=parts[0],
        )
    if len(set(parts)) > MOST_DISTINCT:
        raise Refusal(
            "The text has {count:,} different {mode}; at most {most:,} are allowed, because each "
            "{what} has an output of its own.",
            count=len(set(parts)),
            mode=Message(mode),
            most=MOST_DISTINCT,
            what=Message(mode.removesuffix("s")),
        )
    return parts


MOST_DISTINCT = 5000


def _is_whole(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _is_real(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)
