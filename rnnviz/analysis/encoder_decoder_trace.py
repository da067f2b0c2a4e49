"""One text or picture going through an encoder and a decoder: every state, and the vector between
the two, which may be exchanged for that of another text."""

from dataclasses import dataclass

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.decoding import END_TOKEN, blindly, greedy
from rnnviz.nn.encoder_decoder import EncoderDecoder
from rnnviz.nn.propagation import State, forward
from rnnviz.text.language import N_


@dataclass(frozen=True)
class Passage:
    """What was read, handed over and written, step by step; states are those of the last layer."""

    read: Array  # (T, H)
    own: State  # (L, H, 1): the state that the encoder ended in
    handed: State  # the same, or another's: the state that the decoder started from
    tokens: Array  # (M,) as they were chosen, END with them
    probabilities: Array  # (M, V)
    written: Array  # (M, H)
    again: bool = False  # whether the decoder reads c, the handed state's last h, at every step, too

    @property
    def ended(self) -> bool:
        """Whether the answer came to its END."""
        return int(self.tokens[-1]) == END_TOKEN


def passage(
    model: EncoderDecoder,
    inputs: Array,
    most: int,
    handed: State | None = None,
    blank: int | None = None,
) -> Passage:
    """Read tokens `(T,)` or numbers `(T, D)`, then write the likeliest token at each step, at most so
    many; from the state that the encoder ends in, or from the one `handed` over instead. After START
    the decoder is fed what it wrote, or a `blank`, always the same token."""
    done = forward(model.encoder, inputs[..., None])
    start = done.state if handed is None else handed
    found = greedy(model, start, most) if blank is None else blindly(model, start, most, blank)
    fed = np.concatenate([np.zeros((1, 1), int), found.tokens[:-1]])
    if blank is not None:
        fed[1:] = blank
    written = forward(model.decoder, fed, start, context=model.context(start)).top
    return Passage(
        done.top[..., 0],
        done.state,
        start,
        found.tokens[:, 0],
        found.probabilities[..., 0],
        written[..., 0],
        bool(model.decoder.context),
    )


def numbers(state: State) -> dict[str, Array]:
    """A state of a batch of one as one row of numbers a kind, layer after layer: `(L * H,)` each."""
    found = {"h": state.hidden.ravel()}
    if state.memory is not None:
        found[N_("cell state")] = state.memory.ravel()
    return found
