"""The loop that one writes in PyTorch, its graph cut as a truncation says."""

import torch
from support.torch_oracle import modules, state_dict

from rnnviz.runs.truncation import Truncation

CUTS = [
    *(Truncation.windows(n) for n in (1, 2, 5)),
    *(Truncation.even(n) for n in (1, 4)),
    *(Truncation.sliding(n) for n in (1, 6)),
    Truncation.full(),
    Truncation(every=3, reach=7),
    Truncation(every=3, reach=7, each=True),
    Truncation(every=5, reach=2, each=True),
    Truncation(every=1, reach=4, each=True),
]


def in_torch(net):
    """The network as PyTorch's modules in float64."""
    rnn, readout, _ = modules(
        net.cell,
        net.inputs,
        net.hidden,
        net.outputs,
        net.layers,
        bias=net.bias,
        readout_bias=net.readout_bias,
    )
    for name, array in state_dict(rnn, readout, None).items():
        array[:] = net.parameters[name]
    return rnn, readout


def run(rnn, inputs, state):
    """The top layer's states and all layers' last one; a state is (h,) or (h, c), (L, B, H) each."""
    top, last = rnn(inputs, state if len(state) == 2 else state[0])
    return top, last if isinstance(last, tuple) else (last,)


def states(rnn, inputs, first):
    """The state before every step and after the last one, each cut off from the graph."""
    found = [tuple(part.detach() for part in first)]
    with torch.no_grad():
        for x in inputs:
            found.append(run(rnn, x[None], found[-1])[1])
    return found


def logits(rnn, readout, inputs, losses, first, reach=None, each=False):
    """Logits of the last steps, (T, B, V), from a graph that is cut in the right places."""
    before = len(inputs) - losses
    if not each:
        return readout(run(rnn, inputs, first)[0][before:])
    found = states(rnn, inputs, first)
    starts = [(max(t + 1 - reach, 0), t + 1) for t in range(before, len(inputs))]
    return torch.stack(
        [readout(run(rnn, inputs[begin:end], found[begin])[0][-1]) for begin, end in starts]
    )
