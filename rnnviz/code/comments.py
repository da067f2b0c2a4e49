"""What stands in scripts beside a line, and in a function's first lines, in the reader's language."""

import re

from rnnviz.text.language import N_, _

COMMENTS = (
    N_("-1, padding, is read as zeros"),
    N_("-1: before the first step"),
    N_("START is token 0"),
    N_("a byte does not decide: its other digits do"),
    N_("a layer begins"),
    N_("a row for each layer and direction"),
    N_("all that the decoder gets to know"),
    N_("an update every so many steps"),
    N_("as nn.utils.clip_grad_norm_, but for its 1e-6"),
    N_("before each step, cut off from the graph"),
    N_("behind a sequence's end its state stays"),
    N_("bits are drawn for so many steps at a time"),
    N_("both directions' last"),
    N_("by r h_(t-1)"),
    N_("by the states"),
    N_("c at every step, too"),
    N_("cut off here"),
    N_("dL_t / dlogits, of this loss alone"),
    N_("each chunk by a generator of its own"),
    N_("each token's row"),
    N_("else no path leads from there"),
    N_("elsewhere nothing is due"),
    N_("every window begins anew"),
    N_("for each layer and direction"),
    N_("for each row"),
    N_("from this step's loss, and from the steps after it"),
    N_("goes on, but no gradient goes back there"),
    N_("its gradient moves the weights, the loss above is taken down"),
    N_("matrices, and sequences that each of them reads"),
    N_("no target, no loss"),
    N_("numbers as they are"),
    N_("of all states"),
    N_("of the steps that have losses"),
    N_("the sum over steps and rows is followed"),
    N_("of the top layer"),
    N_("of what is carried: h holds its own c fixed"),
    N_("padding changes nothing"),
    N_("padding leaves nothing behind"),
    N_("perhaps somewhere else"),
    N_("read so many steps ahead: the answers come late"),
    N_("read: the top layer's states (T, H); last: the states at the end"),
    N_("run -> mean, deviation, number of seeds, floor"),
    N_("run -> where, mean over its seeds, deviation"),
    N_("shorter"),
    N_("so far before it losses reach"),
    N_("so far each loss goes back"),
    N_("the c that goes on: h_t holds its own fixed"),
    N_("the coins"),
    N_("the gain is within"),
    N_("the mean"),
    N_("the mean of all states"),
    N_("the others stay"),
    N_("the rows begin again"),
    N_("there are none"),
    N_("through the activation"),
    N_("updates, with this one"),
    N_("what dropout left"),
    N_("what explodes may overflow"),
    N_("what the next layer reads"),
    N_("where each direction has read it all"),
    N_("where each row ends"),
    N_("where the next window begins"),
    N_("evenly spread over the text"),
    N_("after so many steps all rows begin again"),
)
DOCSTRINGS = (
    N_("Also from the derivatives by the last state; returns those by what was read and by the first."),
    N_(
        "From the derivatives by the top states of steps begin to end to those by all "
        "parameters; returns those by what the first layer read."
    ),
    N_("The top states, the last state of each layer, and a tape of what the backward pass needs."),
    N_("What a derivative by the top states sends to every h, c and x."),
    N_("What nn.RNN is, of this cell: all layers over all steps."),
    N_("s = s + g^2; parameter -= rate * g / sqrt(s + epsilon), the epsilon in the root."),
    N_("The baseline at x, NaN beyond its ends."),
    N_("The lowest floor but the highest, from which all start, that a loss has come to."),
)
_KNOWN = frozenset(COMMENTS + DOCSTRINGS)


def in_words(code: str) -> str:
    """A script's lines with those comments that are known in the reader's language; all else stays."""
    code = re.sub(r"(?<=# )[^#\n]+$", _comment, code, flags=re.M)
    return re.sub(r'(?<=""")[^"]+(?=""")', _docstring, code)


def _comment(found: re.Match[str]) -> str:
    return _(found[0]) if found[0] in _KNOWN else found[0]


def _docstring(found: re.Match[str]) -> str:
    text = " ".join(found[0].split())
    said = _(text) if text in _KNOWN else text
    return found[0] if said == text else said
