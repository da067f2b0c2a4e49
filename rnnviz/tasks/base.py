"""What every task offers: its name and shape, its data, the network it needs, and its floors.

There are two kinds. A `StreamTask` is one endless sequence a row, read in windows through which the
state is carried. An `ExampleTask` is made of single sequences, which start from zero and may be of
unequal lengths; they come in padded batches. Of these a `PooledTask` wants one answer to the whole
sequence, and an `AnswerTask` another sequence.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, ClassVar, NamedTuple, Protocol, Self

import numpy as np

from rnnviz.data.examples import Examples, ExampleStream
from rnnviz.nn.cells.base import Array
from rnnviz.nn.classic_starts import CLASSIC_STARTS
from rnnviz.nn.encoder_decoder import EncoderDecoder, Model
from rnnviz.nn.network import POOLS, Network
from rnnviz.nn.propagation import State
from rnnviz.runs.run import BIASES, Run
from rnnviz.runs.truncation_words import cut_phrase
from rnnviz.text.language import N_
from rnnviz.text.message import Message, Refusal

SHAPES = (N_("N to N"), N_("N to 1"), N_("1 to N"), N_("N to M"))
RIGHT = N_("right answers")  # the name of that share


class Source(Protocol):
    """A task's data for one batch size, good from any place."""

    steps: int  # after which runs in lockstep wait for each other, counted as `per_update` counts


class LoggedUpdate(NamedTuple):
    """One update as its log sees it, before the weights move."""

    model: Callable[[], Model]
    inputs: Array  # (T, B) tokens or (T, D, B) numbers
    targets: Array
    logits: Array  # (T, V, B)
    state: State | None  # before the first step, None for zeros
    rng: np.random.Generator  # of this update alone


