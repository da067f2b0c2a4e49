"""Caption: a small picture is read in one step, and words about it are written one by one.

The encoder's single step makes the first state of the decoder out of the picture's 64 cells.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, ClassVar

import numpy as np

from rnnviz.data.examples import Examples
from rnnviz.nn.cells.base import Array
from rnnviz.nn.decoding import END_TOKEN, greedy
from rnnviz.nn.encoder_decoder import END, START, EncoderDecoder, Model, encode
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks.base import AnswerTask
from rnnviz.tasks.pairs import answer_floors
from rnnviz.tasks.pictures import CELLS, Kind, gallery, unseen
from rnnviz.text.language import N_

LONGEST = 9  # words, END included: a small line across at the top left
TRIED = 200  # pictures that an accuracy is measured on while training


@dataclass(frozen=True)
class Caption(AnswerTask):
    """Pictures of one shape, in 144 kinds (shape, size, place), a sixth of which are never trained on,
    and their sentences. All kinds are equally likely, and so are all pictures of a kind."""

    name: ClassVar[str] = "caption"
    title: ClassVar[str] = N_("Caption")
    shape: ClassVar[str] = "1 to N"
    numbers: ClassVar[bool] = True
    usual: ClassVar[Mapping[str, Any]] = {
        "cell": "lstm",
        "hidden": 64,
        "truncation": Truncation.full(),
        "optimizer": "adam",
        "rate": 0.005,
        "batch": 32,
    }
    samples: ClassVar[int] = 60_000

    @property
    def answers(self) -> tuple[str, ...]:
        return _answers()

    @property
    def writes(self) -> str:
        return "words"

    @property
    def sizes(self) -> tuple[int, int]:
        return CELLS, len(self.answers)

    def examples(self, rng: np.random.Generator, count: int) -> Examples:
        return self._draw(rng, count, new=False)

    def batch(self, pictures: Sequence[Array], kinds: Sequence[Kind]) -> Examples:
        """Pictures `(8, 8)` and what they show as one batch."""
        inputs = np.stack([picture.ravel() for picture in pictures], axis=-1)[None]
        targets = np.full((LONGEST, len(kinds)), -1)
        for column, kind in enumerate(kinds):
            numbers = [*map(self.answers.index, kind.sentence.split()), END_TOKEN]
            targets[: len(numbers), column] = numbers
        return Examples(inputs.astype(np.float32), targets, np.ones(len(kinds), int))

    def floors(self) -> dict[str, float]:
        """Exact, in nats a word, END included: for who does not see the picture (see `answer_floors`),
        and for who does."""
        return _floors() | {N_("the picture"): 0.0}

    def measures(self, model: Model) -> dict[str, float]:
        """The share of pictures whose whole sentence is right."""
        assert isinstance(model, EncoderDecoder)
        known, new = self._tried
        return {N_("exact, training"): _exact(model, known), N_("exact, unseen"): _exact(model, new)}

    def score(self, model: EncoderDecoder, count: int, new: bool = True, seed: int = 0) -> float:
        """The share of so many pictures, of kinds that are never trained on (or of the others), whose
        whole sentence is right."""
        return _exact(model, self._draw(np.random.default_rng(seed), count, new))

    def words(self, tokens: Iterable[int]) -> str:
        """An answer's tokens, without START and END, as a sentence."""
        return " ".join(self.answers[token] for token in tokens if token > END_TOKEN)

    @cached_property
    def _tried(self) -> tuple[Examples, Examples]:
        rng = np.random.default_rng(0)
        return self._draw(rng, TRIED, new=False), self._draw(rng, TRIED, new=True)

    def _draw(self, rng: np.random.Generator, count: int, new: bool) -> Examples:
        """Random pictures of the kinds that are never trained on, or of the others."""
        kinds = [kind for kind in gallery() if (kind in unseen()) == new]
        chosen = [kinds[n] for n in rng.integers(0, len(kinds), count)]
        return self.batch([rng.choice(gallery()[kind]) for kind in chosen], chosen)


@cache
def _answers() -> tuple[str, ...]:
    """START, END, and the words in the order in which sentences have them."""
    return (START, END, *dict.fromkeys(word for kind in gallery() for word in kind.sentence.split()))


@cache
def _floors() -> dict[str, float]:
    return answer_floors([kind.sentence.split() for kind in gallery() if kind not in unseen()])


def _exact(model: EncoderDecoder, pictures: Examples) -> float:
    targets = pictures.targets
    found = greedy(model, encode(model, pictures.inputs), len(targets)).tokens
    missing = np.full((len(targets) - len(found), targets.shape[1]), -1)
    return float((np.concatenate([found, missing]) == targets).all(axis=0).mean())
