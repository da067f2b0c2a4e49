"""A recurrent network: embedding or one-hot, layers of cells in one or two directions, readout.

A network is a value: settings and named arrays. What it does with an input is in `propagation.py`
(whole batches, forward and back) and `trace.py` (one sequence, everything kept).
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from rnnviz.nn.cells import CELLS
from rnnviz.nn.cells.base import Array, Cell, Weights
from rnnviz.nn.classic_starts import CLASSIC_STARTS, classic_start
from rnnviz.nn.losses import OUTPUTS
from rnnviz.nn.opened.opened import open_file
from rnnviz.nn.saved_arrays import UNREADABLE, read_arrays, unpack_arrays
from rnnviz.text.allowance import NETWORK, afford
from rnnviz.text.message import Message, Refusal

INITS = ("uniform", "normal", "orthogonal", "identity")
DTYPES = ("float32", "float64")
POOLS = ("last", "mean")
MOST_LAYERS = 4
READS_CONTEXT = "rnn.weight_ih_l0"  # its last columns, in a decoder that has c at every step
MOST_WEIGHTS = 500_000_000  # 4 GB
MOST_FORGET_BIAS = 20.0  # beyond, a float32 sigmoid is 0 or 1


@dataclass(frozen=True, kw_only=True, eq=False)
class NetworkSettings:
    """What a network is made of, without its numbers.

    `inputs` is the size V of the vocabulary for tokens, or D for rows of numbers; `hidden` is H in each
    layer and direction; `embedding`, if given, is the length of the vector that a token is looked up
    as, else tokens are one-hot. Without a `readout` the last layer's state is the output. `output` says
    how the logits are read (`losses.py`). With a `pool` there is one answer to the whole sequence, read
    from each direction's last state ("last") or from the mean of all states ("mean"); without, one at
    every step. `vocabulary` are the tokens as text, where there are any, and `labels` the outputs,
    where those are words of their own. With a `context` the first layer reads, behind its own input, so
    many numbers more that are the same at every step (Cho et al. 2014, a decoder's c).

    Raises ValueError, in a sentence that names the setting, its value and what is allowed.
    """

    cell: str = "tanh"
    inputs: int = 4
    hidden: int = 8
    outputs: int = 4
    layers: int = 1
    bidirectional: bool = False
    embedding: int | None = None
    bias: bool = True
    readout: bool = True
    readout_bias: bool = True
    output: str = "softmax"
    vocabulary: tuple[str, ...] | None = None
    pool: str | None = None
    labels: tuple[str, ...] | None = None
    context: int | None = None

    def __post_init__(self) -> None:
        _choice("cell", self.cell, tuple(CELLS))
        _choice("output", self.output, OUTPUTS)
        if self.pool is not None:
            _choice("pool", self.pool, POOLS)
        for name in ("inputs", "hidden", "outputs", "layers", "embedding", "context"):
            value = getattr(self, name)
            if value is None and name in ("embedding", "context"):
                continue
            if not _whole(value) or value < 1:
                raise Refusal(
                    "{name} is {value!r}; allowed are whole numbers from 1.", name=name, value=value
                )
            object.__setattr__(self, name, int(value))  # JSON knows no NumPy
        for name in ("bidirectional", "bias", "readout", "readout_bias"):
            if not isinstance(getattr(self, name), bool):
                raise Refusal(
                    "{name} is {value!r}; allowed are True and False.",
                    name=name,
                    value=getattr(self, name),
                )
        if self.layers > MOST_LAYERS:
            raise Refusal(
                "layers is {layers}; allowed are 1 to {most}.", layers=self.layers, most=MOST_LAYERS
            )
        if (count := sum(math.prod(shape) for _, shape in self.shapes())) > MOST_WEIGHTS:
            raise Refusal(
                "The network would have {count:.3g} weights; allowed are up to {most:,}.",
                count=min(count, 10**300),
                most=MOST_WEIGHTS,
            )
        if not self.readout and self.outputs != self.hidden * self.directions:
            raise Refusal(
                "outputs is {outputs}; without a readout it must be hidden times directions, {wanted}.",
                outputs=self.outputs,
                wanted=self.hidden * self.directions,
            )
        if self.vocabulary is not None and not isinstance(self.vocabulary, tuple):
            raise Refusal(
                "vocabulary is {vocabulary!r}; allowed is a tuple of tokens.",
                vocabulary=self.vocabulary,
            )
        if self.vocabulary is not None and len(set(self.vocabulary)) != len(self.vocabulary):
            raise Refusal("vocabulary has a token twice; all must be different.")
        if self.labels is not None and len(self.labels) != self.outputs:
            raise Refusal(
                "There are {count} labels for {outputs} outputs; they must be equal.",
                count=len(self.labels),
                outputs=self.outputs,
            )
        if self.vocabulary is not None and len(self.vocabulary) != self.inputs:
            raise Refusal(
                "vocabulary has {count} tokens and inputs is {inputs}; they must be equal.",
                count=len(self.vocabulary),
                inputs=self.inputs,
            )

    @property
    def answers(self) -> tuple[str, ...] | None:
        """The outputs as text: the labels, or the tokens that are read; None if they are neither."""
        if self.labels is not None or self.output != "softmax" or self.outputs != self.inputs:
            return self.labels
        return self.vocabulary

    @property
    def kind(self) -> Cell:
        """The recurrence itself."""
        return CELLS[self.cell]

    @property
    def directions(self) -> int:
        """2 for a bidirectional network, else 1."""
        return 2 if self.bidirectional else 1

    def width(self, layer: int) -> int:
        """How many numbers a layer reads at each step."""
        if layer:
            return self.hidden * self.directions
        return self.own_width + (self.context or 0)

    @property
    def own_width(self) -> int:
        """How many of those numbers are the step's own, and no context."""
        return self.inputs if self.embedding is None else self.embedding

    @staticmethod
    def ending(layer: int, direction: int) -> str:
        """PyTorch's name ending of a layer's parameters in one direction."""
        return f"l{layer}{'_reverse' if direction else ''}"

    def passes(self) -> Iterator[tuple[int, int, str]]:
        """Layer, direction (1 is right to left) and PyTorch's name ending, in the order of L."""
        for layer in range(self.layers):
            for direction in range(self.directions):
                yield layer, direction, self.ending(layer, direction)

    def shapes(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """PyTorch's name and shape of every parameter."""
        if self.embedding is not None:
            yield "embedding.weight", (self.inputs, self.embedding)
        rows = self.kind.blocks * self.hidden
        for layer, _, ending in self.passes():
            yield f"rnn.weight_ih_{ending}", (rows, self.width(layer))
            yield f"rnn.weight_hh_{ending}", (rows, self.hidden)
            if self.bias:
                yield f"rnn.bias_ih_{ending}", (rows,)
                yield f"rnn.bias_hh_{ending}", (rows,)
        if self.readout:
            yield "readout.weight", (self.outputs, self.hidden * self.directions)
            if self.readout_bias:
                yield "readout.bias", (self.outputs,)

    def nbytes(self, dtype: str = "float64") -> int:
        """Bytes of all its parameters."""
        return np.dtype(dtype).itemsize * sum(math.prod(shape) for _, shape in self.shapes())

    def settings(self) -> dict[str, Any]:
        """The settings alone, ready for JSON; a context only if there is one, as files had none."""
        found = {f.name: getattr(self, f.name) for f in fields(NetworkSettings)}
        if self.context is None:
            del found["context"]
        return found


@dataclass(frozen=True, kw_only=True, eq=False)
class Network(NetworkSettings):
    """Settings and parameters; the parameters bear PyTorch's names and shapes.

    `about` is free for whoever made the network (what it was trained on, how well it does).
    Raises ValueError if a parameter is missing, unknown, or of another shape or type.
    """

    parameters: dict[str, Array] = field(repr=False)
    about: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        expected = dict(self.shapes())
        missing, unknown = expected.keys() - self.parameters, self.parameters.keys() - expected
        if missing or unknown:
            raise Refusal(
                "parameters: missing {missing}, unknown {unknown}.",
                missing=_names(missing),
                unknown=_names(unknown),
            )
        for name, shape in expected.items():
            if self.parameters[name].shape != shape:
                raise Refusal(
                    "{name} has the shape {found}; it must be {wanted}.",
                    name=name,
                    found=str(self.parameters[name].shape),
                    wanted=str(shape),
                )
        # in the order of their meaning, whatever order a file had them in
        object.__setattr__(self, "parameters", {name: self.parameters[name] for name in expected})
        kinds = {str(array.dtype) for array in self.parameters.values()}
        if kinds not in ({"float32"}, {"float64"}):
            raise Refusal(
                "parameters are {kinds}; all must be float32, or all float64.", kinds=sorted(kinds)
            )

    @property
    def dtype(self) -> np.dtype:
        """The type of every parameter: float32 to train, float64 to explain."""
        return next(iter(self.parameters.values())).dtype

    def astype(self, dtype: str) -> "Network":
        """The same network with its parameters in another type."""
        afford(NETWORK, lambda: self.nbytes(dtype))
        return replace(self, parameters={k: v.astype(dtype) for k, v in self.parameters.items()})

    def with_parameters(self, named: Mapping[str, Array]) -> "Network":
        """The same network with other parameters."""
        return replace(self, parameters=dict(named))

    def weights(self, ending: str) -> Weights:
        """The parameters of one layer and direction, by the name ending that `passes` gives."""
        return Weights(
            weight_ih=self.parameters[f"rnn.weight_ih_{ending}"],
            weight_hh=self.parameters[f"rnn.weight_hh_{ending}"],
            bias_ih=self.parameters.get(f"rnn.bias_ih_{ending}"),
            bias_hh=self.parameters.get(f"rnn.bias_hh_{ending}"),
        )

    @classmethod
    def random(
        cls,
        cell: str = "tanh",
        inputs: int = 4,
        hidden: int = 8,
        outputs: int = 4,
        layers: int = 1,
        bidirectional: bool = False,
        embedding: int | None = None,
        seed: int = 0,
        dtype: str = "float64",
        gain: float = 1.0,
        init: str = "uniform",
        forget_bias: float = 0.0,
        **settings: Any,
    ) -> "Network":
        """A network with random parameters, started as PyTorch starts them.

        Uniform in +-1/sqrt(H) for the layers, +-1/sqrt(its inputs) for the readout, standard normal
        for an embedding. `init` starts every W_hh otherwise, gate by gate: "normal" with standard
        deviation 1/sqrt(H), "orthogonal" (Saxe et al. 2014), "identity" (Le, Jaitly & Hinton 2015); or
        all weights are drawn as in `classic_starts.py`, whatever the gain.
        `gain` multiplies every W_hh. A `forget_bias` is what an LSTM's forget gates start with as their
        bias b_ih + b_hh (Gers, Schmidhuber & Cummins 2000); 0 leaves both as they are drawn.

        With a `vocabulary`, what belongs to one token (its column of W_ih or row of the embedding, and
        its row of the readout) is drawn from the seed and the token alone, so that a network keeps all
        its other weights when a token is added.
        """
        _choice("init", init, (*INITS, *CLASSIC_STARTS))
        _choice("dtype", dtype, DTYPES)
        real = isinstance(gain, int | float | np.number) and not isinstance(gain, bool)
        if not real or not 0.0 <= gain <= 1e300:
            raise Refusal("gain is {gain!r}; allowed are numbers from 0.", gain=gain)
        if not _whole(seed) or seed < 0:
            raise Refusal("seed is {seed!r}; allowed are whole numbers from 0.", seed=seed)
        plan = NetworkSettings(
            cell=cell,
            inputs=inputs,
            hidden=hidden,
            outputs=outputs,
            layers=layers,
            bidirectional=bidirectional,
            embedding=embedding,
            **settings,
        )
        check_forget_bias(plan.cell, forget_bias, plan.bias)
        afford(NETWORK, lambda: 2 * plan.nbytes())  # once more as another type
        if init in CLASSIC_STARTS:
            parameters = _classic_parameters(plan, seed, init)
        else:
            parameters = _parameters(plan, seed, init, gain)
        if forget_bias:
            open_forget_gates(parameters, hidden, forget_bias)
        return cls(parameters={k: v.astype(dtype) for k, v in parameters.items()}, **plan.settings())

    def save(self, path: str | Path) -> None:
        """Write the network to a safetensors file, with its settings as JSON in the metadata."""
        Path(path).write_bytes(self.to_bytes())

    def to_bytes(self) -> bytes:
        """What `save` writes."""
        from safetensors.numpy import save

        described = json.dumps({**self.settings(), "about": dict(self.about)})
        arrays = {k: np.ascontiguousarray(v) for k, v in self.parameters.items()}
        return save(arrays, metadata={"rnnviz": described})

    @classmethod
    def load(cls, path: str | Path) -> "Network":
        """Read a network that `save` wrote; raises ValueError for any other file."""
        return cls._described(*read_arrays(path, "rnnviz"), path)

    @classmethod
    def from_bytes(cls, data: bytes, name: str) -> "Network":
        """The network that `to_bytes` wrote; raises ValueError for any others, which are called by a
        name."""
        return cls._described(*unpack_arrays(data, "rnnviz"), name)

    @classmethod
    def _described(
        cls, described: str | None, parameters: dict[str, Array], path: str | Path
    ) -> "Network":
        if described is None:
            raise Refusal("{path} holds arrays but no rnnviz settings in its metadata.", path=path)
        try:
            settings = json.loads(described)
            for name in ("vocabulary", "labels"):
                if settings.get(name) is not None:
                    settings[name] = tuple(settings[name])
            return cls(parameters=parameters, **settings)
        except UNREADABLE as error:
            raise Refusal("{path} holds no network: {error}", path=path, error=error) from error

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        layer: str | None = None,
        cell: str | None = None,
        embedding: str | bool | None = None,
        readout: str | bool | None = None,
        vocabulary: str | Path | Sequence[str] | bool | None = None,
        output: str | None = None,
    ) -> "Network":
        """The recurrent network in a file of another program, whatever its parts are called there.

        safetensors; a folder of Hugging Face; what `torch.save` wrote of a state_dict, Lightning's
        checkpoints among it, read with `weights_only=True`; ONNX; Keras's archives and HDF5. Layers are
        found under any prefix by PyTorch's names and shapes, an embedding and a readout by shape, or
        as the file says; without a readout the states are the output. Names choose where several could
        be meant: a `layer`, the `embedding` and the `readout` (False for none). The `vocabulary` is a
        file (JSON, text, `tokenizer.json`) or the tokens themselves; without it one that the file or
        its folder has. Weights do not say an RNN's activation, nor a GRU's form: `cell` says it if it
        is not tanh, or PyTorch's. `output` is how the logits are read: "softmax" unless it is said,
        "linear" for a single output and for states. Halves are read as float32.

        Raises ValueError, a sentence that names the array or the limit.
        """
        choices = {
            "layer": layer,
            "cell": cell,
            "embedding": embedding,
            "readout": readout,
            "vocabulary": vocabulary,
        }
        opened = open_file(path, output, **choices)
        if opened is None:
            return cls.load(path)
        plan = NetworkSettings(**opened.settings)  # too large a one is refused before it is read
        return cls(parameters=opened.read(), about=opened.about, **plan.settings())

    @classmethod
    def from_torch(cls, rnn: Any, readout: Any = None, embedding: Any = None) -> "Network":
        """A network with the parameters of an `nn.RNN`, `nn.LSTM` or `nn.GRU` and, if given, an
        `nn.Linear` and an `nn.Embedding`, not a bit changed; see `pytorch.read_modules`."""
        from rnnviz.nn.pytorch import read_modules

        parameters, settings = read_modules(rnn, readout, embedding)
        return cls(parameters=parameters, **settings)

    def to_torch(self) -> tuple[Any, Any, Any]:
        """The recurrent module, readout and embedding (None where there is none) for PyTorch, not a
        bit changed; see `pytorch.to_torch`."""
        from rnnviz.nn.pytorch import to_torch

        return to_torch(self)


def check_forget_bias(cell: str, value: object, bias: bool = True) -> None:
    """Raise ValueError, a sentence, if a network of such cells cannot start with that forget bias."""
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if not number or not abs(value) <= MOST_FORGET_BIAS:  # type: ignore[arg-type]
        raise Refusal(
            "forget_bias is {value!r}; allowed are numbers from {least} to {most}.",
            value=value,
            least=-MOST_FORGET_BIAS,
            most=MOST_FORGET_BIAS,
        )
    if value and not (cell == "lstm" and bias):
        raise Refusal(
            "forget_bias is {value!r}; only an LSTM with biases has forget gates to give it to, so it "
            "must be 0 here.",
            value=value,
        )


def open_forget_gates(parameters: dict[str, Array], hidden: int, forget_bias: float) -> None:
    """Set the biases of an LSTM's forget gates: b_ih to that number, b_hh to 0."""
    for name, array in parameters.items():
        if name.startswith("rnn.bias"):
            array[hidden : 2 * hidden] = forget_bias if "bias_ih" in name else 0.0


def _whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _names(names: set[str]) -> str | Message:
    return str(sorted(names)) if names else Message("none")


def _choice(name: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise Refusal(
            "{name} is {value!r}; allowed are {allowed}.", name=name, value=value, allowed=allowed
        )


def _parameters(plan: NetworkSettings, seed: int, init: str, gain: float) -> dict[str, Array]:
    """All parameters but for a forget bias, float64."""
    rng = np.random.default_rng(seed)
    by_token = _token_axes(plan)
    found = {}
    for name, shape in _without_context(plan):
        if name in by_token:
            found[name] = _draw_by_token(plan, name, seed, by_token[name], shape)
        else:
            found[name] = _draw(plan, name, rng, shape)
        if plan.context and name == READS_CONTEXT:
            apart = np.random.default_rng(_seed_of_context(seed))
            columns = _draw(plan, name, apart, (shape[0], plan.context))
            found[name] = np.concatenate([found[name], columns], axis=1)
        if "weight_hh" in name:
            found[name] = float(gain) * _recurrent(init, found[name], plan.hidden, rng)
    return found


def _classic_parameters(plan: NetworkSettings, seed: int, init: str) -> dict[str, Array]:
    """All parameters as a classic program starts them, float64."""
    found = classic_start(init, _without_context(plan), seed)
    if plan.context:
        first = found[READS_CONTEXT]
        apart = int(np.random.default_rng(_seed_of_context(seed)).integers(2**32))
        columns = classic_start(init, [(READS_CONTEXT, (len(first), plan.context))], apart)
        found[READS_CONTEXT] = np.concatenate([first, columns[READS_CONTEXT]], axis=1)
    return found


def _without_context(plan: NetworkSettings) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The shapes without the columns of the context, which are drawn by themselves, so that all else
    starts as it does without."""
    for name, shape in plan.shapes():
        less = plan.context or 0 if name == READS_CONTEXT else 0
        yield name, (*shape[:-1], shape[-1] - less)


def _seed_of_context(seed: int) -> list[int]:
    return [seed, *b"context"]


def _draw(plan: NetworkSettings, name: str, rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """One parameter as PyTorch draws it."""
    if name == "embedding.weight":
        return rng.standard_normal(shape)
    fan = plan.hidden * (plan.directions if name.startswith("readout") else 1)
    return rng.uniform(-(fan**-0.5), fan**-0.5, shape)


def _recurrent(init: str, drawn: Array, size: int, rng: np.random.Generator) -> Array:
    """W_hh started as `init` says, each block of H rows (one gate) by itself."""
    if init == "uniform":
        return drawn
    blocks = len(drawn) // size
    if init == "normal":
        return rng.standard_normal(drawn.shape) / np.sqrt(size)
    if init == "identity":
        return np.tile(np.eye(size), (blocks, 1))
    # the signs of R's diagonal make the orthogonal matrix uniform (Mezzadri 2007, section 5)
    pairs = [np.linalg.qr(rng.standard_normal((size, size))) for _ in range(blocks)]
    return np.concatenate([q * np.sign(np.diagonal(r)) for q, r in pairs])


def _token_axes(plan: NetworkSettings) -> dict[str, int]:
    """Which parameters have one row or column a token, and along which axis."""
    if plan.vocabulary is None:
        return {}
    first = [f"rnn.weight_ih_{ending}" for layer, _, ending in plan.passes() if layer == 0]
    axes = dict.fromkeys(first, 1) if plan.embedding is None else {"embedding.weight": 0}
    if plan.outputs == plan.inputs:
        axes |= {"readout.weight": 0, "readout.bias": 0}
    return axes


def _draw_by_token(
    plan: NetworkSettings, name: str, seed: int, axis: int, shape: tuple[int, ...]
) -> Array:
    """One parameter, each token's slice drawn from seed, parameter and token alone."""
    assert plan.vocabulary is not None
    rest = shape[:axis] + shape[axis + 1 :]
    slices = [
        _draw(plan, name, np.random.default_rng([seed, *name.encode(), 0, *token.encode()]), rest)
        for token in plan.vocabulary
    ]
    return np.stack(slices, axis=axis)
