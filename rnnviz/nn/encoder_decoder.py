"""An encoder and a decoder: a whole sequence is read, then another one is written, of any length.

The encoder's last state is the decoder's first, and nothing else goes from one to the other (Sutskever,
Vinyals & Le 2014). With c at every step the decoder also reads the last h of the encoder's top layer at
each of its steps (Cho et al. 2014, equation 7). The decoder reads, at each step, the token before the
one that it is asked for, and START before the first.

What is read may also be a single step of numbers, a picture for example: then the encoder's one step
makes the first state of it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from rnnviz.nn import propagation
from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import Forward, State
from rnnviz.nn.saved_arrays import UNREADABLE, read_arrays
from rnnviz.text.message import Refusal

# characters that nobody types: start and end of a text
START, END = "\x02", "\x03"
PARTS = ("encoder", "decoder")


@dataclass(frozen=True, eq=False)
class EncoderDecoder:
    """Two networks of one cell, size and number of layers; the decoder's vocabulary begins with START
    and END, and its context, if it has one, is as long as the encoder's h. Raises ValueError if they do
    not fit each other."""

    encoder: Network
    decoder: Network
    about: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for name in ("cell", "hidden", "layers"):
            one, other = getattr(self.encoder, name), getattr(self.decoder, name)
            if one != other:
                raise Refusal(
                    "The encoder's {name} is {one} and the decoder's {other}.",
                    name=name,
                    one=one,
                    other=other,
                )
        if self.encoder.bidirectional or self.decoder.bidirectional:
            raise Refusal("An encoder-decoder reads and writes in one direction.")
        if (self.decoder.vocabulary or ())[:2] != (START, END):
            raise Refusal("The decoder's vocabulary must begin with START and END.")
        if self.encoder.context or self.decoder.context not in (None, self.encoder.hidden):
            raise Refusal(
                "The decoder's context has {count} numbers; allowed are none and the encoder's "
                "{hidden}, and none for the encoder.",
                count=self.decoder.context or 0,
                hidden=self.encoder.hidden,
            )

    @classmethod
    def random(
        cls,
        *,
        cell: str,
        inputs: int,
        hidden: int,
        answers: tuple[str, ...],
        layers: int = 1,
        embedding: int | None = None,
        numbers: bool = False,
        vocabulary: tuple[str, ...] | None = None,
        seed: int = 0,
        dtype: str = "float64",
        init: str = "uniform",
        gain: float = 1.0,
        forget_bias: float = 0.0,
        context: bool = False,
    ) -> "EncoderDecoder":
        """One with random parameters, each half started as `Network.random` starts it; `embedding` is
        for tokens only, so with `numbers` it is the decoder's alone. With `context` the decoder reads c
        at every step."""
        one, other = (int(s) for s in np.random.SeedSequence(seed).generate_state(2))
        shared: dict[str, Any] = {"cell": cell, "hidden": hidden, "layers": layers, "dtype": dtype}
        shared |= {"init": init, "gain": gain, "forget_bias": forget_bias}
        encoder = Network.random(
            inputs=inputs,
            outputs=hidden,
            readout=False,
            output="linear",
            vocabulary=vocabulary,
            embedding=None if numbers else embedding,
            seed=one,
            **shared,
        )
        decoder = Network.random(
            inputs=len(answers),
            outputs=len(answers),
            vocabulary=answers,
            embedding=embedding,
            context=hidden if context else None,
            seed=other,
            **shared,
        )
        return cls(encoder, decoder)

    @property
    def parameters(self) -> dict[str, Array]:
        """PyTorch's name, behind "encoder." or "decoder." -> array."""
        return {
            f"{part}.{name}": array
            for part in PARTS
            for name, array in getattr(self, part).parameters.items()
        }

    def context(self, state: State) -> Array | None:
        """What the decoder reads at every step if it starts from this state `(L, H, B)`: the h of the
        top layer, or nothing."""
        return state.hidden[-1] if self.decoder.context else None

    @property
    def dtype(self) -> np.dtype:
        """The type of every parameter."""
        return self.decoder.dtype

    def with_parameters(self, named: Mapping[str, Array]) -> "EncoderDecoder":
        """The same two networks with other parameters, under the names of `parameters`."""
        halves = {
            part: replace(
                getattr(self, part),
                parameters=_half(named, part),
            )
            for part in PARTS
        }
        return replace(self, **halves)

    def astype(self, dtype: str) -> "EncoderDecoder":
        """The same with its parameters in another type."""
        return replace(self, encoder=self.encoder.astype(dtype), decoder=self.decoder.astype(dtype))

    def save(self, path: str | Path) -> None:
        """Write both networks to one safetensors file, with their settings as JSON in the metadata."""
        Path(path).write_bytes(self.to_bytes())

    def to_bytes(self) -> bytes:
        """What `save` writes."""
        from safetensors.numpy import save

        described = {part: getattr(self, part).settings() for part in PARTS}
        described["about"] = dict(self.about)
        arrays = {name: np.ascontiguousarray(array) for name, array in self.parameters.items()}
        return save(arrays, metadata={"rnnviz.seq2seq": json.dumps(described)})

    @classmethod
    def load(cls, path: str | Path) -> "EncoderDecoder":
        """Read what `save` wrote; raises ValueError for any other file."""
        try:
            text, arrays = read_arrays(path, "rnnviz.seq2seq")
            if text is None:
                raise Refusal("its metadata has no rnnviz settings.")
            described = json.loads(text)
            halves = {}
            for part in PARTS:
                settings = described[part]
                known = settings["vocabulary"]
                settings["vocabulary"] = None if known is None else tuple(known)
                halves[part] = Network(parameters=_half(arrays, part), **settings)
            return cls(**halves, about=described["about"])
        except UNREADABLE as error:
            raise Refusal(
                "{path} holds no encoder and decoder: {error}", path=path, error=error
            ) from error


