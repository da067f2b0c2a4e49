"""Small ONNX models made of their operators one by one."""

import numpy as np
from onnx import TensorProto, helper, numpy_helper

D, H, V = 3, 4, 2
BLOCKS = {"RNN": 1, "LSTM": 4, "GRU": 3}


def tensor(name, array):
    return numpy_helper.from_array(np.asarray(array), name)


def layer(op="LSTM", number=0, given="x", ways=1, width=D, bias=True, more=(), **attributes):
    """A recurrent operator and its parameters."""
    rng, rows = np.random.default_rng(number), BLOCKS[op] * H
    held = {f"W{number}": (ways, rows, width), f"R{number}": (ways, rows, H)}
    held |= {f"B{number}": (ways, 2 * rows)} if bias else {}
    node = helper.make_node(op, [given, *held, *more], [f"Y{number}"], f"layer{number}", **attributes)
    return node, [tensor(name, rng.standard_normal(shape).astype("f4")) for name, shape in held.items()]


def model(nodes, held=(), outputs=("y",), **more):
    """A model of operators and parameters."""
    given = helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 1, D])
    told = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs]
    graph = helper.make_graph([*nodes], "graph", [given], told, [*held])
    return helper.make_model(graph, **more)


def saved(path, *given, **more):
    """A model in a file."""
    path.write_bytes(model(*given, **more).SerializeToString())
    return path


def node(op, given, made, name="", **attributes):
    return helper.make_node(op, given.split(), made.split(), name, **attributes)
