"""How the layers of an ONNX graph hang together, and where that is not known."""

import numpy as np
import pytest
from support.onnx_models import D, H, V, layer, node, saved, tensor

from rnnviz.formats.onnx_file import read_graph
from rnnviz.formats.onnx_graph import Below, Links

ONES = np.ones((H, V), "f4")
READOUT = tensor("V", ONES)
BIAS = tensor("c", np.ones(V, "f4"))
W1 = tensor("W1", np.ones((1, 4 * H, H), "f4"))
TURNED = node("ReverseSequence", "flat lengths", "turned")


def links(tmp_path, nodes, held=(), **more):
    return Links(read_graph(saved(tmp_path / "a.onnx", nodes, held, **more)))


def two(tmp_path, *between, width=H):
    """Two layers, and operators between them."""
    (first, held), (second, more) = layer(), layer(number=1, given="between", width=width)
    found = links(tmp_path, [first, *between, second], [*held, *more, tensor("n", ONES)])
    return found.source(found.layers[1]).above


def test_a_layer_reads_another_through_what_only_lays_numbers_out(tmp_path):
    above = two(tmp_path, node("Squeeze", "Y0", "a"), node("Dropout", "a", "between"))
    assert above is not None and above.name == "layer0"


@pytest.mark.parametrize("op", ["LayerNormalization", "Add", "Slice", "Relu", "com.microsoft.Squeeze"])
def test_nothing_is_said_where_something_else_stands_between(tmp_path, op):
    assert two(tmp_path, node(op, "Y0 n", "between")) is None


def test_nothing_is_said_where_widths_do_not_fit(tmp_path):
    assert two(tmp_path, node("Squeeze", "Y0", "between"), width=H + 1) is None


def test_a_circle_ends(tmp_path):
    assert two(tmp_path, node("Identity", "between", "a"), node("Identity", "a", "between")) is None


def test_an_embedding_is_looked_up(tmp_path):
    one, held = layer(given="b")
    table = tensor("table", np.ones((9, D), "f4"))
    nodes = [node("Gather", "table x", "a"), node("Transpose", "a", "b"), one]
    found = links(tmp_path, nodes, [*held, table])
    assert found.source(found.layers[0]) == Below(None, "table")


@pytest.mark.parametrize(
    ("between", "reads", "backwards"),
    [
        ([], ("forward", "reverse"), [False, True]),
        ([], ("reverse", "reverse"), [True, True]),
        ([TURNED], ("forward", "forward"), [False, True]),
        ([TURNED], ("forward", "reverse"), [False, False]),
    ],
)
def test_from_which_end_a_layer_reads_says_also_what_stands_before_it(
    tmp_path, between, reads, backwards
):
    ways = [layer(direction=way, number=number) for number, way in enumerate(reads)]
    (first, held), (second, more) = ways
    second.input[0] = "turned" if between else "flat"
    held += [*more, tensor("axis", np.array([1]))]
    nodes = [first, node("Squeeze", "Y0 axis", "flat"), *between, second]
    found = links(tmp_path, nodes, [held for held in held if held.name != "W1"] + [W1])
    assert [found.backwards(one) for one in found.layers] == backwards


def test_an_embedding_of_a_sequence_that_was_turned_round(tmp_path):
    one, held = layer(given="b")
    turned = node("ReverseSequence", "x lengths", "t", time_axis=1, batch_axis=0)
    nodes = [turned, node("Gather", "table t", "a"), node("Transpose", "a", "b", perm=[1, 0, 2]), one]
    found = links(tmp_path, nodes, [*held, tensor("table", np.ones((9, D), "f4"))])
    assert found.source(found.layers[0]) == Below(None, "table", turned=True)


def readout(tmp_path, *above, held=(), outputs=("y",)):
    one, own = layer()
    found = links(tmp_path, [one, *above], [*own, READOUT, BIAS, *held], outputs=outputs)
    made = found.readout(found.layers[0])
    return made and (made.node.op, made.matrix, made.bias, made.once, made.output)


@pytest.mark.parametrize(
    ("after", "output"),
    [
        ([], None),
        ([node("Softmax", "sum", "y")], "softmax"),
        ([node("Squeeze", "sum", "b"), node("Sigmoid", "b", "y")], "sigmoid"),
    ],
)
def test_a_readout_is_a_product_and_a_sum(tmp_path, after, output):
    outputs = ("y",) if after else ("sum",)
    nodes = [node("Reshape", "Y0", "a"), node("MatMul", "a V", "p"), node("Add", "c p", "sum"), *after]
    assert readout(tmp_path, *nodes, outputs=outputs) == ("MatMul", "V", "c", False, output)


def test_a_bias_may_be_added_after_numbers_are_laid_out_otherwise(tmp_path):
    """As tf2onnx exports Keras's Dense."""
    nodes = [node("MatMul", "Y0 V", "p"), node("Reshape", "p", "q"), node("Add", "q c", "y")]
    assert readout(tmp_path, *nodes) == ("MatMul", "V", "c", False, None)


def test_a_readout_of_one_step_alone(tmp_path):
    nodes = [node("Gather", "Y0 step", "a"), node("MatMul", "a V", "y")]
    assert readout(tmp_path, *nodes) == ("MatMul", "V", "", False, None)


def test_a_readout_of_the_last_state(tmp_path):
    one, held = layer()
    one.output.append("last")
    found = links(tmp_path, [one, node("MatMul", "last V", "y")], [*held, READOUT])
    made = found.readout(found.layers[0])
    assert made is not None and made.once


def test_a_readout_is_gemm(tmp_path):
    turned = tensor("T", ONES.T)
    nodes = [node("Gemm", "Y0 T c", "y", transB=1)]
    assert readout(tmp_path, *nodes, held=[turned]) == ("Gemm", "T", "c", False, None)
    assert readout(tmp_path, node("Gemm", "Y0 T c", "y"), held=[turned]) is None  # (V, H) does not fit


def test_a_product_below_another_layer_is_no_readout(tmp_path):
    more = tensor("V2", np.ones((V, V), "f4"))
    nodes = [node("MatMul", "Y0 V", "p"), node("Relu", "p", "q"), node("MatMul", "q V2", "y")]
    assert readout(tmp_path, *nodes, held=[more]) is None


def test_of_two_products_nobody_knows_which_is_meant(tmp_path):
    nodes = [node("MatMul", "Y0 V", "y"), node("MatMul", "Y0 V2", "z")]
    assert readout(tmp_path, *nodes, held=[tensor("V2", ONES)], outputs=("y", "z")) is None
