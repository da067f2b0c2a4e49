"""Arrays as they stand in a script: written out where they are few, else in a file beside it."""

import io
from collections.abc import Mapping, Sequence

import numpy as np

from rnnviz.code.script import ScriptPart
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _

FEW = 160  # numbers of all weights that are written out
LINE = 96  # letters
FILE = "network.npz"


def written(array: Array, indent: int = 0) -> str:
    """An array as Python writes it, to the last digit of its own type."""
    if array.ndim == 0:
        return repr(float(str(array)) if array.dtype == np.float32 else array.item())
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


def quoted(name: str, text: str) -> str:
    """A text as Python writes it, in lines that are not too long."""
    short = f"{name} = {text!r}"
    if len(short) <= LINE:
        return short
    parts = [text[begin : begin + LINE - 16] for begin in range(0, len(text), LINE - 16)]
    return "\n".join([f"{name} = (", *[f"    {part!r}" for part in parts], ")"])


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
    if not is_few(parameters):
        return ScriptPart(many.format(file=file), loaded(kind, file))
    return ScriptPart(few, _few(parameters, kind))


def _few(parameters: Mapping[str, Array], kind: str) -> str:
    """Their numbers, as short as they are; what was trained in float32 has fewer digits there."""
    wanted = next(iter(parameters.values())).dtype
    short = {name: array.astype(np.float32) for name, array in parameters.items()}
    exact = all(np.array_equal(short[name], array) for name, array in parameters.items())
    made, raised = ("np.array", "np.") if kind == "numpy" else ("torch.tensor", "dtype=torch.")
    if exact and all(map(_reads_back, short.values())):
        double = ".astype(float)" if kind == "numpy" else ".double()"
        value = f"{made}(values, {raised}float32){double if wanted == np.float64 else ''}"
        return f"{named(short)}\nweights = {{name: {value} for name, values in weights.items()}}"
    value = f"{made}(values, {raised}{wanted})"
    return f"{named(parameters)}\nweights = {{name: {value} for name, values in weights.items()}}"


def _reads_back(array: Array) -> bool:
    """Whether its digits, which are read in float64 first, give the same numbers in float32."""
    read = np.array([float(str(value)) for value in array.ravel()]).astype(np.float32)
    return bool(np.array_equal(read, array.ravel()))


def loaded(kind: str, file: str = FILE) -> str:
    """The code that reads arrays from a file."""
    if kind == "numpy":
        return f'with np.load("{file}") as found:\n    weights = dict(found)'
    made = "{name: torch.from_numpy(found[name]) for name in found}"
    return f'with np.load("{file}") as found:\n    weights = {made}'


def packed(parameters: Mapping[str, Array]) -> bytes:
    """The file that the weights are read from."""
    made = io.BytesIO()
    np.savez(made, **parameters)  # type: ignore[arg-type]
    return made.getvalue()


def files(parameters: Mapping[str, Array], file: str = FILE) -> dict[str, bytes]:
    """The files that `weights` needs."""
    return {} if is_few(parameters) else {file: packed(parameters)}
