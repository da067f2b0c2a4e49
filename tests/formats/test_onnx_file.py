"""An ONNX file as plain values: every way in which numbers can stand in it, and damage."""

import numpy as np
import pytest
from onnx import TensorProto, helper
from support.onnx_models import model, node, saved, tensor

from rnnviz.formats.onnx_file import COMMAND, read_graph
from rnnviz.text.message import Refusal

TYPES = {
    "float32": TensorProto.FLOAT,
    "float64": TensorProto.DOUBLE,
    "float16": TensorProto.FLOAT16,
    "bfloat16": TensorProto.BFLOAT16,
}
NUMBERS = [1.5, -0.25, 3.0, 0.0, 64.0, -2.0]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.onnx"


@pytest.mark.parametrize("raw", [True, False])
@pytest.mark.parametrize("dtype", TYPES)
def test_numbers_of_every_type_of_float_one_by_one_or_as_bytes(path, dtype, raw):
    given = helper.make_tensor("a", TYPES[dtype], [2, 3], NUMBERS)
    if raw:
        data = np.array(NUMBERS, "float32" if dtype == "bfloat16" else dtype)
        if dtype == "bfloat16":
            data = (data.view(np.uint32) >> 16).astype(np.uint16)
        given = helper.make_tensor("a", TYPES[dtype], [2, 3], data.tobytes(), raw=True)
    one = read_graph(saved(path, [], [given])).arrays["a"]
    assert (one.shape, one.dtype) == ((2, 3), dtype)
    array = one.read()
    assert array.dtype == ("float64" if dtype == "float64" else "float32")
    np.testing.assert_array_equal(array, np.reshape(NUMBERS, (2, 3)))


def test_operators_and_constants(path):
    inside = helper.make_node("Constant", [], ["c"], value=tensor("", np.ones(2, "f4")))
    one = node("LSTM", "x  w", "y h", "name", direction="forward", clip=0.5, activations=["a", "b"])
    other = helper.make_node("LSTM", [], ["z"], domain="com.microsoft")
    graph = read_graph(saved(path, [inside, one, other], [tensor("n", np.ones(1, "i8"))]))
    assert [made.op for made in graph.nodes] == ["Constant", "LSTM", "com.microsoft.LSTM"]
    assert graph.nodes[1].inputs == ("x", "w") and graph.nodes[1].outputs == ("y", "h")
    assert graph.nodes[1].attributes == {
        "direction": "forward",
        "clip": 0.5,
        "activations": ("a", "b"),
    }
    assert graph.arrays.keys() == {"c"}  # whole numbers are no parameters
    assert graph.outputs == {"y"}


# -- numbers in a file beside


def external(path, **where):
    held = TensorProto(name="a", dims=[3], data_type=TensorProto.FLOAT)
    held.data_location = TensorProto.EXTERNAL
    for key, value in where.items():
        held.external_data.add(key=key, value=value)
    return saved(path, [], [held])


@pytest.mark.parametrize("where", [{"offset": "4", "length": "12"}, {"offset": "4"}])
def test_numbers_in_a_file_beside_it(path, where):
    numbers = np.arange(4, dtype="f4")
    (path.parent / "a.data").write_bytes(numbers.tobytes())
    one = read_graph(external(path, location="a.data", **where)).arrays["a"]
    np.testing.assert_array_equal(one.read(), numbers[1:])


@pytest.mark.parametrize("location", ["../out.bin", "/etc/passwd", "", "..\\out.bin", "C:\\out.bin"])
def test_numbers_outside_its_folder_are_not_read(path, location):
    (path.parent.parent / "out.bin").write_bytes(bytes(12))
    with pytest.raises(Refusal, match="only files in the folder of"):
        read_graph(external(path, location=location))


def test_a_link_out_of_its_folder_is_not_followed(path, tmp_path_factory):
    secret = tmp_path_factory.mktemp("other") / "secret.bin"
    secret.write_bytes(bytes(12))
    try:
        (path.parent / "a.data").symlink_to(secret)
    except OSError:
        pytest.skip("this system makes no links")
    with pytest.raises(Refusal, match="only files in the folder of"):
        read_graph(external(path, location="a.data"))


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ({"length": "10000000000"}, r"10000000000 bytes; the file has 12"),
        ({"offset": "16"}, "from byte 16 on"),
        ({"offset": "-4", "length": "12"}, "from byte -4 on"),
        ({"offset": "many"}, "from byte many on"),
        ({"length": "8"}, r"takes 12 bytes; the file has 8 for it"),
    ],
)
def test_claims_beyond_the_file_are_refused(path, where, said):
    (path.parent / "a.data").write_bytes(bytes(12))
    with pytest.raises(Refusal, match=said):
        read_graph(external(path, location="a.data", **where))


@pytest.mark.parametrize("location", ["a.data", ".", "folder"])
def test_a_file_that_is_not_there_is_named(path, location):
    (path.parent / "folder").mkdir()
    with pytest.raises(Refusal, match=f"a stands in {location}, which is not beside a.onnx"):
        read_graph(external(path, location=location))


# -- what nobody means well


@pytest.mark.parametrize("shape", [[50_000, 50_000], [2**62, 2**62], [-1, 3], [4]])
def test_a_shape_that_needs_other_bytes_is_refused_before_it_is_read(path, shape):
    held = tensor("kernel", np.ones(3, "f4"))
    del held.dims[:]
    held.dims.extend(shape)
    with pytest.raises(Refusal, match=r"kernel has the shape .*; the file has 12 for it"):
        read_graph(saved(path, [], [held]))


def test_a_field_that_claims_10_gb_is_refused(path):
    # field 7, the graph, and then its length as protocol buffers write it
    path.write_bytes(b"\x08\x08\x3a\x80\xc8\xaf\xa0\x25" + bytes(100))
    with pytest.raises(Refusal, match="cut off or damaged"):
        read_graph(path)


@pytest.mark.parametrize("rest", [0.1, 0.5, 0.95])
def test_a_file_that_is_cut_off_is_refused(path, rest):
    data = model([], [tensor("a", np.ones(300, "f4"))]).SerializeToString()
    path.write_bytes(data[: int(rest * len(data))])
    with pytest.raises(Refusal, match="cut off or damaged"):
        read_graph(path)


def test_names_that_are_no_text_are_read_all_the_same(path):
    data = model([node("LSTM", "x w", "y", "nameofit")]).SerializeToString()
    path.write_bytes(data.replace(b"nameofit", b"name\xff\xfeit"))
    assert read_graph(path).nodes[0].name == "name\ufffd\ufffdit"


def test_without_onnx_the_sentence_has_the_command(path, monkeypatch):
    saved(path, [])
    monkeypatch.setitem(__import__("sys").modules, "onnx", None)
    with pytest.raises(ImportError, match="needs onnx, which is not installed here") as refused:
        read_graph(path)
    assert COMMAND in str(refused.value)