class Task:
    """One thing to train on; subclasses are frozen dataclasses whose fields are the settings.

    Wrong settings are refused with a ValueError, a sentence.
    """

    name: ClassVar[str]  # the word in addresses and files
    title: ClassVar[str]
    shape: ClassVar[str]
    output: ClassVar[str] = "softmax"
    unit: ClassVar[str] = "nats"  # of a loss
    numbers: ClassVar[bool] = False  # whether numbers are read, not tokens
    even: ClassVar[bool] = False  # whether its sequences are of numbers and all equally long
    curricula: ClassVar[tuple[str, ...]] = ()  # orders in which the easy and the hard may come
    usual: ClassVar[Mapping[str, Any]] = {}  # a run that does well on it, as fields of Run
    samples: ClassVar[int] = 1_000_000  # after which that run has done so
    logged: ClassVar[bool] = False  # whether a run on it may print a log
    log_at_end: ClassVar[bool] = (
        False  # whether of every n updates the last prints a line, not the first
    )

    @classmethod
    def from_words(cls, settings: dict[str, Any]) -> Self:
        """The task with settings as JSON has them."""
        return cls(**settings)

    def to_words(self) -> dict[str, Any]:
        """The settings as JSON has them."""
        return asdict(self)  # type: ignore[call-overload]

    @property
    def tokens(self) -> tuple[str, ...] | None:
        """What the network's tokens mean, if they mean something to a reader."""
        return None

    @property
    def reads(self) -> str:
        """How a text is split into what is read, as `tokens.MODES` has it."""
        return "numbers" if self.numbers else "characters"

    @property
    def writes(self) -> str:
        """The same of what a decoder writes."""
        return "characters"

    @property
    def sizes(self) -> tuple[int, int]:
        """How many tokens or numbers are read at a step, and how many are answered."""
        count = len(self.tokens or ())
        return count, count

    def network(self, run: Run) -> dict[str, Any]:
        """The settings of the network that a run trains, as `Network.random` takes them."""
        inputs, outputs = self.sizes
        found = {
            "cell": run.cell,
            "inputs": inputs,
            "hidden": run.hidden,
            "outputs": outputs,
            "layers": run.layers,
            "bidirectional": run.bidirectional,
            "embedding": run.embedding,
            "output": self.output,
            "vocabulary": self.tokens,
        }
        return found if run.biases else found | {"bias": False, "readout_bias": False}

    def start(self, run: Run, seed: int) -> Model:
        """What a run starts with."""
        return begun(self.network(run), run, seed)

    def model(self, run: Run, parameters: Mapping[str, Array]) -> Model:
        """What a run trains, with these parameters."""
        return Network(parameters=dict(parameters), **self.network(run))

    def said(self, seen: LoggedUpdate) -> dict[str, Any]:
        """What a line of a run's log has beside the loss, ready for JSON."""
        return {}

    @property
    def epoch(self) -> int | None:
        """How many samples go once through all its data, None where they are drawn without an end."""
        return None

    @property
    def windowed(self) -> bool:
        """Whether its data depend on the length of a run's windows."""
        return False

    def measures(self, model: Model) -> dict[str, float]:
        """How well it does beyond its loss, as shares from 0 to 1 by name; asked with every frame."""
        return {}

    def right_answers(self, model: Model, run: Run) -> dict[str, float]:
        """The share of a run's answers that are right, where `measures` do not say it, by name."""
        return {}

    @property
    def holds_out(self) -> bool:
        """Whether a part of its data is kept from training, to be measured on."""
        return False

    def held_out_loss(self, model: Model, run: Run) -> float:
        """The mean loss of a run's network on that part, in the task's unit."""
        raise NotImplementedError

    def floors(self) -> dict[str, float]:
        """What is known -> the best possible mean loss in nats, the least knowledge first."""
        raise NotImplementedError

    def check(self, run: Run) -> None:
        """Raise ValueError, a sentence, if a run cannot be trained on this task."""
        if run.delay and self.shape != "N to N":
            raise Refusal(
                "has a delay, which is for N to N; {name} is {shape}",
                name=self.name,
                shape=Message(self.shape),
            )
        if run.curriculum is not None and run.curriculum not in self.curricula:
            if not self.curricula:
                raise Refusal("has the curriculum {word!r}; it has none", word=run.curriculum)
            raise Refusal(
                "has the curriculum {word!r}; allowed are {allowed}",
                word=run.curriculum,
                allowed=self.curricula,
            )
        if run.embedding is not None and self.numbers and self.shape == "N to N":
            raise Refusal("has an embedding, which is for tokens; {name} reads numbers", name=self.name)
        if run.pool is not None and self.shape != "N to 1":
            raise Refusal(
                "pools, which is for N to 1; {name} is {shape}",
                name=self.name,
                shape=Message(self.shape),
            )
        if run.forcing < 1.0 and self.shape not in ("1 to N", "N to M"):
            raise Refusal(
                "has teacher forcing, which is for decoders; {name} is {shape}",
                name=self.name,
                shape=Message(self.shape),
            )
        if run.context and self.shape not in ("1 to N", "N to M"):
            raise Refusal(
                "has c at every step, which is for decoders; {name} is {shape}",
                name=self.name,
                shape=Message(self.shape),
            )
        if run.squared and self.output != "sigmoid":
            raise Refusal(
                "has the squared error, which is for bits; {name} has none",
                name=self.name,
            )
        if run.log and not self.logged:
            raise Refusal("prints a log, which {name} has not", name=self.name)

    def stream(self, seed: int, batch: int) -> Source:
        """The data of an experiment for so many rows; the same seed gives the same."""
        raise NotImplementedError

    def per_update(self, run: Run, samples: int) -> int:
        """How many samples one update of a run sees, of so many in all."""
        raise NotImplementedError


