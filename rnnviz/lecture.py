"""A lecture: scenes in an order, each a page, all its settings and a sentence on what to look at."""

import math
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from rnnviz.language import _
from rnnviz.problems import in_words

MOST_SCENES = 50
MOST_LETTERS = 2_000  # of a sentence or of notes
MOST_BYTES = 1_000_000  # of a lecture as JSON
# the words that pages have in the address; the first page has none
PAGES = ("unroll", "backpropagate", "vanish", "truncate", "tasks")

Sentence = Annotated[str, Field(max_length=MOST_LETTERS)]


class Question(BaseModel):
    """What the class is asked before it is shown: to choose one of some answers, or for a number.

    A number lies between `low` and `high`, in `unit`, on a logarithmic scale if `log`. `right` is the
    place of the right answer (from 0), or the right number; None where it is only seen on the screen.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=MOST_LETTERS)]
    kind: Literal["choose", "number"] = "choose"
    options: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=200)], ...], Field(max_length=6)
    ] = ()
    low: Annotated[float, Field(allow_inf_nan=False)] = 0.0
    high: Annotated[float, Field(allow_inf_nan=False)] = 1.0
    unit: Annotated[str, Field(max_length=40)] = ""
    log: bool = False
    right: Annotated[float, Field(allow_inf_nan=False)] | None = None

    @model_validator(mode="after")
    def _fitting(self) -> "Question":
        if self.kind == "choose":
            if len(self.options) < 2:
                raise ValueError(
                    _("has {count} answers to choose from; allowed are 2 to 6").format(
                        count=len(self.options)
                    )
                )
            if self.right is not None and self.right not in range(len(self.options)):
                raise ValueError(
                    _("the right answer is number {right:g}; there are {count}, counted from 0").format(
                        right=self.right, count=len(self.options)
                    )
                )
        elif not self.low < self.high or (self.log and self.low <= 0.0):
            said = (
                _(
                    "the number is between {low:g} and {high:g}; the first must be the smaller, and "
                    "above 0"
                )
                if self.log
                else _("the number is between {low:g} and {high:g}; the first must be the smaller")
            )
            raise ValueError(said.format(low=self.low, high=self.high))
        elif self.right is not None and not self.low <= self.right <= self.high:
            raise ValueError(
                _("the right answer is {right:g}; allowed are {low:g} to {high:g}").format(
                    right=self.right, low=self.low, high=self.high
                )
            )
        return self

    def read(self, answer: object) -> float:
        """Somebody's answer as it is counted; raises ValueError, a sentence, if it is none."""
        if isinstance(answer, bool) or not isinstance(answer, int | float):
            raise ValueError(
                _("The answer is {answer}; allowed are numbers.").format(answer=str(answer)[:60])
            )
        try:
            number = float(answer)
        except OverflowError:  # a whole number may have hundreds of digits
            number = math.inf
        if self.kind == "choose" and number not in range(len(self.options)):
            raise ValueError(
                _("The answer is number {number:g}; there are {count}, counted from 0.").format(
                    number=number, count=len(self.options)
                )
            )
        if self.kind == "number" and not self.low <= number <= self.high:
            raise ValueError(
                _("The answer is {number:g}; allowed are {low:g} to {high:g}.").format(
                    number=number, low=self.low, high=self.high
                )
            )
        return number


class Scene(BaseModel):
    """One page with its settings, in the words of its address."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    page: Literal["unroll", "backpropagate", "vanish", "truncate", "tasks"] = "unroll"
    settings: Annotated[dict[str, Annotated[str, Field(max_length=20_000)]], Field(max_length=60)] = {}
    look: Sentence = ""  # to the class
    notes: Sentence = ""  # to the lecturer
    question: Question | None = None


class Lecture(BaseModel):
    """Scenes and their order. Raises pydantic's ValidationError; `explain_lecture` makes sentences."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Annotated[str, Field(min_length=1, max_length=200)]
    scenes: Annotated[tuple[Scene, ...], Field(min_length=1, max_length=MOST_SCENES)]

    def to_json(self) -> str:
        """The lecture as one JSON text, to be kept and handed on."""
        return self.model_dump_json(indent=2, exclude_defaults=True)

    @classmethod
    def from_json(cls, text: str) -> "Lecture":
        """A lecture from what `to_json` wrote; raises ValueError, in sentences, for anything else."""
        if len(text) > MOST_BYTES:
            raise ValueError(
                _("The lecture has {count:,} letters; at most {most:,} are read.").format(
                    count=len(text), most=MOST_BYTES
                )
            )
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise ValueError(" ".join(explain_lecture(error))) from error


def explain_lecture(error: ValidationError) -> list[str]:
    """Each thing that is wrong with a lecture as a sentence."""
    sentences = []
    for problem in error.errors():
        where = ".".join(str(part + 1 if isinstance(part, int) else part) for part in problem["loc"])
        words = in_words(problem)
        words = words[0].lower() + words[1:].rstrip(".。")
        sentences.append(_("{where}: {words}.").format(where=where or _("The file"), words=words))
    return sentences
