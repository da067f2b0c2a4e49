"""Arrays as they stand in a script: written out where they are few, else in a file beside it."""

from collections.abc import Mapping, Sequence

import numpy as np

from rnnviz.code.script import ScriptPart
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

FEW = 160  # numbers of all weights that are written out
LINE = 96  # letters
FILE = "network.safetensors"
TYPES = {"F32": "<f4", "F64": "<f8"}  # how the format calls them


def written(array: Array, indent: int = 0) -> str:
    """An array as Python writes it, to its last digit."""
    if array.ndim == 0:
        return repr(array.item())
    if array.ndim == 1:
        return "[" + ", ".join(written(value) for value in array) + "]"
    rows = [written(row, indent + 4) for row in array]
    inside = ",\n".join(" " * (indent + 4) + row for row in rows)
    return f"[\n{inside},\n{' ' * indent}]" if rows else "[]"


def wrapped(name: str, values: Sequence[object]) -> str:
    """A list of short things in lines that are not too long."""
    lines, line = [], "   "
    for value in map(repr, values):
        if len(line) + len(value) + 2 > LINE:
            lines.append(line)
            line = "   "
        line += f" {value},"
    short = f"{name} = [{', '.join(map(repr, values))}]"
    return short if len(short) <= LINE else "\n".join([f"{name} = [", *lines, line, "]"])


def named(parameters: Mapping[str, Array]) -> str:
    """A dictionary of arrays."""
    lines = [f'    "{name}": {written(array, 4)},' for name, array in parameters.items()]
    return "\n".join(["weights = {", *lines, "}"])


def is_few(parameters: Mapping[str, Array]) -> bool:
    """Whether they are written out."""
    return sum(array.size for array in parameters.values()) <= FEW


def weights(parameters: Mapping[str, Array], kind: str, file: str = FILE) -> ScriptPart:
    """The weights by PyTorch's names: written out, or read from the file beside the script."""
    few = _(
        "The weights, by PyTorch’s names: a layer reads with weight_ih and remembers with weight_hh."
    )
    many = _("The weights, by PyTorch’s names, from the file {file}, which lies beside this script.")
    many = many.format(file=file)
    float_type = next(iter(parameters.values())).dtype
    if is_few(parameters):
        make = (
            "np.array(values)" if kind == "numpy" else f"torch.tensor(values, dtype=torch.{float_type})"
        )
        if kind == "numpy" and float_type != np.float64:
            make = f"np.array(values, np.{float_type})"
        code = f"{named(parameters)}\nweights = {{name: {make} for name, values in weights.items()}}"
        return ScriptPart(few, code)
    if kind == "pytorch":
        return ScriptPart(
            many, f'from safetensors.torch import load_file\n\nweights = load_file("{file}")'
        )
    return ScriptPart(many, READ.format(file=file))


# eight bytes with the length of a head, the head as JSON, and the numbers one after the other
READ = """import json
from pathlib import Path

raw = Path("{file}").read_bytes()
behind = 8 + int.from_bytes(raw[:8], "little")  # where the numbers begin
weights = {{}}
for name, told in json.loads(raw[8:behind]).items():
    if name != "__metadata__":
        first, last = told["data_offsets"]
        kind = {{"F32": np.float32, "F64": np.float64}}[told["dtype"]]
        numbers = np.frombuffer(raw[behind + first : behind + last], kind)
        weights[name] = numbers.reshape(told["shape"])"""


def packed(parameters: Mapping[str, Array]) -> bytes:
    """The file that the weights are read from."""
    from safetensors.numpy import save

    return save({name: np.ascontiguousarray(array) for name, array in parameters.items()})


def files(parameters: Mapping[str, Array], file: str = FILE) -> dict[str, bytes]:
    """The files that `weights` needs."""
    return {} if is_few(parameters) else {file: packed(parameters)}
