"""What pydantic finds wrong: in English its own words, in other languages the catalogue's."""

import math
from typing import Annotated

import pytest
from pydantic import BaseModel, Field, ValidationError, field_validator

from rnnviz.runs.run import Run
from rnnviz.text import language
from rnnviz.text.message import Message, Refusal
from rnnviz.text.pydantic_messages import _PYDANTIC, in_words
from rnnviz.training.experiment import Experiment, explain


class Settings(BaseModel):
    share: Annotated[float, Field(gt=0.0, le=1e10, allow_inf_nan=False)] = 0.5
    count: Annotated[int, Field(ge=1, lt=10**10)] = 1
    one: Annotated[tuple[int, ...], Field(min_length=1)] = (1,)
    two: Annotated[list[int], Field(min_length=2)] = [1, 2]
    part: Annotated[float, Field(gt=0.25)] = 0.5
    word: str = ""

    @field_validator("word")
    @classmethod
    def _known(cls, value: str) -> str:
        if value == "bare":
            raise ValueError("something rare")
        if value:
            raise Refusal("allowed are {allowed}", allowed=Message("no settings"))
        return value


WRONG = [
    {"share": 0},
    {"share": 1e11},
    {"share": None},
    {"share": math.nan},
    {"share": "x"},
    {"count": 0},
    {"count": 10**11},
    {"count": None},
    {"count": "x"},
    {"count": 1.5},
    {"one": ()},
    {"two": [1]},
    {"part": 0.1},
]


def problem(given):
    with pytest.raises(ValidationError) as refused:
        Settings(**given)
    (found,) = refused.value.errors()
    return found


@pytest.mark.parametrize("given", WRONG, ids=str)
def test_in_english_they_are_pydantics_own_words(given):
    found = problem(given)
    assert str(in_words(found)) == found["msg"]


def test_every_kind_that_has_a_text_is_tried():
    assert {problem(given)["type"] for given in WRONG} >= {*_PYDANTIC, "too_short"}


def test_a_refusal_is_said_in_the_language_of_who_reads_it(monkeypatch):
    with monkeypatch.context() as other:
        other.setattr(language, "_found", lambda: "zh")
        found = problem({"word": "any"})
        assert str(in_words(found)) == "允许的是 没有设置"
    assert str(in_words(found)) == "allowed are no settings"


def test_any_other_error_is_said_as_it_is(monkeypatch):
    monkeypatch.setattr(language, "_found", lambda: "zh")
    assert str(in_words(problem({"word": "bare"}))) == "something rare"
    assert str(in_words({"type": "rare", "msg": "Value error, something rare"})) == "something rare"


def test_settings_that_cannot_be_are_told_in_the_readers_language(monkeypatch):
    monkeypatch.setattr(language, "_found", lambda: "zh")
    with pytest.raises(ValidationError) as refused:
        Experiment(samples=0, runs=(Run(),))
    assert explain(refused.value) == ["samples 是 0：输入应大于或等于 1。"]
