"""Characters: a text is read letter by letter, and at each step the question is what comes next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from rnnviz.nn.losses import losses, losses_by_logits
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import State, backward, forward
from rnnviz.runs.optimizers import Adagrad, clip_value
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import grammars
from rnnviz.tasks.base import LoggedUpdate, one_of, whole
from rnnviz.tasks.prose import english
from rnnviz.tasks.text import READINGS, ROWS, TextTask, cut, own
from rnnviz.text.language import N_
from rnnviz.text.message import Refusal

SOURCES = {
    "reference": N_("Python's language reference"),
    "library": N_("Python's standard library"),
    "counting": "aⁿXbⁿ",
    "brackets": N_("nested brackets"),
    "reber": N_("Reber's grammar"),
    "own": N_("a text of your own"),
}
GRAMMARS = ("counting", "brackets", "reber")
MODULES = (
    "bisect",
    "calendar",
    "colorsys",
    "dataclasses",
    "fractions",
    "heapq",
    "random",
    "shlex",
    "statistics",
    "string",
    "textwrap",
    "typing",
)
MOST = 30
SAMPLED = 200  # letters of a sample in the log


@dataclass(frozen=True)
class Characters(TextTask):
    """The next letter of a text: a built-in one, which comes from this Python itself, one that a
    grammar makes, or one's own `text`.

    `most` is the largest n of a^n X b^n, and how deep brackets may be nested; `reading` says how a text
    is cut into letters, for those trained by an earlier rnnviz. Raises ValueError if
    there is no such source, `most` is not 1 to 30, or a text of one's own has less than two different
    letters or more than a million letters.
    """

    source: str = "reference"
    text: str = ""
    most: int = 8
    reading: int = READINGS[-1]
    held_out: bool = False
    rows: str = ROWS[0]

    name: ClassVar[str] = "characters"
    title: ClassVar[str] = N_("Characters")
    shape: ClassVar[str] = "N to N"
    usual: ClassVar[Mapping[str, Any]] = {
        "cell": "gru",
        "hidden": 64,
        "truncation": Truncation.windows(25),
        "optimizer": "adam",
        "rate": 0.005,
        "batch": 32,
        "clip_norm": 1.0,
    }
    samples: ClassVar[int] = 2_000_000

    def __post_init__(self) -> None:
        one_of("source", self.source, tuple(SOURCES))
        one_of("rows", self.rows, ROWS)
        whole("most", self.most, 1, MOST)
        if self.source == "own":
            own(self.text, "characters", self.reading)
        elif self.text:
            raise Refusal(
                "There is a text, but the source is {source!r}; with one, it is 'own'.",
                source=self.source,
            )

    @cached_property
    def parts(self) -> Sequence[str]:
        if self.source == "own":
            return own(self.text, "characters", self.reading)
        return tuple(grammars.made(self.source, self.most)[0]) if self._made else _built_in(self.source)

    @property
    def _made(self) -> bool:
        return self.source in GRAMMARS

    def floors(self) -> dict[str, float]:
        """Exact, in nats a letter: ln V, what one to three letters in a row tell of this text, and of a
        grammar what cannot be foreseen at all."""
        found = super().floors()
        if self._made:
            found[N_("the grammar")] = grammars.made(self.source, self.most)[1]
        return found

    def read(self, text: str) -> list[str]:
        return cut(text, "characters", self.reading)

    def said(self, seen: LoggedUpdate) -> dict[str, Any]:
        """A sample: what the network writes on from its state and the first letter of the window."""
        net = seen.model()
        assert isinstance(net, Network)
        first = seen.inputs[0, ..., 0]
        number = int(first if first.ndim == 0 else first.argmax())
        state = seen.state
        if state is not None:  # that of the first row
            memory = None if state.memory is None else state.memory[..., :1]
            state = State(state.hidden[..., :1], memory)
        return {"sample": "".join(self.go_on(net, number, state, SAMPLED, seen.rng))}


@lru_cache(maxsize=2)
def _built_in(source: str) -> tuple[str, ...]:
    """A text that every Python carries with it; raises ValueError if this one does not."""
    if source == "reference":
        return tuple(english()[0])
    found = []
    for name in MODULES:
        spec = find_spec(name)
        path = Path(spec.origin or "") if spec else Path()
        if path.suffix != ".py" or not path.exists():
            raise Refusal(
                "This Python has no source of its module {name}; choose another text.", name=name
            )
        found.append(path.read_text("utf-8"))
    # its few letters from elsewhere would each have an output of their own
    return tuple(letter for letter in "".join(found) if letter == "\n" or " " <= letter <= "~")


# -- the reference run -------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReferenceUpdate:
    """One update of the reference run."""

    loss: float  # of the window, summed, nats
    smooth: float
    gradients: Mapping[str, np.ndarray]  # after they were cut to +-5
    network: Network  # moves on with the run


REFERENCE_TEXT = "hello world, hello recurrent world"


def reference(updates: int = 2001) -> Iterator[ReferenceUpdate]:
    """The 100-line character network that everybody has read, on a text of 34 letters: windows of 25,
    the loss summed, gradients cut to +-5, Adagrad with its epsilon in the root, NumPy's old generator
    seeded 0.

    It has one bias where PyTorch has two: the other one stays 0. A window that would not leave a whole
    further one begins again at the text's start with a state of zeros.
    """
    rng = np.random.RandomState(0)
    letters, steps = tuple(sorted(set(REFERENCE_TEXT))), 25
    size = len(letters)
    net = Network.random("tanh", size, 10, size, vocabulary=letters)
    for array in net.parameters.values():
        array[...] = 0.0
    for name in ("rnn.weight_ih_l0", "rnn.weight_hh_l0", "readout.weight"):
        array = net.parameters[name]
        array[...] = rng.randn(*array.shape) * 0.01
    moved = {name: array for name, array in net.parameters.items() if name != "rnn.bias_hh_l0"}
    numbers = np.array([letters.index(letter) for letter in REFERENCE_TEXT])
    optimizer = Adagrad(0.1, epsilon=1e-8, inside=True)
    smooth, place, state = np.log(size) * steps, 0, None
    for update in range(updates):
        if place + steps + 1 >= len(numbers) or update == 0:
            place, state = 0, None
        inputs, targets = numbers[place : place + steps], numbers[place + 1 : place + steps + 1]
        done = forward(net, inputs[:, None], state)
        loss = float(losses(net.output, done.logits, targets[:, None]).sum())
        slopes = losses_by_logits(net.output, done.logits, targets[:, None])
        gradients = backward(net, done, slopes).parameters
        clip_value(gradients, 5.0)
        smooth = 0.999 * smooth + 0.001 * loss
        yield ReferenceUpdate(loss, smooth, gradients, net)
        optimizer.update(moved, gradients)
        place, state = place + steps, done.state
