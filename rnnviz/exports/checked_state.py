"""Checkpoints from a file: whether they are what a training of this experiment would have stored."""

from collections.abc import Mapping, Sequence
from typing import Any

from rnnviz.experiments import checkpoint
from rnnviz.nn.cells.base import Array
from rnnviz.runs.optimizers import OPTIMIZERS
from rnnviz.runs.run import HIGHEST_RATE, Run
from rnnviz.storage.database import StoreError
from rnnviz.text.message import Message, Refusal
from rnnviz.training.experiment import Experiment
from rnnviz.training.run_log import MOST_LINES

TYPES = ("float32", "float64")
WORDS = ("sample", "answer", "answers")  # of a line of a log, those that may be text
MOST_PARTS = 100_000  # of a line of a log
DEEPEST = 3  # lists within lists

Shapes = Mapping[str, tuple[int, ...]]


class StateCheck:
    """Checks the checkpoints of an experiment's runs, each a network's."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self._shapes: dict[int, Shapes] = {}

    def check(self, place: int, state: bytes) -> None:
        """Raise Refusal, a sentence, for a checkpoint that the network at that place cannot have."""
        number = place // self.experiment.seeds
        run = self.experiment.runs[number]
        if number not in self._shapes:
            start = self.experiment.task.start(run, self.experiment.seed)
            self._shapes[number] = {name: array.shape for name, array in start.parameters.items()}
        try:
            found = checkpoint.unpack(state)
            _check_arrays(self._shapes[number], found, run)
            _check_described(found, run)
        except StoreError as error:
            raise Refusal.of(error) from error
        except (TypeError, ValueError, LookupError, AttributeError, RecursionError) as error:
            raise Refusal.of(error) from error


def _check_arrays(shapes: Shapes, found: Mapping[str, Any], run: Run) -> None:
    _check_named(shapes, found["parameters"])
    for kind, moments in found["optimizer"].items():
        if kind not in OPTIMIZERS[run.optimizer].moment_names:
            raise Refusal("{name} is nothing that {optimizer} has", name=kind, optimizer=run.optimizer)
        _check_named(shapes, moments)
    states: Sequence[Array | None] = [*found["hidden"], *found["memory"]]
    for state in states:
        if state is not None and (state.ndim != 2 or str(state.dtype) not in TYPES):
            raise Refusal("a carried state is {shape}; allowed is (H, B)", shape=str(state.shape))


def _check_named(shapes: Shapes, found: Mapping[str, Array]) -> None:
    for name in [*shapes, *found]:
        if name not in shapes or name not in found:
            raise Refusal("{name} is missing, or is no parameter of this network", name=name)
        array = found[name]
        if array.shape != shapes[name] or str(array.dtype) not in TYPES:
            raise Refusal(
                "{name} is {shape} of {dtype}; this network has {wanted}",
                name=name,
                shape=str(array.shape),
                dtype=str(array.dtype),
                wanted=str(shapes[name]),
            )


def _check_described(found: Mapping[str, Any], run: Run) -> None:
    """What is no array: numbers within their bounds, and the lines that the run has printed."""
    for name, most in (("position", 2**53), ("updates", 2**53), ("rate", HIGHEST_RATE)):
        value = found[name]
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            raise Refusal(
                "{name} is {value!r}; allowed are numbers from 0 to {most}",
                name=name,
                value=value,
                most=most,
            )
    lines = found.get("log", {}).get("lines", [])
    if lines and not run.log:
        raise Refusal("it has a log, and this run prints none")
    if not isinstance(lines, list) or len(lines) > MOST_LINES:
        raise Refusal("its log has too many lines")
    for line in lines:
        for name, value in line.items():
            if not _is_plain(value, name in WORDS, DEEPEST):
                raise Refusal(
                    "{name} in its log is {value}", name=name, value=Message.plain(f"{value!r:.80}")
                )


def _is_plain(value: Any, words: bool, deep: int) -> bool:
    """Whether a part of a line is a number, words where they may be, or a list of these."""
    if isinstance(value, list):
        return (
            deep > 0
            and len(value) <= MOST_PARTS
            and all(_is_plain(one, words, deep - 1) for one in value)
        )
    return value is None or isinstance(value, int | float) or (words and isinstance(value, str))
