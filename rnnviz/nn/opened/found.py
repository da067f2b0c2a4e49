"""What was found in a file, before any of it is computed with: a value to show and choose from."""

from collections.abc import Iterator
from dataclasses import dataclass

from rnnviz.text.language import N_
from rnnviz.text.message import NOTHING, Message

LETTERS = {"lstm": "ifgo", "gru": "rzn", "gru_before": "rzn"}  # PyTorch's order of the gates
NAMES = {"tanh": "RNN", "lstm": "LSTM", "gru": "GRU", "gru_before": "GRU"}
MOST_SHOWN = 12  # layers, and names of what is left over
POOLS = {
    "last": N_("In the file it answers once, from the last states; here it answers at every step."),
    "mean": N_(
        "In the file it answers once, from the mean of all states; here it answers at every step."
    ),
}
BACKWARDS = N_(
    "In the file it reads from the last step to the first; here it starts with the first that it is "
    "given, so give it each sequence the other way round."
)
DIRECTIONS = {1: N_("one direction"), 2: N_("two directions")}


@dataclass(frozen=True)
class FoundLayer:
    """A recurrent layer, or several upon each other that make one network.

    `parts` are the names of its modules in the file, one for each layer or one for all of them.
    """

    name: str
    cell: str
    inputs: int  # D
    hidden: int  # H
    layers: int
    directions: int
    bias: bool
    gates: str  # the order of the gates in the file, "" for a cell without any
    parts: tuple[str, ...]
    told: bool = False  # the file says which cell it is
    backwards: bool = False  # in the file it goes from the last step to the first
    problem: Message | None = None  # why it cannot be opened

    @property
    def width(self) -> int:
        """How many numbers it hands on at each step."""
        return self.hidden * self.directions

    def words(self) -> Message:
        """The layer in a sentence."""
        if self.problem is not None:
            return Message(
                "{name} cannot be opened: {problem:clause}.", name=self.name, problem=self.problem
            )
        size = Message(
            "{name}: {cell}, layers: {layers}, {directions}, units: {hidden:,}, numbers read at each "
            "step: {inputs:,}.",
            name=self.name,
            cell=NAMES.get(self.cell, self.cell),
            layers=self.layers,
            directions=Message(DIRECTIONS[self.directions]),
            hidden=self.hidden,
            inputs=self.inputs,
        )
        backwards = Message(BACKWARDS) if self.backwards else NOTHING
        return Message.join(size, self._about_cell(), self._about_reset(), backwards)

    def _about_reset(self) -> Message:
        """In what a GRU differs from PyTorch's."""
        if self.cell != "gru_before":
            return NOTHING
        return Message("Its reset gate comes before the product with W_hn, in PyTorch after it.")

    def _about_cell(self) -> Message:
        """How its gates lie in the file, or what a file cannot tell."""
        if self.told and not self.gates:
            return NOTHING
        if self.gates:
            return Message("Gates in the order {gates}.", gates=" ".join(self.gates))
        return Message("Taken as {cell}: the weights do not say their activation.", cell=self.cell)


@dataclass(frozen=True)
class FoundMatrix:
    """A matrix that may be readout or embedding: `rows` tokens or outputs, of `columns` numbers."""

    name: str
    rows: int
    columns: int
    bias: str | None = None  # the name of its bias


@dataclass(frozen=True)
class Found:
    """What a file has: recurrent layers, what fits them, and what is left over.

    `layers` come in the order of the file, those that make one network as one; `single` are the modules
    one by one, each of which can be opened by itself. `layer`, `embedding`, `readout` and `vocabulary`
    are what would be opened: None where there is none, or where several could be meant.
    """

    format: str
    layers: tuple[FoundLayer, ...]
    single: tuple[FoundLayer, ...]
    matrices: tuple[FoundMatrix, ...]
    layer: FoundLayer | None
    embeddings: tuple[FoundMatrix, ...] = ()  # those that fit the layer, the likeliest first
    readouts: tuple[FoundMatrix, ...] = ()
    embedding: FoundMatrix | None = None
    readout: FoundMatrix | None = None
    vocabulary: tuple[str, ...] | None = None
    pool: str | None = None  # what the file's readout reads if it answers once: "last" or "mean"
    output: str | None = None  # how the file says its readout's numbers are read
    left_over: tuple[tuple[str, tuple[int, ...]], ...] = ()  # names and shapes

    def sentences(self) -> Iterator[Message]:
        """All of it in words, what would be opened behind the layer that it belongs to."""
        yield Message("A file of the kind {format}.", format=self.format)
        for layer in self.layers[:MOST_SHOWN]:
            yield layer.words()
        if (more := len(self.layers) - MOST_SHOWN) > 0:
            yield Message("Further recurrent layers: {count:,}.", count=more)
        if self.layer is None or self.layer.problem is not None:
            return
        yield Message("Opened: {name}.", name=self.layer.name)
        yield _embedding_words(self.embedding)
        yield _readout_words(self.readout)
        if self.pool is not None:
            yield Message(POOLS[self.pool])
        if self.vocabulary is not None:
            yield Message("Vocabulary: {count:,} tokens.", count=len(self.vocabulary))
        if self.left_over:
            yield self._left_over()

    def _left_over(self) -> Message:
        shown = [f"{name} {shape}" for name, shape in self.left_over[:MOST_SHOWN]]
        if (more := len(self.left_over) - len(shown)) > 0:
            return Message("Left over: {names}, and {more:,} more.", names=shown, more=more)
        return Message("Left over: {names}.", names=shown)


def _embedding_words(embedding: FoundMatrix | None) -> Message:
    if embedding is None:
        return Message("No embedding: it reads numbers or one-hot tokens.")
    return Message(
        "Embedding: {name}, tokens: {rows:,}, numbers of each: {columns:,}.",
        name=embedding.name,
        rows=embedding.rows,
        columns=embedding.columns,
    )


def _readout_words(readout: FoundMatrix | None) -> Message:
    if readout is None:
        return Message("No readout: the states are shown by themselves.")
    return Message("Readout: {name}, outputs: {rows:,}.", name=readout.name, rows=readout.rows)
