"""What pydantic finds wrong: in English its own words, in other languages the catalogue's."""

import json
import math
import re
from dataclasses import dataclass
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from rnnviz.runs.run import Run
from rnnviz.text import language
from rnnviz.text.message import Message, Refusal
from rnnviz.text.pydantic_messages import _COUNTED, _PYDANTIC, in_words
from rnnviz.training.experiment import Experiment, explain


class Inner(BaseModel):
    must: int


@dataclass
class Cut:
    every: int = 1


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    share: Annotated[float, Field(gt=0.0, le=1e10, allow_inf_nan=False)] = 0.5
    count: Annotated[int, Field(ge=1, lt=10**10)] = 1
    one: Annotated[tuple[int, ...], Field(min_length=1, max_length=8)] = (1,)
    two: Annotated[list[int], Field(min_length=2)] = [1, 2]
    part: Annotated[float, Field(gt=0.25)] = 0.5
    word: str = ""
    long: Annotated[str, Field(min_length=2, max_length=3)] = "abc"
    few: Annotated[dict[str, int], Field(max_length=1)] = {}
    kind: Literal["one", "two", "three"] = "one"
    flag: bool = True
    within: Inner = Inner(must=1)
    cut: Cut = Cut()

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
    {"count": "1" * 5000},
    {"share": []},
    {"one": 1},
    {"one": list(range(9))},
    {"few": 1},
    {"few": {"a": 1, "b": 2, "c": 3}},
    {"long": 1},
    {"long": "a"},
    {"long": "abcd"},
    {"kind": "four"},
    {"flag": 3.5},
    {"flag": "perhaps"},
    {"within": 1},
    {"cut": 1},
    {"more": 1},
]


def problem(given):
    with pytest.raises(ValidationError) as refused:
        Settings(**given)
    (found,) = refused.value.errors()
    return found


def problem_in_json(text, kind=Settings):
    with pytest.raises(ValidationError) as refused:
        kind.model_validate_json(text)
    (found,) = refused.value.errors()
    return found


EVERY = [(str(given)[:40], problem(given)) for given in WRONG] + [
    (f"JSON {str(given)[:40]}", problem_in_json(json.dumps(given)))
    for given in WRONG
    if given.get("share") is not math.nan
]
EVERY += [("no JSON", problem_in_json("{")), ("nothing", problem_in_json("{}", Inner))]


@pytest.mark.parametrize("found", [found for _, found in EVERY], ids=[name for name, _ in EVERY])
def test_in_english_they_are_pydantics_own_words_and_in_chinese_none_is(found, monkeypatch):
    assert str(in_words(found)) == found["msg"]
    monkeypatch.setattr(language, "_found", lambda: "zh")
    left = str(in_words(found)).replace(str(found.get("ctx", {}).get("error", "")), "")
    assert not re.search("[A-Za-z]{3,}", re.sub("'[a-z]+'|JSON|Inner|Cut", "", left))


def test_every_kind_that_has_a_text_is_tried():
    kinds = {*_PYDANTIC, *_COUNTED, "literal_error"}
    assert {found["type"] for _, found in EVERY} == kinds


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
