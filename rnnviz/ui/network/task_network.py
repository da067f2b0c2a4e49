"""A network of the page Tasks or Truncate as Unroll and Backpropagate read it."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.encoder_decoder import END, PARTS, START, EncoderDecoder, Model, conditioned, encode
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import State
from rnnviz.nn.tokenizer import Typed, Unreadable, pieces, read, read_pieces, within_limit
from rnnviz.runs.run import Run
from rnnviz.tasks import Echo, Task
from rnnviz.tasks.echo_typed import tossed
from rnnviz.text.language import _
from rnnviz.text.message import NOTHING, Message, Refusal
from rnnviz.ui.network.task_network_texts import DECODES, POOLED, example_of, late, of_echo

NEWLINE = "⏎"  # a box of one line has no other
KEPT_BYTES = 500_000_000  # of networks, that are kept from one key to the next


@dataclass(frozen=True)
class TaskNetwork:
    """A network of the page Tasks or Truncate as other pages read it."""

    task: Task
    run: Run
    model: Model  # float64
    network: Network  # the one of it that is unrolled, with an answer at every step
    part: str  # of an encoder-decoder, else ""
    example: str  # what stands in for a text that is not there yet
    problem: Message = NOTHING  # what is said where another frame was asked for, which is damaged

    @property
    def mode(self) -> str:
        """How a typed text is split."""
        return self.task.writes if self.part == "decoder" else self.task.reads

    @property
    def look(self) -> str:
        """What to look at."""
        if self.part == "encoder":
            return _(
                "It only reads. Its last state is the decoder's first, and all that the decoder knows."
            )
        if self.part == "decoder":
            return _(DECODES[self.run.context])
        if isinstance(self.task, Echo):
            return of_echo(self.task, self.run)
        pool = self._pool
        return _(POOLED[pool, self.network.bidirectional]) if pool else late(self.run.delay)

    @property
    def source(self) -> str:
        """The same for what a decoder's encoder has read."""
        return part_of(self.task, self.run, self.model, "encoder").example

    def pieces(self, text: str) -> list[str]:
        """A typed text, step by step."""
        width = self.network.width(0) if self.mode == "numbers" else None
        return pieces(text.replace(NEWLINE, "\n"), self.mode, width)

    def read(self, text: list[str], target: list[str] | None) -> Typed:
        """A text in pieces as this network reads it, and what it should answer."""
        if isinstance(self.task, Echo) and target is None:
            coins = tossed(self.task, text[: max(len(text) - self.run.delay, 0)])
            return read_pieces(text, self.mode, self.network, coins, at_end=True)
        if self.part != "decoder":
            return read_pieces(text, self.mode, self.network, target, at_end=self._pool is not None)
        fed = within_limit([START, *text])
        wanted = [*(text if target is None else target), END]
        return read_pieces(fed, self.mode, self.network, wanted[: len(fed)])

    @property
    def _pool(self) -> str | None:
        return self.model.pool if isinstance(self.model, Network) else None

    def first(self, source: str) -> tuple[Array, Array | None] | None:
        """The state that it starts from, h and c `(L, H)`: for a decoder what its encoder made of the
        `source`; raises Unreadable."""
        if self.part != "decoder" or not isinstance(self.model, EncoderDecoder):
            return None
        hidden, memory = _encoded(self.model, self.task.reads, source or self.source)
        return hidden[..., 0], None if memory is None else memory[..., 0]

    def given(self, source: str) -> Network:
        """The network that is unrolled; a decoder that reads c at every step has that of the `source`
        in its bias. Raises Unreadable."""
        if self.part != "decoder" or not isinstance(self.model, EncoderDecoder):
            return self.network
        if not self.model.decoder.context:
            return self.network
        return _given(self.model, self.task.reads, source or self.source)


def _encoded(model: EncoderDecoder, reads: str, source: str) -> State:
    """The state that an encoder ends in."""
    typed = read(source.replace(NEWLINE, "\n"), reads, model.encoder)
    if not typed.pieces:
        raise Unreadable("There is nothing for the encoder to read, so the decoder has no first state.")
    return encode(model, np.asarray(typed.inputs)[..., None])


# the same object as long as it is the same source, so that what is computed from it can be kept
@lru_cache(maxsize=16)
def _given(model: EncoderDecoder, reads: str, source: str) -> Network:
    context = model.context(_encoded(model, reads, source))
    assert context is not None
    return conditioned(model.decoder, context[:, 0])


def nbytes(model: Model) -> int:
    """Bytes of a model's parameters."""
    return sum(array.nbytes for array in model.parameters.values())


def part_of(task: Task, run: Run, model: Model, part: str) -> TaskNetwork:
    """A model, or the `part` of an encoder-decoder; raises Refusal if there is none such."""
    if isinstance(model, EncoderDecoder):
        if part not in PARTS:
            raise Refusal(
                "The part is {part!r}; allowed are {first} and {second}.",
                part=part,
                first=PARTS[0],
                second=PARTS[1],
            )
        network: Network = getattr(model, part)
    elif part:
        raise Refusal("The network of {name} has no parts.", name=task.name)
    elif isinstance(task, Echo):
        network = replace(model, vocabulary=task.vocabulary)
    else:
        network = replace(model, pool=None)
    mode = task.writes if part == "decoder" else task.reads
    example = example_of(task, part, mode, network.vocabulary)
    return TaskNetwork(task, run, model, network, part, example)
