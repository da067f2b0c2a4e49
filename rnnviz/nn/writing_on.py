"""What a network writes when it reads its own answers: y_t becomes x_{t+1}."""

from dataclasses import dataclass

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.nn.losses import predict
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import State, forward
from rnnviz.nn.trace import Trace
from rnnviz.text.message import Refusal

PICKS = ("likeliest", "drawn")
MOST = 200


@dataclass(frozen=True)
class Written:
    """What was written after a text: at each step the answer, which is what is read next."""

    answers: Array  # (n,) tokens, or (n, V) numbers
    chances: Array | None  # (n,) how likely each token was
    hidden: Array  # (n - 1, H): h of the last layer after each answer that was read again


def write_on(net: Network, trace: Trace, count: int, pick: str = "likeliest", seed: int = 0) -> Written:
    """So many answers from where a trace ends, each read as the next step's input.

    Of a softmax the likeliest token, or one drawn with its probability; other outputs are read as they
    are. Raises ValueError, a sentence, for a network whose answers are not what it reads.
    """
    check_writes_on(net)
    if not 1 <= count <= MOST or pick not in PICKS or not trace.steps:
        raise Refusal(
            "{count} steps are to be written, {pick}; allowed are 1 to {most} after a text, and "
            "{picks}.",
            count=count,
            pick=pick,
            most=MOST,
            picks=PICKS,
        )
    rng = np.random.default_rng(seed)
    hidden, memory = trace.state
    state = State(hidden[..., None], None if memory is None else memory[..., None])
    logits, tops = trace.logits[-1], []
    found: list[int | Array] = []
    chances: list[float] = []
    with np.errstate(over="ignore", invalid="ignore"):  # of a network without bounds
        for step in range(count):
            answer = predict(net.output, logits[:, None])[:, 0]
            if net.output == "softmax":
                token = _picked(answer, pick, rng)
                chances.append(float(answer[token]))
                read = np.array([[token]])
                found.append(token)
            else:
                read = answer[None, :, None].astype(net.dtype)
                found.append(answer)
            if step + 1 < count:
                done = forward(net, read, state)
                logits, state = done.logits[-1, :, 0], done.state
                tops.append(state.hidden[-1, :, 0])
    tokens = net.output == "softmax"
    return Written(np.array(found), np.array(chances) if tokens else None, np.array(tops))


def check_writes_on(net: Network) -> None:
    """Raises ValueError, a sentence, for a network that cannot read what it answers."""
    if net.bidirectional:
        raise Refusal(
            "It cannot write on: its direction from right to left begins at the end of the text, and "
            "the text has none yet."
        )
    same = net.outputs == net.inputs
    if net.output == "softmax" and same:
        same = net.vocabulary is None or net.answers == net.vocabulary
    if not same or (net.output != "softmax" and net.embedding is not None):
        raise Refusal(
            "It cannot write on: what it answers (of size {outputs}) is not what it reads (of size "
            "{inputs}).",
            outputs=net.outputs,
            inputs=net.inputs,
        )


def _picked(chances: Array, pick: str, rng: np.random.Generator) -> int:
    if pick == "likeliest" or not np.isfinite(chances).all():
        return int(np.argmax(chances))
    shares = chances.astype(float)
    return int(rng.choice(len(shares), p=shares / shares.sum()))
