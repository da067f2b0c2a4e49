"""Networks of the pages Tasks and Truncate as Unroll and Backpropagate read them, and their words in
the address.

`task.NAME` is the network that a task opens with, `run.ID.PLACE` a run of a stored experiment as it is
last, or with `.fNUMBER` as it was in a frame; of an encoder-decoder behind a point one of the two.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from rnnviz.experiments.shared_cache import SharedCache
from rnnviz.experiments.store import Store
from rnnviz.nn.cells.base import Array
from rnnviz.nn.encoder_decoder import END, PARTS, START, EncoderDecoder, Model, conditioned, encode
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import State
from rnnviz.nn.tokenizer import Typed, Unreadable, pieces, read, read_pieces, within_limit
from rnnviz.pretrained.task_networks import opening
from rnnviz.runs.run import Run
from rnnviz.storage.database import StoreError
from rnnviz.tasks import TASKS, Echo, Task
from rnnviz.tasks.echo_typed import example, tossed
from rnnviz.text.language import N_, _, _n, listed
from rnnviz.text.message import NOTHING, Message, Refusal
from rnnviz.ui.session.store import open_store

WORD = re.compile(
    r"(?:task\.(?P<task>[a-z]+)|run\.(?P<id>[0-9a-f]{8})\.(?P<place>\d{1,2})(?:\.f(?P<frame>\d{1,9}))?)"
    r"(?:\.(?P<part>[a-z]+))?"
)
KEPT_BYTES = 500_000_000  # of networks, that are kept from one key to the next
_STORED = SharedCache(16, KEPT_BYTES)
WORDS = N_("task.NAME for what a task opens with, run.ID.NUMBER for a run that was trained")


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
            return _(_DECODES[self.run.context])
        if isinstance(self.task, Echo):
            return _of_echo(self.task, self.run)
        pool = self._pool
        return _(_POOLED[pool, self.network.bidirectional]) if pool else _late(self.run.delay)

    @property
    def source(self) -> str:
        """The same for what a decoder's encoder has read."""
        return _part(self.task, self.run, self.model, "encoder").example

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


NEWLINE = "⏎"  # a box of one line has no other
_EXAMPLES = {
    ("addition", ""): "1011 + 0110",
    ("hello", ""): "hello",
    ("labelling", ""): "rusty woods sings tonight",
    ("characters", ""): "the value of the function",
    ("words", ""): "After learning his achievement",
    ("forecast", ""): "0; 0.5; 0.9; 1; 0.9; 0.5",
    ("sentiment", ""): "not bad at all",
    ("caption", "encoder"): " ".join(
        "1" if row in (0, 7) or column in (0, 7) else "0" for row in range(8) for column in range(8)
    ),
    ("caption", "decoder"): "a large frame",
    ("translate", "encoder"): "3 march 1998",
    ("translate", "decoder"): "1998-03-03",
    ("execute", "encoder"): "print(7+5)",
    ("execute", "decoder"): "12",
}
_DECODES = {
    False: N_(
        "It starts from the state in which its encoder ended, reads ⊢ first and then each "
        "token that was written, and answers with the next one, at last with ⊣."
    ),
    True: N_(
        "It starts from the state in which its encoder ended and reads c beside every token; what "
        "c gives is the same at each step and stands in its bias here."
    ),
}
_POOLED = {
    (
        "last",
        False,
    ): N_(
        "Its verdict is the answer of the last step; the ones before are what it would have said there."
    ),
    (
        "last",
        True,
    ): N_(
        "Its verdict is read from each direction's last state: left to right the last step, "
        "right to left the first. Here both states of one step are read together."
    ),
    ("mean", False): N_("Its verdict is the mean of what stands over all steps."),
    ("mean", True): N_("Its verdict is the mean of what stands over all steps."),
}