def _half(named: Mapping[str, Array], part: str) -> dict[str, Array]:
    start = f"{part}."
    return {name.removeprefix(start): a for name, a in named.items() if name.startswith(start)}


Model = Network | EncoderDecoder


class Done(NamedTuple):
    """What both computed over a batch of pairs."""

    encoded: Forward
    decoded: Forward

    @property
    def logits(self) -> Array:
        """The decoder's, `(M, V, B)`."""
        return self.decoded.logits


def encode(model: EncoderDecoder, inputs: Array, lengths: Array | None = None) -> State:
    """The state that the encoder ends in, `(L, H, B)`: all that the decoder gets to know.

    `inputs`: tokens `(T, B)` or numbers `(T, D, B)`; `lengths` `(B,)` as in `propagation.forward`.
    """
    return propagation.forward(model.encoder, inputs, lengths=lengths).state


def forward(model: EncoderDecoder, inputs: Array, fed: Array, lengths: Array | None = None) -> Done:
    """Read `inputs`, then write, being fed these tokens `(M, B)` (-1 after an answer's end)."""
    encoded = propagation.forward(model.encoder, inputs, lengths=lengths)
    state = encoded.state
    return Done(encoded, propagation.forward(model.decoder, fed, state, context=model.context(state)))


def backward(model: EncoderDecoder, done: Done, logits: Array) -> dict[str, Array]:
    """From the derivatives of a loss by the logits `(M, V, B)` to those by every parameter of both."""
    written = propagation.backward(model.decoder, done.decoded, logits)
    first = written.state
    if model.decoder.context:  # c came in at each of its steps, too
        first.hidden[-1] += written.inputs[:, model.decoder.own_width :].sum(axis=0)
    steps, _, batch = done.encoded.top.shape
    nothing = np.zeros(
        (steps, model.encoder.outputs, batch), model.dtype
    )  # it has no losses of its own
    read = propagation.backward(model.encoder, done.encoded, nothing, first)
    found = {"encoder": read.parameters, "decoder": written.parameters}
    return {f"{part}.{name}": array for part in PARTS for name, array in found[part].items()}


def right_tokens(targets: Array) -> Array:
    """What the decoder reads under teacher forcing: START, then each right token but the last; targets
    `(M, B)` with -1 after the end."""
    start = np.zeros_like(targets[:1])
    return np.concatenate([start, targets[:-1]])


def own_tokens(
    model: EncoderDecoder, state: State, targets: Array, share: float, rng: np.random.Generator
) -> Array:
    """What the decoder reads if only this share of what it is fed is the right token, drawn step by
    step and row by row, and all else its own likeliest one (Bengio et al. 2015, scheduled sampling,
    with the likeliest in place of a drawn one)."""
    fed = right_tokens(targets)
    forced = rng.random(fed.shape) < share
    context = model.context(state)
    for step in range(len(fed) - 1):
        done = propagation.forward(model.decoder, fed[step : step + 1], state, context=context)
        state = done.state
        own = done.logits[0].argmax(axis=0)
        fed[step + 1] = np.where(forced[step + 1] | (fed[step + 1] < 0), fed[step + 1], own)
    return fed


def conditioned(net: Network, context: Array) -> Network:
    """A network with one context `(C,)` for good, as one without: what its weights make of it is the
    same at every step, so it joins the bias."""
    name, bias = "rnn.weight_ih_l0", "rnn.bias_ih_l0"
    own, more = np.split(net.parameters[name], [net.own_width], axis=1)
    added = net.parameters[bias] + more @ context
    return replace(net, context=None, parameters={**net.parameters, name: own, bias: added})
