"""What one run of a race is set to: its network, its truncation and how it learns."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticKnownError

from rnnviz.nn.cells import CELLS
from rnnviz.nn.classic_starts import CLASSIC_STARTS
from rnnviz.nn.network import MOST_FORGET_BIAS, MOST_LAYERS, POOLS
from rnnviz.runs.optimizers import OPTIMIZERS
from rnnviz.runs.truncation import Truncation
from rnnviz.runs.truncation_words import cut_phrase
from rnnviz.text.message import Refusal

MOST_DELAY = 50
MOST_UNITS, MOST_ROWS, MOST_LOG = 1024, 10_000, 1_000_000
HIGHEST_RATE = 1000.0
HIGHEST_GAIN = 100.0
NUMBERS = (
    *("hidden", "layers", "rate", "batch", "clip_norm", "clip_value", "embedding", "delay", "forcing"),
    *("gain", "forget_bias", "biases", "root_epsilon", "log"),
)
STARTS = ("uniform", "orthogonal", "identity")
USUAL_START = STARTS[0]
BIASES = 2  # as PyTorch has them: b_ih and b_hh
TRAINED = ("all", "readout")


def _unset(value: Any) -> bool:
    return not value


def _whole(value: Any) -> bool:
    return value == 1.0


def no_flag(value: Any) -> Any:
    """A value that is to be a number, so neither true nor false."""
    if isinstance(value, bool):
        raise PydanticKnownError("float_type")
    return value


def _as_usual(value: Any) -> bool:
    return bool(value == USUAL_START)


def _all_of_it(value: Any) -> bool:
    return bool(value == TRAINED[0])


def _both(value: Any) -> bool:
    return value == BIASES


class Run(BaseModel):
    """One network in the race: what it is, how it is cut and how it learns.

    With an `embedding` each token is looked up as a vector of that length. `rate` is the learning rate,
    `batch` the number of rows B; with `carry` the state goes on from window to window, else each window
    starts from zero. With a `delay` the answer for step t is asked so many steps later. `pool` says
    what one answer is read from, `curriculum` in which order the easy and the hard come, `forcing` at
    which share of its steps a decoder is fed the right token (teacher forcing), else its own; with a
    `context` it reads c, the encoder's last h, at each of them. Every
    W_hh starts "uniform" in +-1/sqrt(H), "orthogonal" or as the "identity", gate by gate, times
    the `gain`, and an LSTM's forget gates with `forget_bias`, where that is not 0; or all weights start
    as programs without PyTorch have them (`nn/classic_starts.py`). To `train` the "readout" alone
    leaves all others as they start (an echo state network, Jaeger 2001).

    What such programs do otherwise, too: `squared` follows the squared error through the sigmoid in
    place of the cross-entropy, `summed` the loss's sum over steps and rows in place of its mean; of the
    two `biases` b_ih and b_hh only the first may move, or there are none at all; Adagrad's epsilon is
    `root_epsilon` within the root; numbers are `double`. Every `log` updates a line is printed. Raises
    pydantic's ValidationError, a ValueError; `explain` makes sentences of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cell: str = "tanh"
    hidden: Annotated[int, Field(ge=1, le=MOST_UNITS)] = 4
    layers: Annotated[int, Field(ge=1, le=MOST_LAYERS)] = 1
    truncation: Truncation = Truncation.windows(5)
    optimizer: str = "adagrad"
    rate: Annotated[float, Field(gt=0.0, le=HIGHEST_RATE, allow_inf_nan=False)] = 0.1
    batch: Annotated[int, Field(ge=1, le=MOST_ROWS)] = 200
    carry: bool = True
    clip_norm: Annotated[float | None, Field(gt=0.0, allow_inf_nan=False)] = None
    clip_value: Annotated[float | None, Field(gt=0.0, allow_inf_nan=False)] = None
    # written only if set, so that what was stored before they were there is found by its JSON again
    embedding: Annotated[int | None, Field(ge=1, le=MOST_UNITS, exclude_if=_unset)] = None
    bidirectional: Annotated[bool, Field(exclude_if=_unset)] = False
    delay: Annotated[int, Field(ge=0, le=MOST_DELAY, exclude_if=_unset)] = 0
    pool: Annotated[str | None, Field(exclude_if=_unset)] = None
    curriculum: Annotated[str | None, Field(exclude_if=_unset)] = None
    forcing: Annotated[float, Field(ge=0.0, le=1.0, exclude_if=_whole)] = 1.0
    context: Annotated[bool, Field(exclude_if=_unset)] = False
    start: Annotated[str, Field(exclude_if=_as_usual)] = USUAL_START
    gain: Annotated[float, Field(ge=0.0, le=HIGHEST_GAIN, exclude_if=_whole)] = 1.0
    forget_bias: Annotated[
        float,
        Field(ge=-MOST_FORGET_BIAS, le=MOST_FORGET_BIAS, allow_inf_nan=False, exclude_if=_unset),
    ] = 0.0
    squared: Annotated[bool, Field(exclude_if=_unset)] = False
    summed: Annotated[bool, Field(exclude_if=_unset)] = False
    biases: Annotated[int, Field(ge=0, le=BIASES, exclude_if=_both)] = BIASES
    root_epsilon: Annotated[
        float | None, Field(gt=0.0, le=1.0, allow_inf_nan=False, exclude_if=_unset)
    ] = None
    double: Annotated[bool, Field(exclude_if=_unset)] = False
    log: Annotated[int, Field(ge=0, le=MOST_LOG, exclude_if=_unset)] = 0
    train: Annotated[str, Field(exclude_if=_all_of_it)] = TRAINED[0]

    @field_validator(*NUMBERS, mode="before")
    @classmethod
    def _number(cls, value: Any) -> Any:
        return no_flag(value)

    @field_validator("cell", "optimizer", "pool", "start", "train")
    @classmethod
    def _known(cls, value: str | None, info: Any) -> str | None:
        known = {"cell": tuple(CELLS), "optimizer": tuple(OPTIMIZERS), "pool": POOLS}
        known |= {"start": (*STARTS, *CLASSIC_STARTS), "train": TRAINED}
        allowed = known[info.field_name]
        if value is not None and value not in allowed:
            raise Refusal("allowed are {allowed}", allowed=tuple(allowed))
        return value

    @property
    def started(self) -> dict[str, Any]:
        """How the weights start, as `Network.random` takes it."""
        return {
            "init": self.start,
            "gain": self.gain,
            "forget_bias": self.forget_bias,
            "dtype": self.dtype,
        }

    @property
    def dtype(self) -> str:
        """The type of the numbers that it is trained in."""
        return "float64" if self.double else "float32"

    def holds(self, name: str) -> bool:
        """Whether the parameter of that name stays at 0: with one bias the other of PyTorch's two."""
        return self.biases < BIASES and ".bias_hh_" in name

    @property
    def readout_only(self) -> bool:
        """Whether its recurrent weights, and an embedding's, stay as they start."""
        return self.train != TRAINED[0]

    def moves(self, name: str) -> bool:
        """Whether the parameter of that name is trained."""
        return not self.holds(name) and ("readout." in name or not self.readout_only)

    def share(self, distance: int) -> float:
        """From which share of places in a window a loss sends gradient so many steps back."""
        return 0.0 if self.readout_only else self.truncation.share(distance)

    @model_validator(mode="after")
    def _forgetting(self) -> "Run":
        if self.forget_bias and self.cell != "lstm":
            raise Refusal(
                "a forget bias goes with an LSTM, not with {cell}, which has no forget gate",
                cell=self.cell,
            )
        if self.forget_bias and not self.biases:
            raise Refusal("without biases there is no forget bias")
        return self

    @model_validator(mode="after")
    def _gained(self) -> "Run":
        if self.gain != 1.0 and self.start in CLASSIC_STARTS:
            raise Refusal(
                "a gain goes with the starts {starts}, not with {start}",
                starts=STARTS,
                start=self.start,
            )
        return self

    @model_validator(mode="after")
    def _epsilon(self) -> "Run":
        if self.root_epsilon is not None and self.optimizer != "adagrad":
            raise Refusal(
                "an epsilon in the root goes with {wanted}, not with {optimizer}",
                wanted="adagrad",
                optimizer=self.optimizer,
            )
        return self

    @model_validator(mode="after")
    def _reset_in_windows(self) -> "Run":
        if not self.carry and self.truncation.before:
            raise Refusal(
                "a state that is reset goes with windows, not with {truncation}, whose losses "
                "reach into the window before",
                truncation=cut_phrase(self.truncation),
            )
        return self