class StreamTask(Task):
    """An endless sequence a row. A sample is one step of one row."""

    def check(self, run: Run) -> None:
        super().check(run)
        if run.bidirectional:
            raise Refusal(
                "has both directions; {name} is an endless sequence, which cannot be read from its end",
                name=self.name,
            )
        if run.embedding is not None and run.truncation.before:
            raise Refusal(
                "has an embedding, which goes with windows or full, not with {truncation}",
                truncation=cut_phrase(run.truncation),
            )
        if self.numbers and run.truncation.before:
            raise Refusal(
                "has {truncation}, which goes with tokens; {name} reads numbers, so allowed "
                "are windows and full",
                truncation=cut_phrase(run.truncation),
                name=self.name,
            )

    def per_update(self, run: Run, samples: int) -> int:
        return (run.truncation.every or -(-samples // run.batch)) * run.batch


class ExampleTask(Task):
    """Sequences of their own. A sample is one of them, whatever its length, so that runs in lockstep
    have seen the same sequences, whatever their batch."""

    apart: ClassVar[bool] = False  # whether answers have steps of their own

    def examples(self, rng: np.random.Generator, count: int) -> Examples:
        """So many sequences, drawn with that generator."""
        raise NotImplementedError

    def staged(
        self, rng: np.random.Generator, count: int, curriculum: str, progress: float
    ) -> Examples:
        """The same of a task that has curricula, when this share of a run's samples has been seen."""
        raise NotImplementedError

    def check(self, run: Run) -> None:
        super().check(run)
        if run.truncation.every is not None:
            raise Refusal(
                "has {truncation}; {name} is made of short sequences that are walked back "
                "whole, so allowed is full",
                truncation=cut_phrase(run.truncation),
                name=self.name,
            )

    def stream(self, seed: int, batch: int, curriculum: str | None = None, samples: int = 1) -> Source:
        """The same in the order of a curriculum, whose stages are spread over so many samples."""
        if curriculum is None:
            return ExampleStream(self.examples, seed, batch, apart=self.apart)

        def make(rng: np.random.Generator, count: int, progress: float) -> Examples:
            return self.staged(rng, count, curriculum, progress)

        return ExampleStream(make, seed, batch, samples, self.apart)

    def per_update(self, run: Run, samples: int) -> int:
        return run.batch


class PooledTask(ExampleTask):
    """One answer to a whole sequence; the targets of its examples are `(1, B)`.

    What is read out is the last state, or the mean of all (`Run.pool`).
    """

    apart: ClassVar[bool] = True
    labels: ClassVar[tuple[str, ...] | None] = None  # what the answers mean

    def network(self, run: Run) -> dict[str, Any]:
        return super().network(run) | {"pool": run.pool or POOLS[0], "labels": self.labels}


class AnswerTask(ExampleTask):
    """A sequence, or one step of numbers, that is answered with another sequence: an encoder's last
    state is a decoder's first. The targets of its examples are `(M, B)`, each ended by END's number."""

    apart: ClassVar[bool] = True

    @property
    def answers(self) -> tuple[str, ...]:
        """The decoder's tokens, START and END first."""
        raise NotImplementedError

    @property
    def sizes(self) -> tuple[int, int]:
        return len(self.tokens or ()), len(self.answers)

    def start(self, run: Run, seed: int) -> EncoderDecoder:
        return EncoderDecoder.random(
            cell=run.cell,
            inputs=self.sizes[0],
            hidden=run.hidden,
            answers=self.answers,
            layers=run.layers,
            embedding=run.embedding,
            numbers=self.numbers,
            vocabulary=self.tokens,
            seed=seed,
            context=run.context,
            **run.started,
        )

    def model(self, run: Run, parameters: Mapping[str, Array]) -> EncoderDecoder:
        return self.start(run, 0).with_parameters(parameters)

    def check(self, run: Run) -> None:
        super().check(run)
        if run.bidirectional:
            raise Refusal("has both directions; an encoder hands on the state that it ends in")
        if run.start in CLASSIC_STARTS or run.biases < BIASES:
            raise Refusal(
                "starts otherwise or lacks biases, which is for one network; {name} has two",
                name=self.name,
            )


def begun(settings: Mapping[str, Any], run: Run, seed: int) -> Network:
    """The network with such settings that a run starts with; what it holds at 0 is 0."""
    net = Network.random(**settings, **run.started, seed=seed)
    for name, array in net.parameters.items():
        if run.holds(name):
            array[...] = 0.0
    return net


def whole(name: str, value: object, low: int, high: int) -> None:
    """Raise ValueError, a sentence, if a setting is no whole number within limits."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise Refusal(
            "{name} is {value!r}; allowed are whole numbers from {low:,} to {high:,}.",
            name=name,
            value=value,
            low=low,
            high=high,
        )


def one_of(name: str, value: object, allowed: tuple[str, ...]) -> None:
    """Raise ValueError, a sentence, if a setting is none of these words."""
    if value not in allowed:
        raise Refusal(
            "{name} is {value!r}; allowed are {allowed}.",
            name=name,
            value=value,
            allowed=allowed,
        )
