"""What a page asks of its reader to make a race: the runs in words, the task, the prepared comparisons.

Each race on each page has settings of its own: their keys in the session begin differently.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st
from pydantic import ValidationError

from rnnviz.experiments.commands import Pace
from rnnviz.tasks import Task
from rnnviz.text.message import Message, Refusal
from rnnviz.text.written import narrow
from rnnviz.training.experiment import Experiment, problems, refusal
from rnnviz.ui.session import address
from rnnviz.ui.session.address_fields import Field, SessionValues
from rnnviz.ui.training.pace import BY_KEY, pace_of
from rnnviz.ui.training.run_notation import read_run

MOST_RUNS = 6
MOST_LETTERS = 2200  # of the runs in words, in their box as in an address: of as many as there may be


@dataclass(frozen=True)
class Preset:
    """A prepared comparison of several runs, and a sentence on what to watch in it.

    `asked` is in the words of the address: "runs" and whatever else it needs.
    """

    name: str
    watch: str
    asked: dict[str, str]
    classic: bool = False  # whether it is the run of a well-known program


@dataclass(frozen=True)
class Controls:
    """One race on one page: its keys, its fields in the address, and how it is made of them.

    `task` raises ValueError, a sentence, for settings that cannot be; `shared` is what holds for each
    run unless its word says otherwise. A preset sets all `fields`; by those `prepared` it is known.
    """

    fields: tuple[Field, ...]
    task: Callable[[], Task]
    shared: Callable[[], dict[str, Any]]
    presets: Mapping[str, Preset]
    prepared: tuple[Field, ...]
    key: str = ""  # what the keys of its controls begin with

    def get(self, name: str) -> Any:
        """What a field stands at."""
        return st.session_state[self.key + name]

    def set(self, name: str, value: Any) -> None:
        """Bring a field to a value."""
        st.session_state[self.key + name] = value

    @property
    def pace(self) -> Pace:
        """How fast it is to go."""
        return pace_of(self.get("speed"))

    @property
    def is_by_key(self) -> bool:
        """Whether it makes one update after the other, each by a key."""
        return bool(self.get("speed") == BY_KEY)

    def is_opening(self) -> bool:
        """Whether the race is the one that the page opens with, and no link has led to it."""
        state = st.session_state
        usual = all(state[field.key] == field.default(state) for field in self.prepared)
        return usual and not address.is_led()

    def experiment(self) -> Experiment:
        """The race that the controls describe; raises ValueError with a sentence for each thing in it
        that cannot be."""
        said: list[Message] = []
        named = words(self.get("runs"))
        if not 1 <= len(named) <= MOST_RUNS:
            said.append(
                Message(
                    "There are {count} runs; allowed are 1 to {most_runs}.",
                    count=len(named),
                    most_runs=MOST_RUNS,
                )
            )
        shared = self.shared()
        # of those that are too many only as many are read as there may be
        runs = [self._try(partial(read_run, word, shared), said) for word in named[:MOST_RUNS]]
        task = self._try(self.task, said)
        if said:
            raise Refusal(Message.join(*dict.fromkeys(said)))
        numbers = {name: int(self.get(name)) for name in ("seed", "seeds", "samples")}
        try:
            return Experiment(task=task, runs=tuple(runs), **numbers)
        except ValidationError as error:
            raise refusal(error) from error

    @staticmethod
    def _try(make: Callable[[], Any], said: list[Message]) -> Any:
        """What can be made, else None, and why not is among what is `said`."""
        try:
            return make()
        except ValidationError as error:
            said += problems(error)
        except ValueError as error:
            said.append(Refusal.of(error).message)

    def preset_of(self, state: SessionValues) -> Preset | None:
        """The preset that the controls stand at, if they do."""
        now = {field.name: field.write(state[field.key]) for field in self.prepared}
        for preset in self.presets.values():
            base = {field.name: field.write(field.default(state)) for field in self.prepared}
            if now == base | preset.asked:
                return preset
        return None


def words(text: str) -> list[str]:
    """The words of the runs, one each."""
    return [word for word in re.split(r"[,;、\s]+", narrow(text)) if word]


def names(experiment: Experiment) -> list[str]:
    """The runs as their curves are labelled, each name its own."""
    return experiment.run_names
