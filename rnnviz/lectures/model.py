"""A lecture: scenes in an order, each a page, all its settings and a sentence on what to look at."""

import math
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from rnnviz.text.message import Message, Refusal
from rnnviz.text.pydantic_messages import in_words
from rnnviz.text.written import BYTE_ORDER_MARK

MOST_SCENES = 50
MOST_LETTERS = 2_000  # of a sentence or of notes
MOST_BYTES = 1_000_000  # of a lecture as JSON
MOST_LAGS = 40  # the last lag of a sketch
MOST_TITLE, MOST_WORD = 200, 40  # letters of a title, and of a unit or the word for a lag
MOST_OPTIONS, MOST_OPTION = 6, 200  # answers to choose from, and the letters of one
AGREES = 0.02  # share by which the right answer may differ from the true curve: it is rounded for words
# the pages that a scene may show, by their words in the table of all (rnnviz/ui/session/pages.py)
PageWord = Literal["unroll", "backpropagate", "vanish", "truncate", "phase", "tasks", "watch", "runs"]
PAGES: tuple[str, ...] = get_args(PageWord)
# the sections of each page, in their order, by their words in the table of all
# (rnnviz/ui/session/section_table.py)
SECTIONS: dict[str, tuple[str, ...]] = {
    "unroll": (
        *("network", "weights", "step", "anatomy", "states", "held", "surprise"),
        *("writing", "tokens", "returns", "parameters", "references"),
    ),
    "backpropagate": (
        "matrix",
        "formula",
        "reach",
        "first",
        "step",
        "graph",
        "slope",
        "rows",
        "shares",
        "check",
        "cells",
        "depth",
        "names",
        "references",
    ),
    "vanish": ("norms", "slopes", "bound", "clipping", "remedies", "references"),
    "truncate": (
        "losses",
        "states",
        "log",
        "recall",
        "runs",
        "cut",
        "floors",
        "batches",
        "answers",
        "matrices",
        "references",
    ),
    "phase": ("map", "cell", "table", "references"),
    "tasks": (
        "play",
        "training",
        "log",
        "measures",
        "runs",
        "batches",
        "compared",
        "shapes",
        "references",
    ),
    "watch": ("gradient", "states", "norms", "matrix", "references"),
    "runs": ("list", "chart", "settings", "bring", "references"),
}

