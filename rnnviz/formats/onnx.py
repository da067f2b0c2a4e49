"""ONNX models: the operators RNN, GRU and LSTM with what stands around them.

Equations, gate orders (LSTM i o f c, GRU z r h) and defaults: the documentation of ONNX's operators,
versions 7 to 22. W is (directions, blocks * H, D), R (directions, blocks * H, H), B both biases side by
side. Nothing is run, and of attributes whatever our cells cannot do is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rnnviz.formats.arrays import NamedArrays, StoredArray, Told
from rnnviz.formats.changed import changed, check_shape
from rnnviz.formats.onnx_file import Graph, Node, read_graph
from rnnviz.formats.onnx_graph import Links, Readout
from rnnviz.formats.onnx_halves import BLOCKS
from rnnviz.formats.onnx_joined import joined
from rnnviz.text.message import Refusal

NAME = "ONNX"
ENDING = ".onnx"
KEEPS_WHOLE = "torch.onnx.export(..., dynamo=False)"
GATES = {"RNN": "", "LSTM": "iofc", "GRU": "zrh"}
CELLS = {"tanh": "tanh", "relu": "relu", "sigmoid": "sigmoid"}
USUAL = {"RNN": ("tanh",), "LSTM": ("sigmoid", "tanh", "tanh"), "GRU": ("sigmoid", "tanh")}
WAYS = {"forward": ("l0",), "reverse": ("l0",), "bidirectional": ("l0", "l0_reverse")}
LOOPS = ("Loop", "Scan")  # what steps through a sequence with operators of its own
PEEPHOLES = 7  # the place of an LSTM's P among its inputs
# what a file can begin with: the version of its form, then another field of ModelProto
VERSIONS, NEXT = range(1, 33), b"\x12\x1a\x22\x28\x32\x3a\x42"


def is_onnx(path: Path, head: bytes) -> bool:
    """Whether a file begins as ONNX does, or claims to be by its name."""
    begins = len(head) > 3 and head[0] == 8 and head[1] in VERSIONS and head[2] in NEXT
    return path.suffix == ENDING or begins


def read_onnx(path: Path) -> NamedArrays:
    """The arrays of a file. Raises Refusal."""
    graph = joined(read_graph(path))
    links = Links(graph)
    if not links.layers:
        raise _no_layer(path, graph)
    names = _names(links.layers)
    parts = {names[id(node)]: _parts(graph, links, node, names) for node in links.layers}
    used = {one for part in parts.values() for one in part.used}
    used |= {one for node in graph.nodes for one in node.outputs}  # constants are no parameters
    found = {name: held for part in parts.values() for name, held in part.arrays.items()}
    rest = {name: held for name, held in graph.arrays.items() if name not in used and held.shape}
    told = {name: part.told for name, part in parts.items()}
    return NamedArrays(NAME, found | rest, {"producer": graph.producer}, told)


def _no_layer(path: Path, graph: Graph) -> Refusal:
    """What to do about a graph whose recurrent layers were taken apart, or that has none."""
    operators = sorted({node.op for node in graph.nodes})
    if looping := [op for op in operators if op in LOOPS]:
        return Refusal(
            "{path} has no operator RNN, GRU or LSTM, but steps through a sequence with {operators}, "
            "as {exporter} writes {layer}. Open the model that it was exported from, such as {files}.",
            path=path,
            exporter="tf2onnx",
            layer="SimpleRNN",
            files=[".keras", ".h5"],
            operators=looping,
        )
    return Refusal(
        "{path} holds no operator RNN, GRU or LSTM, but {operators}. PyTorch’s newer exporter "
        "takes some layers apart; “{command}” keeps them whole.",
        command=KEEPS_WHOLE,
        path=path,
        operators=operators[:12] or "-",
    )


@dataclass(frozen=True)
class _Parts:
    """A recurrent operator in PyTorch's form, with what stands around it."""

    arrays: Mapping[str, StoredArray]
    told: Told
    used: set[str]  # the names in the file


def _parts(graph: Graph, links: Links, node: Node, names: Mapping[int, str]) -> _Parts:
    name = names[id(node)]
    found = _recurrent(graph, node, name)
    used = {one for one in node.inputs[1:] if one}
    source = links.source(node)
    above, table = source.above, source.table
    if table is not None:
        found[f"{_stem(table)}.weight"] = graph.arrays[table]
        used.add(table)
    if (readout := links.readout(node)) is not None:
        found |= _read_out(graph, readout)
        used |= {readout.matrix, readout.bias}
    for held, state in zip(node.inputs[5:7], ("initial_h", "initial_c"), strict=False):
        if held in graph.arrays:
            found |= _first_state(graph.arrays[held], f"{name}.{state}")
    told = Told(
        _cell(node, name),
        GATES[node.op],
        reads=None if above is None else names[id(above)],
        embedding=None if table is None else f"{_stem(table)}.weight",
        readout=None if readout is None else f"{_readout_name(readout)}.weight",
        pool="last" if readout is not None and readout.once else None,
        output=None if readout is None else readout.output,
        backwards=links.backwards(node),
    )
    return _Parts(found, told, used)


def _first_state(held: StoredArray, name: str) -> dict[str, StoredArray]:
    """A first state that is not zero, which is left over: here sequences start from zeros."""
    return {name: held} if held.read().any() else {}


