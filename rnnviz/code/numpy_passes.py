"""Forward and back through the layers of a network as code, in NumPy: written as simply as one layer in
one direction allows, else for any number of them."""

from rnnviz.code.cells import numpy_cell
from rnnviz.code.script import ScriptPart
from rnnviz.nn.network import Network
from rnnviz.text.language import _

NAMES = 'NAMES = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")'


def is_plain(net: Network) -> bool:
    """Whether one layer in one direction reads it all."""
    return net.layers == 1 and not net.bidirectional


def read(begin: str, net: Network, of_numbers: bool) -> str:
    """The line of a function that makes of tokens or numbers what the first layer reads; -1, which is
    padding, is read as zeros. The names of its weights begin so."""
    if of_numbers:
        return f"    return np.asarray(x, np.{net.dtype})"
    if net.embedding is not None:
        padding = "(x >= 0)[..., None]  # -1, padding, is read as zeros"
        return f'    return weights["{begin}embedding.weight"][x] * {padding}'
    return f"    return (x[..., None] == np.arange({net.inputs})).astype(np.{net.dtype})  # one-hot"


BY_W_HH = """


def by_W_hh(da, h, kept):
    r, size = kept[0], h.shape[-1]
    return np.concatenate([da[:, : 2 * size].T @ h, da[:, 2 * size :].T @ (r * h)])"""


def trained_cell(cell: str) -> str:
    """Its functions, with the derivative by W_hh where that is more than one product."""
    return numpy_cell(cell) + (BY_W_HH if cell == "gru_before" else "")


def by_recurrent(cell: str) -> str:
    """The derivative by W_hh of one step."""
    return "by_W_hh(da_h, before, kept)" if cell == "gru_before" else "da_h.T @ before"


def looked_up(begin: str, tokens: str, by: str) -> str:
    """The line that adds the derivatives by an embedding's rows."""
    return (
        f'np.add.at(gradients["{begin}embedding.weight"], {tokens}[{tokens} >= 0], {by}[{tokens} >= 0])'
    )


# -- one layer, one direction, all steps there --------------------------------------------------------


def plain_passes(net: Network, of_numbers: bool) -> list[ScriptPart]:
    """`forward(x, h, c)`, which gives the states `(T, B, H)` and a tape of every step, and
    `backward(tape, above, gradients)`, from the derivatives by the states to all below them."""
    if net.bias:
        own = f'{NAMES}\nW_ih, W_hh, b_ih, b_hh = (weights[f"rnn.{{name}}_l0"] for name in NAMES)'
        biases = """
        gradients["rnn.bias_ih_l0"] += da.sum(axis=0)
        gradients["rnn.bias_hh_l0"] += da_h.sum(axis=0)"""
    else:
        own = (
            'W_ih, W_hh = weights["rnn.weight_ih_l0"], weights["rnn.weight_hh_l0"]\n'
            "b_ih = b_hh = np.zeros(len(W_hh), W_hh.dtype)  # there are none"
        )
        biases = ""
    forward = f"""{own}


def read(x):
{read("", net, of_numbers)}


def forward(x, h, c):
    states, tape = [], []
    for x_t in x:
        before = h
        h, c, kept = step(x_t, h, c, W_ih, W_hh, b_ih, b_hh)
        states.append(h)
        tape.append((x_t, before, kept, c))
    return np.stack(states), tape"""
    by_x = "\n        below.append(da @ W_ih)" if net.embedding else ""
    backward = f"""def backward(tape, above, gradients):
    dh, dc{", below" if by_x else ""} = 0.0, 0.0{", []" if by_x else ""}
    for (x_t, before, kept, _c), by_h in zip(reversed(tape), reversed(above)):
        dh = dh + by_h  # from this step's loss, and from the steps after it
        da, da_h, dh, dc = back(dh, dc, before, kept, W_hh)
        gradients["rnn.weight_ih_l0"] += da.T @ x_t
        gradients["rnn.weight_hh_l0"] += {by_recurrent(net.cell)}{biases}{by_x}"""
    if by_x:
        backward += "\n    return np.stack(below[::-1])"
    return [
        ScriptPart(_("Forward, step by step; a tape keeps what the backward pass needs."), forward),
        ScriptPart(_("Back through time, from the last step to the first."), backward),
    ]


