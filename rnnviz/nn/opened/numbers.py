"""The numbers of a network out of a file: every parameter of what was found, as PyTorch has it."""

from collections.abc import Mapping

import numpy as np

from rnnviz.formats.arrays import Array, NamedArrays
from rnnviz.formats.refusals import no_float
from rnnviz.nn.opened.canonical import Parameter, parameters_of
from rnnviz.nn.opened.found import Found
from rnnviz.nn.opened.gates import in_pytorchs_order
from rnnviz.nn.opened.modules import ending, expected, pieces_of
from rnnviz.text.allowance import NETWORK, afford
from rnnviz.text.message import Refusal


def read_parameters(arrays: NamedArrays, found: Found) -> dict[str, Array]:
    """The parameters by our names, all as wide as the widest: float32, or float64. Raises Refusal."""
    sources = _sources(arrays, found, parameters_of(arrays))
    sizes = [int(np.prod(one.array.shape, dtype=object)) for one, _ in sources.values()]
    afford(NETWORK, lambda: 8 * sum(sizes))
    read = {name: _finite(one, order) for name, (one, order) in sources.items()}
    double = any(one.dtype == np.float64 for one in read.values())
    kind = np.float64 if double else np.float32
    return {name: one.astype(kind, copy=False) for name, one in read.items()}


def _sources(
    arrays: NamedArrays, found: Found, named: Mapping[str, Parameter]
) -> dict[str, tuple[Parameter, tuple[str, str] | None]]:
    """Each of our parameters with the file's, and the cell and order of its gates where it has any."""
    layer, number = found.layer, 0
    assert layer is not None
    sources: dict[str, tuple[Parameter, tuple[str, str] | None]] = {}
    pieces = pieces_of(named)
    if found.embedding is not None:
        sources["embedding.weight"] = named[found.embedding.name], None
    single = {one.name: one for one in found.single}
    for part in layer.parts:
        places = {(one.kind, one.layer, one.reverse): one.name for one in pieces[part]}
        told = arrays.told.get(part)
        order = (layer.cell, told.gates) if told and told.gates else None
        for kind, within, reverse, _ in expected(single[part]):
            ours = f"rnn.{kind}_{ending(number + within, reverse)}"
            sources[ours] = named[places[kind, within, reverse]], order
        number += single[part].layers
    if found.readout is not None:
        sources["readout.weight"] = named[found.readout.name], None
        if found.readout.bias is not None:
            sources["readout.bias"] = named[found.readout.bias], None
    return sources


def _finite(one: Parameter, order: tuple[str, str] | None) -> Array:
    """The numbers of one parameter, its gates in PyTorch's order. Raises Refusal for NaN."""
    array = one.array.read()
    if array.dtype not in (np.float32, np.float64):
        no_float(one.names[0], str(array.dtype))
    if not np.isfinite(array).all():
        raise Refusal(
            "{name} has {count:,} numbers that are not finite (NaN or infinite); nothing can be "
            "computed with it.",
            name=one.names[0],
            count=int((~np.isfinite(array)).sum()),
        )
    return array if order is None else in_pytorchs_order(array, *order)
