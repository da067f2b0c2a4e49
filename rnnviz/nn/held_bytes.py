"""How many bytes a network computes with, told from its settings: nothing is laid out for it."""

from rnnviz.nn.network import NetworkSettings


def held_bytes(
    net: NetworkSettings, steps: int, batch: int, item: int = 8, backward: bool = False
) -> int:
    """Bytes that a pass over so many steps T and rows B holds, each number of so many bytes; forward
    alone, or backward over it, too, with every step's share of the gradient."""
    # numbers of a step and row, those of them that each layer needs anew, and of a step for all rows
    one, again, shares = 2 * net.outputs, 0, 0
    if backward:
        # the logits' derivatives, losses, tokens one-hot
        one += 4 * net.outputs + 2 * (net.embedding or 0) + net.inputs
    for layer, _, _ in net.passes():
        rows, width = net.kind.rows * net.hidden, net.width(layer)
        # slab, pre-activations and cell states, what is read, what goes on
        one += rows + net.hidden * (5 if net.kind.has_memory else 3) + 3 * width
        one += (net.kind.slabs - 1) * (net.hidden + 2 + width)
        if backward:
            # derivatives of the pre-activations, slopes
            again = max(again, 2 * rows + len(net.kind.gates) * net.hidden)
            shares += rows * (net.hidden + 2 + width)
    return (steps + 1) * item * ((one + again) * batch + shares)