def _late(delay: int) -> str:
    if not delay:
        return _("Trained on the page Tasks; here with all its numbers.")
    return _n(
        "It answers 1 step late: what stands over a step is the answer for the one 1 step before.",
        "It answers {delay} steps late: what stands over a step is the answer for the one {delay} "
        "steps before.",
        delay,
    ).format(delay=delay)


def _of_echo(task: Echo, run: Run) -> str:
    said = _(
        "Trained on the page Truncate. Type bits: what is due is a coin, tossed once for each step and "
        "weighted by the bits that many steps back: {lags}; before the longest of them nothing is due."
    ).format(lags=listed(map(str, task.lags)))
    if run.carry or run.truncation.every is None:
        return said
    return f"{said} " + _(
        "It was trained with a state that is reset every {every} steps; here its state goes on."
    ).format(every=run.truncation.every)


def _example(task: Task, part: str, mode: str, known: tuple[str, ...] | None) -> str:
    if isinstance(task, Echo):
        return example(task)
    one = _EXAMPLES.get((task.name, part), "")
    if known is None or all(piece in known for piece in pieces(one, mode)):
        return one
    return (" " if mode == "words" else "").join(known[2:7])


def read_word(text: str) -> str:
    """Reads such a word; raises ValueError, in words that follow "allowed are", if there is no such
    network."""
    try:
        task_network(text)
    except (StoreError, ValueError):
        raise Refusal(WORDS) from None
    return text


def task_network(word: str) -> TaskNetwork:
    """The network of a word; raises ValueError or StoreError, a sentence, if there is none."""
    found = WORD.fullmatch(word)
    if not found:
        raise Refusal("A network is {word!r}; allowed are {words}.", word=word, words=Message(WORDS))
    if name := found["task"]:
        return _ready(name, found["part"] or "")
    store = open_store()
    row = store.row(found["id"])
    heads = store.frames(row.id)  # without the states: pages ask with every key
    if found["frame"]:
        heads = [head for head in heads if head.number == int(found["frame"])]
    place = int(found["place"]) - 1
    if not heads or not 0 <= place < len(row.experiment.runs):
        raise Refusal("The experiment {id} has no trained run {place}.", id=row.id, place=place + 1)
    head = heads[-1]
    return _stored(store, row.id, head.number, head.samples, place, found["part"] or "")


def title(word: str) -> str:
    """What a menu calls the network of a word."""
    return _called(*_named(word))


@lru_cache(maxsize=64)  # it stays the same, even when the network has gone
def _named(word: str) -> tuple[str, str]:
    found = task_network(word)
    return found.task.title, found.part


def _called(title: str, part: str) -> str:
    if title == Echo.title:
        return _("From Truncate: {title}").format(title=_(title))
    if not part:
        return _("From Tasks: {title}").format(title=_(title))
    return _("From Tasks: {title}, {part}").format(title=_(title), part=_(part))


# the same object as long as it is the same network, so that what is computed from it can be kept
@lru_cache(maxsize=16)
def _ready(name: str, part: str) -> TaskNetwork:
    ready = opening(name) if name in TASKS else None
    if ready is None:
        raise Refusal("There is no ready-trained network for {name!r}.", name=name)
    return _part(ready.task, ready.run, ready.model, part)


def _stored(store: Store, id: str, number: int, samples: int, place: int, part: str) -> TaskNetwork:
    def make() -> TaskNetwork:
        task, run = (experiment := store.row(id).experiment).task, experiment.runs[place]
        frame, problem = store.whole_frame(id, number)
        model = task.model(run, frame.runs[place].parameters).astype("float64")
        return replace(_part(task, run, model, part), problem=problem)

    key = store, id, number, samples, place, part
    return _STORED.get(key, make, lambda found: nbytes(found.model))


def nbytes(model: Model) -> int:
    """Bytes of a model's parameters."""
    return sum(array.nbytes for array in model.parameters.values())


def _part(task: Task, run: Run, model: Model, part: str) -> TaskNetwork:
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
    example = _example(task, part, mode, network.vocabulary)
    return TaskNetwork(task, run, model, network, part, example)