def _names(layers: Sequence[Node]) -> dict[int, str]:
    """A name for each layer, its own where it has one."""
    found: dict[int, str] = {}
    taken: dict[str, int] = {}
    for node in layers:
        own = node.name.strip("/").replace("/", ".") or node.op.lower()
        count = taken[own] = taken.get(own, 0) + 1
        found[id(node)] = own if count == 1 else f"{own}_{count - 1}"
    return found


def _stem(name: str) -> str:
    return name.removesuffix(".weight").removesuffix(".bias").strip("/").replace("/", ".")


def _readout_name(readout: Readout) -> str:
    """A name for a readout: the one that its bias or matrix had before it was exported."""
    for name, ending in ((readout.bias, ".bias"), (readout.matrix, ".weight")):
        if name.endswith(ending):
            return _stem(name)
    return _stem(readout.node.name or readout.matrix)


def _read_out(graph: Graph, readout: Readout) -> dict[str, StoredArray]:
    """A readout's arrays: MatMul has its matrix as (H, V), Gemm either way round."""
    node, name = readout.node, _readout_name(readout)
    for setting in ("alpha", "beta"):
        if node.op == "Gemm":
            _check(name, setting, node.attributes.get(setting, 1.0), (1.0,))
    matrix = graph.arrays[readout.matrix]
    if not readout.rows_first:
        matrix = changed(matrix, lambda array: array.T)
    found = {f"{name}.weight": matrix}
    if readout.bias:
        bias = graph.arrays.get(readout.bias)
        if bias is None:
            raise _not_held(name, readout.bias)
        found[f"{name}.bias"] = changed(bias, lambda array: array[(0,) * (array.ndim - 1)])
    return found


def _cell(node: Node, name: str) -> str:
    """The word of an operator's cell."""
    attributes = node.attributes
    direction = attributes.get("direction", "forward")
    _check(name, "direction", direction, tuple(WAYS))
    _check(name, "clip", attributes.get("clip", 0.0), (0.0,))
    _check(name, "input_forget", attributes.get("input_forget", 0), (0,))
    each = len(WAYS[direction])
    named = attributes.get("activations") or USUAL[node.op] * each
    given = [str(word).lower() for word in (named if isinstance(named, tuple) else [named])]
    first = tuple(given[: len(USUAL[node.op])])
    allowed = [(word,) for word in CELLS] if node.op == "RNN" else [USUAL[node.op]]
    _check(name, "activations", "/".join(given), tuple("/".join(one * each) for one in allowed))
    if node.op == "RNN":
        return CELLS[first[0]]
    if node.op == "LSTM":
        return "lstm"
    return "gru" if attributes.get("linear_before_reset", 0) else "gru_before"


def _recurrent(graph: Graph, node: Node, name: str) -> dict[str, StoredArray]:
    """The arrays of a recurrent operator under PyTorch's names."""
    _cell(node, name)
    if any(node.inputs[PEEPHOLES:]):
        raise Refusal("The layer {layer} has peepholes; rnnviz’s LSTM has none.", layer=name)
    endings = WAYS[node.attributes.get("direction", "forward")]
    weight, recurrent = (_held(graph, node, name, place) for place in (1, 2))
    hidden = recurrent.shape[-1] if recurrent.shape else 0
    rows, ways = BLOCKS[node.op] * hidden, len(endings)
    check_shape(node.inputs[1], weight, (ways, rows, (weight.shape or (0,))[-1]))
    check_shape(node.inputs[2], recurrent, (ways, rows, hidden))
    bias = _held(graph, node, name, 3) if len(node.inputs) > 3 and node.inputs[3] else None
    if bias is not None:
        check_shape(node.inputs[3], bias, (ways, 2 * rows))
    found = {}
    for way, ending in enumerate(endings):
        found[f"{name}.weight_ih_{ending}"] = _way(weight, way)
        found[f"{name}.weight_hh_{ending}"] = _way(recurrent, way)
        if bias is not None:
            found[f"{name}.bias_ih_{ending}"] = _way(bias, way, slice(None, rows))
            found[f"{name}.bias_hh_{ending}"] = _way(bias, way, slice(rows, None))
    return found


def _way(stored: StoredArray, way: int, rows: slice = slice(None)) -> StoredArray:
    """One direction of an array."""
    return changed(stored, lambda array: array[way][rows])


def _held(graph: Graph, node: Node, name: str, place: int) -> StoredArray:
    """An array that an operator reads; it must be stored, and not computed by other operators."""
    given = node.inputs[place]
    if given not in graph.arrays:
        raise _not_held(name, given)
    return graph.arrays[given]


def _not_held(layer: str, weights: str) -> Refusal:
    return Refusal(
        "The layer {layer} reads weights {weights} that the file does not hold as floats; export it "
        "with constants folded, and not quantised.",
        layer=layer,
        weights=weights,
    )


def _check(layer: str, setting: str, value: Any, allowed: Sequence[Any]) -> None:
    if value not in allowed:
        raise Refusal(
            "The layer {layer} has {setting} {value!r}; allowed is {allowed}.",
            layer=layer,
            setting=setting,
            value=value,
            allowed=tuple(allowed),
        )
