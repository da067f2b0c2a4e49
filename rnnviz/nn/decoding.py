"""What an encoder-decoder answers: the likeliest token at each step, or the likeliest answers."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.encoder_decoder import EncoderDecoder
from rnnviz.nn.losses import predict
from rnnviz.nn.propagation import State, forward
from rnnviz.text.message import Refusal

START_TOKEN, END_TOKEN = 0, 1


class Decoded(NamedTuple):
    """Answers of a batch, each with its END if it came to one; -1 after it."""

    tokens: Array  # (M, B)
    probabilities: Array  # (M, V, B)


@dataclass(frozen=True)
class Answer:
    """One answer of a beam."""

    tokens: tuple[int, ...]  # without END
    log_probability: float  # nats, of all its tokens and of END if it ended
    ended: bool


def greedy(model: EncoderDecoder, state: State, most: int) -> Decoded:
    """The likeliest token at each step, fed back to choose the next, until END or at most so many."""
    batch = state.hidden.shape[-1]
    fed, context = np.full((1, batch), START_TOKEN), model.context(state)
    over = np.zeros(batch, bool)
    tokens: list[Array] = []
    chances: list[Array] = []
    while len(tokens) < most and not over.all():
        done = forward(model.decoder, fed, state, context=context)
        chance = predict(model.decoder.output, done.logits)[0]
        chosen = np.where(over, -1, chance.argmax(axis=0))
        over |= chosen == END_TOKEN
        tokens.append(chosen)
        chances.append(chance)
        fed, state = chosen[None], done.state
    return Decoded(np.stack(tokens), np.stack(chances))


def blindly(model: EncoderDecoder, state: State, most: int, blank: int) -> Decoded:
    """The likeliest token at each step of one that is fed START, then always the token `blank`, until
    END or at most so many; of a batch of one."""
    fed = np.full((most, 1), blank)
    fed[0] = START_TOKEN
    chances = predict(
        model.decoder.output, forward(model.decoder, fed, state, context=model.context(state)).logits
    )
    tokens = chances.argmax(axis=1)
    ends = np.flatnonzero(tokens[:, 0] == END_TOKEN)
    count = ends[0] + 1 if len(ends) else most
    return Decoded(tokens[:count], chances[:count])


def beam(model: EncoderDecoder, state: State, width: int, most: int) -> list[Answer]:
    """The likeliest answers that a beam of that width finds (Graves 2012, section 2.3), best first.

    At each step only the `width` likeliest beginnings are kept, by the sum of their log-probabilities;
    with width 1 it is the greedy answer. `state` is a batch of one. Raises ValueError for a width or a
    length below 1.
    """
    if width < 1 or most < 1:
        raise Refusal(
            "width is {width} and the length {most}; allowed are whole numbers from 1.",
            width=width,
            most=most,
        )
    written = np.empty((0, 1), int)  # (M, W) one column a beginning
    sums = np.zeros(1)
    done: list[Answer] = []
    fed, context = np.full((1, 1), START_TOKEN), model.context(state)
    for step in range(most):
        after = forward(model.decoder, fed, state, context=context)
        logits = after.logits[0].astype(float)
        top = logits.max(axis=0)
        logs = logits - (top + np.log(np.exp(logits - top).sum(axis=0)))
        totals = sums + logs  # (V, W)
        best = np.argsort(-totals, axis=None, kind="stable")[:width]
        token, origin = np.unravel_index(best, totals.shape)
        sums, written = totals[token, origin], np.concatenate([written[:, origin], token[None]])
        for place in np.flatnonzero(token == END_TOKEN):
            done.append(Answer(_tuple(written[:-1, place]), float(sums[place]), True))
        kept = token != END_TOKEN
        if step + 1 < most and len(done) >= width:
            # no beginning can become likelier than it is
            floor = sorted(answer.log_probability for answer in done)[-width]
            kept &= sums > floor
        if not kept.any():
            written = written[:, :0]
            break
        sums, written, origin = sums[kept], written[:, kept], origin[kept]
        hidden, memory = after.state
        state = State(hidden[..., origin], None if memory is None else memory[..., origin])
        fed = token[kept][None]
    cut = [
        Answer(_tuple(row), float(total), False) for row, total in zip(written.T, sums, strict=False)
    ]
    # of equal worth the one that ended
    return sorted(done + cut, key=lambda answer: (-answer.log_probability, not answer.ended))[:width]


def _tuple(tokens: Array) -> tuple[int, ...]:
    return tuple(int(token) for token in tokens)
