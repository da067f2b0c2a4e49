"""How recurrent layers of an ONNX graph hang together: which reads which, an embedding, a readout."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rnnviz.formats.onnx_file import Graph, Node
from rnnviz.formats.onnx_halves import BLOCKS, LONGEST, SAME, SEQUENCE
from rnnviz.formats.onnx_steps import is_batch_first, permuted, turns

# what only lays numbers out otherwise; in evaluation Dropout hands on
THROUGH = ("Transpose", "Reshape", "Squeeze", "Unsqueeze", "Flatten", *SAME)
# what picks steps of a sequence, and may turn it round: a readout may read that, a layer may not
PICKS = ("Slice", "Gather", "ReverseSequence")
PRODUCTS = ("MatMul", "Gemm")
# what becomes of a readout's numbers
AFTER = {"Softmax": "softmax", "LogSoftmax": "softmax", "Sigmoid": "sigmoid"}


@dataclass(frozen=True)
class Below:
    """What a layer reads: another layer's states, or what it looks up in an embedding."""

    above: Node | None = None
    table: str | None = None
    turned: bool = False  # whether steps are turned round on the way


@dataclass(frozen=True)
class Readout:
    """A product that reads a layer's states, and the name of its bias if it has one."""

    node: Node
    matrix: str
    bias: str
    once: bool  # it reads the state after the last step alone
    output: str | None  # "softmax" or "sigmoid" where the graph makes that of it

    @property
    def rows_first(self) -> bool:
        """Whether its matrix lies as (V, H), as Gemm may have it, and not as (H, V)."""
        return self.node.op == "Gemm" and bool(self.node.attributes.get("transB", 0))


class Links:
    """Who makes and who reads each name of a graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.made = {name: node for node in graph.nodes for name in node.outputs if name}
        self.readers: dict[str, list[Node]] = {}
        for node in graph.nodes:
            for name in node.inputs:
                self.readers.setdefault(name, []).append(node)
        self._above = {name: node for node in self.layers for name in node.outputs if name}

    @property
    def layers(self) -> list[Node]:
        """The recurrent operators."""
        return [node for node in self.graph.nodes if node.op in BLOCKS and len(node.inputs) > 2]

    def source(self, layer: Node) -> Below:
        """What a layer reads; neither layer nor embedding where something else stands between."""
        name, table, turned = layer.inputs[0], None, False
        axis: int | None = int(is_batch_first(layer))  # along which the steps come, None if unknown
        for _ in range(LONGEST):
            if name in self._above and table is None:
                return Below(self._read_whole(layer, name), None, turned)
            node, rank = self.made.get(name), SEQUENCE - (table is not None)
            if node is None or not node.inputs:
                break
            if table is None and node.op == "Gather" and self._is_table(node.inputs[0]):
                table, name = node.inputs[0], node.inputs[-1]
                continue
            if axis is not None and turns(self.graph, node, rank) == axis:
                turned = not turned
            elif node.op not in THROUGH:
                break
            else:
                axis = _axis_before(node, axis, rank)
            name = node.inputs[0]
        return Below(None, table, turned)

    def backwards(self, layer: Node) -> bool:
        """Whether a layer reads from the last step to the first what the lowest layer is given."""
        found, reads = layer.attributes.get("direction") == "reverse", self.source(layer)
        for _ in range(LONGEST):
            found = found != reads.turned
            if reads.above is None:
                break
            reads = self.source(reads.above)
        return found

    def _read_whole(self, layer: Node, name: str) -> Node | None:
        """The layer that gives a name, if all its states are read under it."""
        above, weight = self._above[name], self.graph.arrays.get(layer.inputs[1])
        whole = weight is not None and weight.shape[-1:] == (self.width(above),)
        return above if whole and above.outputs[:1] == (name,) else None

    def readout(self, layer: Node) -> Readout | None:
        """The only product that reads a layer's states; None if there are others, or none."""
        found = {id(one.node): one for once in (False, True) for one in self._readouts(layer, once)}
        return next(iter(found.values())) if len(found) == 1 else None

    def _is_table(self, name: str) -> bool:
        array = self.graph.arrays.get(name)
        return array is not None and len(array.shape) == 2

    def _readouts(self, layer: Node, once: bool) -> Iterator[Readout]:
        """Those that read Y, the states of all steps, or else Y_h, the last."""
        for node in self._reached(layer.outputs[1:2] if once else layer.outputs[:1]):
            if node.op not in PRODUCTS or len(node.inputs) < 2 or not self._is_table(node.inputs[1]):
                continue
            found = Readout(node, node.inputs[1], "", once, None)
            read, given = self.graph.arrays[found.matrix].shape
            if found.rows_first:
                read, given = given, read
            last, bias = self._sum(node, given)
            if read == self.width(layer) and self._is_last(last):
                after = (AFTER[one.op] for one in self._reached(last.outputs) if one.op in AFTER)
                yield replace(found, bias=bias, output=next(after, None))

    def width(self, layer: Node) -> int | None:
        """How many numbers a layer gives at a step, both directions' together."""
        recurrent = self.graph.arrays.get(layer.inputs[2])
        if recurrent is None or len(recurrent.shape) != 3:
            return None
        return recurrent.shape[0] * recurrent.shape[2]

    def _reached(self, names: tuple[str, ...]) -> Iterator[Node]:
        """The operators that names reach through what only lays them out."""
        waiting = [name for name in names if name]
        seen: set[int] = set()
        while waiting:
            for node in self.readers.get(waiting.pop(), []):
                if id(node) in seen or len(seen) > LONGEST:
                    continue
                seen.add(id(node))
                if node.op in (*THROUGH, *PICKS):
                    waiting += node.outputs[:1]
                yield node

    def _sum(self, product: Node, given: int) -> tuple[Node, str]:
        """The operator that adds a bias to a product of so many numbers, and the bias; else the product
        itself and ""."""
        if product.op == "Gemm" and len(product.inputs) > 2:
            return product, product.inputs[2]
        names = product.outputs
        for _ in range(LONGEST):
            readers = self.readers.get(names[0], []) if names else []
            if len(readers) != 1 or readers[0].op not in (*THROUGH, "Add"):
                break
            if readers[0].op == "Add":
                biases = [name for name in readers[0].inputs if self._is_bias(name, given)]
                return (readers[0], biases[0]) if biases else (product, "")
            names = readers[0].outputs
        return product, ""

    def _is_bias(self, name: str, given: int) -> bool:
        array = self.graph.arrays.get(name)
        return array is not None and array.shape == (*(1,) * (len(array.shape) - 1), given)

    def _is_last(self, node: Node) -> bool:
        """Whether nothing is computed of an operator's result but what it means."""
        if set(node.outputs) & self.graph.outputs:
            return True
        return all(one.op in (*THROUGH, *PICKS, *AFTER) for one in self._reached(node.outputs))


def _axis_before(node: Node, axis: int | None, rank: int) -> int | None:
    """Along which axis come the steps of what an operator lays out otherwise."""
    if axis is None or node.op in SAME:
        return axis
    if node.op == "Transpose":
        perm = permuted(node, rank)
        return None if perm is None else perm[axis]
    return 0 if axis == 0 else None  # the first stays the first