Sentence = Annotated[str, Field(max_length=MOST_LETTERS)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Lag = Annotated[int, Field(ge=0, le=MOST_LAGS)]
# a place or a number; of a sketch its value at each lag from 0
Answer = float | tuple[float, ...]


class Question(BaseModel):
    """What the class is asked before it is shown: to choose one of some answers, for a number, or to
    sketch a curve.

    A number lies between `low` and `high`, in `unit`, on a logarithmic scale if `log`. A sketch has
    such a number for each lag from 0 to `last`; the one at the lag `at` is counted, and `across` is
    said instead of lag. `right` is the place of the right answer (from 0), or the right number; None
    where it is only seen on the screen. `truth` is the true curve, empty where it is not known.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=MOST_LETTERS)]
    kind: Literal["choose", "number", "sketch"] = "choose"
    options: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=MOST_OPTION)], ...],
        Field(max_length=MOST_OPTIONS),
    ] = ()
    low: Finite = 0.0
    high: Finite = 1.0
    unit: Annotated[str, Field(max_length=MOST_WORD)] = ""
    log: bool = False
    last: Annotated[int, Field(ge=1, le=MOST_LAGS)] = 20
    at: Lag = 1
    across: Annotated[str, Field(max_length=MOST_WORD)] = ""
    right: Finite | None = None
    truth: Annotated[tuple[Finite, ...], Field(max_length=MOST_LAGS + 1)] = ()

    @model_validator(mode="after")
    def _fitting(self) -> "Question":
        if self.kind == "choose":
            self._fit_options()
        else:
            self._fit_scale()
        if self.kind == "sketch":
            self._fit_lags()
        return self

    def _fit_options(self) -> None:
        if len(self.options) < 2:
            raise Refusal(
                "has {count} answers to choose from; allowed are 2 to 6", count=len(self.options)
            )
        if self.right is not None and self.right not in range(len(self.options)):
            raise Refusal(
                "the right answer is number {right:g}; there are {count}, counted from 0",
                right=self.right,
                count=len(self.options),
            )

    def _fit_scale(self) -> None:
        if not self.low < self.high or (self.log and self.low <= 0.0):
            if not self.log:
                raise Refusal(
                    "the number is between {low:g} and {high:g}; the first must be the smaller",
                    low=self.low,
                    high=self.high,
                )
            raise Refusal(
                "the number is between {low:g} and {high:g}; the first must be the smaller, and "
                "above 0",
                low=self.low,
                high=self.high,
            )
        if self.right is not None and not self.low <= self.right <= self.high:
            raise Refusal(
                "the right answer is {right:g}; allowed are {low:g} to {high:g}",
                right=self.right,
                low=self.low,
                high=self.high,
            )

    def _fit_lags(self) -> None:
        if self.at > self.last:
            raise Refusal(
                "the lag that is asked about is {at}; allowed are 0 to {last}",
                at=self.at,
                last=self.last,
            )
        if not self.truth:
            return
        if len(self.truth) != self.last + 1:
            raise Refusal(
                "the true curve has {found} numbers; allowed are {count}, or none",
                found=len(self.truth),
                count=self.last + 1,
            )
        for value in self.truth:
            if not self.low <= value <= self.high:
                raise Refusal(
                    "the true curve holds {value:g}; allowed are {low:g} to {high:g}",
                    value=value,
                    low=self.low,
                    high=self.high,
                )
        there = self.truth[self.at]
        if self.right is not None and not math.isclose(self.right, there, rel_tol=AGREES):
            raise Refusal(
                "the right answer is {right:g}, but the true curve is at {there:g} there",
                right=self.right,
                there=there,
            )

    @property
    def known(self) -> float | None:
        """The right answer as it is counted, also where only the true curve says it."""
        drawn = self.kind == "sketch" and self.right is None and self.truth
        return self.truth[self.at] if drawn else self.right

    def hidden(self) -> "Question":
        """The question without what is right."""
        return self.model_copy(update={"right": None, "truth": ()})

    def place(self, lag: int) -> str:
        """A lag of a sketch in words."""
        return str(self._place(lag))

    def _place(self, lag: int) -> Message:
        if self.across:
            return Message("{across} = {lag}", across=self.across, lag=lag)
        return Message("lag {lag}", lag=lag)

    def read(self, answer: object) -> Answer:
        """Somebody's answer as it is stored; raises Refusal if it is none."""
        if self.kind == "sketch":
            return self._read_sketch(answer)
        number = _number(answer)
        if number is None:
            raise Refusal("The answer is {answer}; allowed are numbers.", answer=str(answer)[:60])
        if self.kind == "choose" and number not in range(len(self.options)):
            raise Refusal(
                "The answer is number {number:g}; there are {count}, counted from 0.",
                number=number,
                count=len(self.options),
            )
        if self.kind == "number" and not self.low <= number <= self.high:
            raise Refusal(
                "The answer is {number:g}; allowed are {low:g} to {high:g}.",
                number=number,
                low=self.low,
                high=self.high,
            )
        return number

    def _read_sketch(self, answer: object) -> tuple[float, ...]:
        points = self.last + 1
        if not isinstance(answer, list | tuple):
            raise Refusal(
                "The answer is {answer}; allowed are sketches of {count} numbers.",
                answer=str(answer)[:60],
                count=points,
            )
        if len(answer) != points:
            raise Refusal(
                "The sketch has {found} points; allowed are {count}, one for each lag.",
                found=len(answer),
                count=points,
            )
        read = []
        for lag, value in enumerate(answer):
            number = _number(value)
            if number is None:
                raise Refusal(
                    "The sketch is {value} at {place}; allowed are numbers.",
                    value=str(value)[:60],
                    place=self._place(lag),
                )
            if not self.low <= number <= self.high:
                raise Refusal(
                    "The sketch is {number:g} at {place}; allowed are {low:g} to {high:g}.",
                    number=number,
                    place=self._place(lag),
                    low=self.low,
                    high=self.high,
                )
            read.append(number)
        return tuple(read)

    def counted(self, answer: Answer) -> float:
        """What is counted of an answer that was read: itself, or a sketch's value at the lag asked."""
        return answer[self.at] if isinstance(answer, tuple) else answer


def _number(value: object) -> float | None:
    """What was sent as a number, None if it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:  # a whole number may have hundreds of digits
        return math.inf


class Scene(BaseModel):
    """One page with its settings, in the words of its address; of a page with a `section` only that is
    shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    page: PageWord = "unroll"
    section: Annotated[str, Field(max_length=40)] = ""
    settings: Annotated[dict[str, Annotated[str, Field(max_length=20_000)]], Field(max_length=60)] = {}
    look: Sentence = ""  # to the class
    notes: Sentence = ""  # to the lecturer
    question: Question | None = None

    @model_validator(mode="after")
    def _on_its_page(self) -> "Scene":
        if self.section and self.section not in SECTIONS[self.page]:
            raise Refusal(
                "the section is “{section}”; the page {page} has {words}, or none for all of it",
                section=self.section,
                page=self.page,
                words=SECTIONS[self.page],
            )
        return self


class Lecture(BaseModel):
    """Scenes and their order. Raises pydantic's ValidationError; `explain_lecture` makes sentences."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Annotated[str, Field(min_length=1, max_length=MOST_TITLE)]
    scenes: Annotated[tuple[Scene, ...], Field(min_length=1, max_length=MOST_SCENES)]

    def to_json(self) -> str:
        """The lecture as one JSON text, to be stored and handed on."""
        return self.model_dump_json(indent=2, exclude_defaults=True)

    @classmethod
    def from_json(cls, text: str) -> "Lecture":
        """A lecture from what `to_json` wrote; raises Refusal for anything else."""
        if len(text) > MOST_BYTES:
            raise Refusal(
                "The lecture has {count:,} letters; at most {most:,} are read.",
                count=len(text),
                most=MOST_BYTES,
            )
        try:
            return cls.model_validate_json(text.removeprefix(BYTE_ORDER_MARK))
        except ValidationError as error:
            raise Refusal(Message.join(*explain_lecture(error))) from error


def explain_lecture(error: ValidationError) -> list[Message]:
    """Each thing that is wrong with a lecture."""
    return [
        Message("{where}: {words:clause}.", where=_where(problem["loc"]), words=in_words(problem))
        for problem in error.errors()
    ]


def _where(place: tuple[int | str, ...]) -> Message:
    """Where something is wrong, as people count."""
    parts = [str(part + 1 if isinstance(part, int) else part) for part in place]
    return Message.plain(".".join(parts)) if parts else Message("The file")
