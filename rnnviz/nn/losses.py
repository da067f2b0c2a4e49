"""What a readout's numbers mean, and what they cost: value and derivative by the logits.

A network's `output` names one of three readings of its logits `(..., V, B)`:

    softmax   one of V tokens           cross-entropy            -log p[target]
    sigmoid   V independent bits        binary cross-entropy     -sum(y log p + (1 - y) log(1 - p))
    linear    V numbers                 squared error            sum((y - p)^2) / 2

The first two are in nats. So is the third up to a constant: it is -log of a normal density with
variance 1. All three share one derivative by the logits, `p - y` (Bishop 2006, section 4.3.6).
"""

import numpy as np

from rnnviz.nn.cells.base import Array, sigmoid
from rnnviz.text.language import N_
from rnnviz.text.message import Message, Refusal

OUTPUTS = ("softmax", "sigmoid", "linear")


def predict(output: str, logits: Array) -> Array:
    """Probabilities (or numbers, for "linear") from logits, both `(..., V, B)`."""
    if output == "softmax":
        shifted = np.exp(logits - logits.max(axis=-2, keepdims=True))
        return shifted / shifted.sum(axis=-2, keepdims=True)
    return sigmoid(logits) if output == "sigmoid" else logits.copy()


def losses(output: str, logits: Array, targets: Array) -> Array:
    """The loss of every step, `(..., B)`, NaN where there is no target.

    `targets`: tokens `(..., B)` with -1 for "no target" (softmax only), or numbers `(..., V, B)` with
    NaN for "no target". From logits, not from probabilities, so that a hopeless prediction costs
    what it should instead of infinity.
    """
    wanted, known = _wanted(output, logits, targets)
    # large numbers are subtracted first, while they are exact, so that a small loss keeps its digits
    if output == "softmax":
        below = logits.max(axis=-2, keepdims=True) - logits
        each = wanted * (below + np.log(np.exp(-below).sum(axis=-2, keepdims=True)))
    elif output == "sigmoid":
        each = np.maximum(logits, 0.0) - wanted * logits + np.log1p(np.exp(-abs(logits)))
    else:
        each = 0.5 * (wanted - logits) ** 2
    return np.where(known, each.sum(axis=-2), np.nan)


def losses_by_logits(output: str, logits: Array, targets: Array) -> Array:
    """The derivative of every step's loss by its logits, `(..., V, B)`, 0 where there is no target.

    `targets` as in `losses`. For "softmax" with numbers as targets, each step's must add up to 1.
    """
    wanted, known = _wanted(output, logits, targets)
    return np.where(known[..., None, :], predict(output, logits) - wanted, 0.0)


def with_target(targets: Array, tokens: bool) -> Array:
    """Which steps have a loss, `(..., B)`: tokens but -1, or numbers none of which is NaN."""
    return targets >= 0 if tokens else ~np.isnan(targets).any(axis=-2)


def squared_errors(logits: Array, targets: Array) -> Array:
    """Half the squared error of every step `(..., B)` where the logits are read as bits ("sigmoid"):
    sum((y - p)^2) / 2. It costs bits that are certain and wrong no more than 1/2, and teaches little by
    them, which is why cross-entropy took its place."""
    return 0.5 * np.square(sigmoid(logits) - targets).sum(axis=-2)


def squared_errors_by_logits(logits: Array, targets: Array) -> Array:
    """The derivative of `squared_errors` by the logits, (p - y) p (1 - p), `(..., V, B)`, 0 where there
    is no target."""
    p = sigmoid(logits)
    known = with_target(targets, tokens=False)
    return np.where(known[..., None, :], (p - targets) * p * (1.0 - p), 0.0)


def _wanted(output: str, logits: Array, targets: Array) -> tuple[Array, Array]:
    """Targets as numbers `(..., V, B)` with 0 where unknown, and which steps have one `(..., B)`."""
    if output not in OUTPUTS:
        raise Refusal(
            "{name} is {value!r}; allowed are {allowed}.", name="output", value=output, allowed=OUTPUTS
        )
    *steps, size, batch = logits.shape
    if targets.ndim == logits.ndim:
        if targets.shape[-2] != size:
            raise Refusal(
                "Each target has {count} numbers, the network gives {size}.",
                count=targets.shape[-2],
                size=size,
            )
        _same_steps(targets.shape[:-2] + targets.shape[-1:], (*steps, batch))
        known = with_target(targets, tokens=False)
        return np.where(known[..., None, :], targets, 0.0).astype(logits.dtype), known
    _same_steps(targets.shape, (*steps, batch))
    if output != "softmax":
        raise Refusal('Tokens as targets need output="softmax", not "{output}".', output=output)
    if not np.issubdtype(targets.dtype, np.integer):
        raise Refusal(
            "Tokens as targets are {dtype}; they must be whole numbers.", dtype=str(targets.dtype)
        )
    tokens = check_tokens(targets, logits.shape[-2], N_("target"))
    return one_hot(tokens, logits.shape[-2], logits.dtype), with_target(tokens, tokens=True)


def _same_steps(found: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    if found != wanted:
        raise Refusal(
            "There are targets for steps of shape {found}; they must be {wanted}.",
            found=str(found),
            wanted=str(wanted),
        )


def one_hot(tokens: Array, size: int, dtype: np.dtype, out: Array | None = None) -> Array:
    """`(..., B)` tokens to `(..., size, B)`: a 1 in the token's row, nothing at all for -1."""
    if out is None:
        out = np.empty((*tokens.shape[:-1], size, tokens.shape[-1]), dtype)
    kinds = np.arange(size).astype(tokens.dtype)[:, None]  # in their type, or all is converted
    return np.equal(kinds, tokens[..., None, :], out=out, casting="unsafe")


def check_tokens(tokens: Array, size: int, what: str) -> Array:
    """The tokens as they came, or a ValueError that names the first one outside -1 ... size - 1."""
    wrong = (tokens < -1) | (tokens >= size)
    if wrong.any():
        raise Refusal(
            "One of the {what} tokens is {token}; allowed are 0 to {last}, and -1 for none.",
            what=Message(what),
            token=tokens[wrong].flat[0],
            last=size - 1,
        )
    return tokens
