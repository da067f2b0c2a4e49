"""Where a call's state came from: none, cut off from what was before it, or not."""

from ctypes import c_uint16, c_uint32, c_uint64
from typing import Any

from rnnviz.watch.calls import CUT, RESET, UNCUT

LOOKED_AT = 32  # nodes of the graph behind a state
BESIDE = 2  # nodes that make the last states after the one that makes the output
# bytes of a number -> its type, and all its bits but the sign
FIRST = {
    2: (c_uint16, 0x7FFF),
    4: (c_uint32, 0x7FFFFFFF),
    8: (c_uint64, 0x7FFFFFFFFFFFFFFF),
}


def is_cut(hx: Any, parameter: type) -> bool:
    """Whether a state is certainly cut off, takes no gradient, and is no zero, as far as its first
    number says it: that costs less than to look at all of them."""
    first = hx[0] if isinstance(hx, tuple) else hx
    for part in hx if isinstance(hx, tuple) else (hx,):
        if part.requires_grad or type(part) is parameter:
            return False
    read = FIRST.get(first.element_size())
    if read is None or not first.is_cpu or not first.numel():
        return False
    number, sign = read
    return bool(number.from_address(first.data_ptr()).value & sign)


def state_of(hx: Any, own: set[int] | None, parameter: type, newest: int = -1) -> str:
    """RESET, CUT or UNCUT for the state that a call is given, a tensor, a pair of them or None. A
    gradient passes it if the graph behind it comes to an output of the layer itself, whose nodes have
    the numbers `own`; a state that is learned, or made by another layer, is a new start. Where
    the numbers are not known, every graph counts. Where only the number of the node is known that made
    the newest output, `newest`, all that was there before counts as the layer's own.

    On other devices than the processor zeros are not told from other numbers: that would make the loop
    wait for the device.
    """
    parts = hx if isinstance(hx, tuple | list) else (hx,)
    if parts[0] is None:
        return RESET
    nodes = [part.grad_fn for part in parts if part.grad_fn is not None]
    if nodes:
        if own is None or comes_from(nodes, own, newest):
            return UNCUT
        return RESET
    if isinstance(parts[0], parameter):
        return RESET
    if parts[0].device.type == "cpu" and not any(part.detach().any() for part in parts):
        return RESET
    return CUT


def takes_gradient(hx: Any, parameter: type) -> bool:
    """Whether a state is cut off, but a leaf of the graph, whose gradient the loop may hand on by
    itself."""
    parts = hx if isinstance(hx, tuple | list) else (hx,)
    return any(
        part is not None and part.grad_fn is None and part.requires_grad for part in parts
    ) and not isinstance(parts[0], parameter)


def comes_from(nodes: list[Any], own: set[int], newest: int = -1) -> bool:
    """Whether the graph behind some nodes comes to one of those numbers, or to one up to `newest` and
    the states beside it, within a few steps."""
    waiting, seen = list(nodes), 0
    for node in waiting:
        if node is None:
            continue
        number = number_of(node)
        if number in own or (newest >= 0 and number <= newest + BESIDE):
            return True
        seen += 1
        if seen > LOOKED_AT:
            return False
        waiting += [before for before, _ in node.next_functions]
    return False


def number_of(node: Any) -> int:
    """The number that PyTorch has given to a node of the graph, which keeps nothing alive."""
    return node._sequence_nr()
