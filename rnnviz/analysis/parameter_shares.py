"""What each step adds to the gradient of every parameter that one row of a network uses."""

import numpy as np

from rnnviz.analysis.arriving import Arriving, recurrent_shares
from rnnviz.analysis.gradient_flow import Flow, quiet
from rnnviz.analysis.per_loss import PerLoss, afford, steps_with_loss
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import N_
from rnnviz.text.message import Refusal

# the words by which parameters are asked for, and PyTorch's names for them
PARAMETERS = {
    "whh": "rnn.weight_hh_{ending}",
    "wih": "rnn.weight_ih_{ending}",
    "bhh": "rnn.bias_hh_{ending}",
    "bih": "rnn.bias_ih_{ending}",
    "why": "readout.weight",
    "by": "readout.bias",
    "embedding": "embedding.weight",
}


def full_name(flow: Flow, word: str) -> str:
    """PyTorch's name of a parameter of the flow's row."""
    layer, direction = divmod(flow.row, flow.net.directions)
    return PARAMETERS[word].format(ending=flow.net.ending(layer, direction))


def there(flow: Flow) -> tuple[str, ...]:
    """The parameters that the network has, by their words."""
    return tuple(word for word in PARAMETERS if full_name(flow, word) in flow.net.parameters)


def rows_read(flow: Flow) -> Array:
    """The rows of the embedding that the text reads, rising `(n,)`."""
    tokens = flow.trace.inputs
    return np.unique(tokens[tokens >= 0])


@quiet
def parameter_shares(flow: Flow, arrived: Arriving, word: str, t: int | None = None) -> Array:
    """The shares of all steps in a parameter's gradient, `(T, rows, columns)`, of a bias in one column.

    They are of the loss of step `t` (from 0) or of all losses summed, as `arrived` is:
    dW_hh = sum of dt_k h_{k-1}^T, dW_ih = sum of dt_k x_k^T, db = sum of dt_k,
    dW_hy = sum of dz_k h_k^T, db_y = sum of dz_k, and of the embedding only `rows_read`: E[token_k]
    gets dx_k, the other rows none.
    Raises ValueError for a parameter that the network lacks, and for what would take more than 1 GB.
    """
    if word not in there(flow):
        raise Refusal(
            "The parameter is {word!r}; this network has {allowed}.", word=word, allowed=there(flow)
        )
    shape = flow.net.parameters[full_name(flow, word)].shape
    steps = flow.trace.steps
    afford(N_("The gradient's shares"), steps, steps * float(np.prod(shape)))
    if word == "embedding":
        return _embedding(flow, t)
    if word == "whh":
        return recurrent_shares(flow, arrived)
    if word in ("why", "by"):
        left = arrived.entering
        right = _top(flow) if word == "why" else None
    else:
        left = _pre_activations(flow, arrived, recurrent=word == "bhh")
        read = flow.trace.read[flow.row // flow.net.directions]
        right = read.astype(np.float64) if word == "wih" else None
    return left[:, :, None] if right is None else left[:, :, None] * right[:, None]


def _top(flow: Flow) -> Array:
    """What the readout reads, `(T, H or 2H)`."""
    rows = flow.trace.hidden[-flow.net.directions :].astype(np.float64)
    return np.concatenate(list(rows), axis=-1)


def _pre_activations(flow: Flow, arrived: Arriving, recurrent: bool) -> Array:
    """dt_k as the input side or the recurrent side gets it, `(T, G * H)`: of a GRU's n they differ by
    the reset gate."""
    size, rows = flow.net.hidden, arrived.rows
    if flow.net.cell != "gru":
        return rows
    if recurrent:
        return np.concatenate([rows[:, : 2 * size], rows[:, 3 * size :]], axis=1)
    return rows[:, : 3 * size]


def _embedding(flow: Flow, t: int | None) -> Array:
    """The shares in the rows of the embedding that were read, `(T, n, D)`."""
    trace, tokens = flow.trace, flow.trace.inputs
    rows = rows_read(flow)
    shares = np.zeros((trace.steps, len(rows), flow.net.width(0)))
    known = steps_with_loss(trace)
    losses = known if t is None else known[known == t]
    if losses.size:
        below = PerLoss(flow.net, trace, losses).above(-1)
        assert below is not None
        for k in np.flatnonzero(tokens >= 0):
            shares[k, np.searchsorted(rows, tokens[k])] = below[k].sum(axis=-1)
    return shares