# -- any number of layers and directions, padded ------------------------------------------------------


def passes(net: Network, padded: bool, of_numbers: bool) -> list[ScriptPart]:
    """`forward(x, first[, lengths])` and `backward(tapes, above, begin, end, gradients[, lengths])`,
    which gives the derivatives by what was read."""
    return [
        ScriptPart(
            _("Forward through all layers; a tape of what the backward pass needs."),
            _forward(net, padded, of_numbers),
        ),
        ScriptPart(_("Back through all of them, from the top."), _backward(net, padded)),
    ]


def _own(net: Network) -> str:
    if net.bias:
        return 'own = [weights[f"rnn.{name}_{ending}"] for name in NAMES]'
    return (
        'own = [weights[f"rnn.{name}_{ending}"] for name in NAMES[:2]]\n'
        "            own += 2 * [np.zeros(len(own[1]), own[1].dtype)]"
    )


def _order(net: Network, steps: str) -> str:
    if net.bidirectional:
        return f"reversed({steps}) if way else {steps}"
    return steps


def _forward(net: Network, padded: bool, of_numbers: bool) -> str:
    mask = (
        """
                there = (t < lengths)[:, None]
                h, c = h * there, c * there  # padding leaves nothing behind"""
        if padded
        else ""
    )
    ways = '("", "_reverse")' if net.bidirectional else '("",)'
    return f"""{NAMES}


def read(x):
{read("", net, of_numbers)}


def forward(x, first{", lengths" if padded else ""}):
    tapes = []  # for each layer and direction
    for layer in range({net.layers}):
        tops = []
        for way in {ways}:
            ending = f"l{{layer}}{{way}}"
            {_own(net)}
            h, c = first[len(tapes)]
            tape = [None] * len(x)
            for t in {_order(net, "range(len(x))")}:
                before = h
                h, c, kept = step(x[t], h, c, *own){mask}
                tape[t] = x[t], before, kept, h, c
            tapes.append((ending, own, tape))
            tops.append(np.stack([h for _x, _before, _kept, h, _c in tape]))
        x = np.concatenate(tops, axis=-1)
    return x, tapes"""


def _backward(net: Network, padded: bool) -> str:
    order = "reversed(range(begin, end))"
    if net.bidirectional:
        order = f"range(begin, end) if way else {order}"
    mask = (
        """
            there = (t < lengths)[:, None]
            dh, dc = dh * there, dc * there"""
        if padded
        else ""
    )
    biases = (
        """
            gradients[f"rnn.bias_ih_{ending}"] += da.sum(axis=0)
            gradients[f"rnn.bias_hh_{ending}"] += da_h.sum(axis=0)"""
        if net.bias
        else ""
    )
    return f"""size, directions = {net.hidden}, {net.directions}


def backward(tapes, above, begin, end, gradients{", lengths" if padded else ""}):
    \"\"\"From the derivatives by the top states of steps begin to end to those by all parameters;
    returns those by what the first layer read.\"\"\"
    for place, (ending, own, tape) in reversed(list(enumerate(tapes))):
        way = place % directions
        if way == directions - 1:  # a layer begins
            below = np.zeros((*above.shape[:2], own[0].shape[1]), above.dtype)
        dh, dc = 0.0, 0.0
        for t in {order}:
            x, before, kept, _h, _c = tape[t]
            dh = dh + above[t][:, way * size : (way + 1) * size]{mask}
            da, da_h, dh, dc = back(dh, dc, before, kept, own[1])
            gradients[f"rnn.weight_ih_{{ending}}"] += da.T @ x
            gradients[f"rnn.weight_hh_{{ending}}"] += {by_recurrent(net.cell)}{biases}
            below[t] += da @ own[0]
        if way == 0:
            above = below
    return below"""
