"""What the numbers of a picture are to their last digit, beside what of them is drawn: for who saves
them. They stay where the picture is made until they are asked for, so that no picture is heavier for
them (see `ui/components/kept_numbers.py`).

A trace whose places are rounded, bent or thinned for drawing has in its `meta` what they are of; what
is `packed` to 32 bits remembers its own numbers. A figure whose traces do not tell its numbers has in
the `meta` of its layout which sheets do. Whoever draws sees nothing of either.
"""

import base64
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rnnviz.figures.base.plotly import MANY, Packed, Part
from rnnviz.nn.cells.base import Array
from rnnviz.text import language

LETTERS = "xyz"


@dataclass(frozen=True)
class NumberSheet:
    """A table of numbers: what its columns are called, and the columns, equally long."""

    heads: Sequence[str]
    columns: Sequence[Array | Sequence[Any]]


@dataclass(frozen=True)
class FigureNumbers:
    """The sheets of a figure, made when they are asked for; `of` is all that they are made of, which
    tells one picture's numbers from another's."""

    make: Callable[[], Sequence[NumberSheet]]
    of: Sequence[Array]


class RememberingMeta(dict[str, Any]):
    """A `meta` as it is sent, which remembers what the numbers are."""

    def __init__(self, sent: Mapping[str, Any], exact: Part | None = None, sheets: Any = None) -> None:
        super().__init__(sent)
        self.exact: Part = exact or {}
        self.sheets: FigureNumbers | None = sheets


@dataclass(frozen=True)
class ExactNumbers:
    """All that is known of one picture's numbers: by the place of a trace what its values are, or
    sheets instead."""

    traces: Mapping[int, Mapping[str, Any]]
    numbers: FigureNumbers | None = None
    word: str = field(default_factory=language.current)  # of the language that the sheets speak

    @property
    def arrays(self) -> list[Array]:
        """All numbers, for what tells them from others."""
        own = [values for trace in self.traces.values() for values in trace.values()]
        own += self.numbers.of if self.numbers else ()
        return [np.asarray(values) for values in own if not isinstance(values, dict)]

    @property
    def size(self) -> int:
        """Bytes, about."""
        return sum(values.nbytes for values in self.arrays)

    @property
    def digest(self) -> str:
        """The same for equal numbers. A check sum does: it only parts numbers that are drawn alike, and
        must not be felt with a key."""
        found = 0
        for values in self.arrays:
            found = zlib.crc32(np.ascontiguousarray(values).tobytes(), found)
        return f"{found:08x}"

    def body(self) -> str:
        """JSON for `static/exact_numbers.js`."""
        return Context().run(self._body)  # of its own language, whoever asks

    def _body(self) -> str:
        language.speak(self.word)
        traces = {place: _sent(trace) for place, trace in self.traces.items()}
        sheets = [
            {"heads": list(sheet.heads), "columns": list(map(whole, sheet.columns))}
            for sheet in (self.numbers.make() if self.numbers else ())
        ]
        return json.dumps({"traces": traces, "sheets": sheets})


def listed_sheet(heads: Sequence[str], lines: Sequence[Sequence[Any]]) -> NumberSheet:
    """A sheet of its lines; a number that is none is left out."""
    columns: list[list[Any]] = [list(map(known, column)) for column in zip(*lines, strict=True)]
    return NumberSheet(heads, columns or [[] for _head in heads])


def known(value: Any) -> Any:
    """A value as JSON has it: nothing for what is no finite number."""
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not np.isfinite(value) else value


def told(figure: Part, make: Callable[[], Sequence[NumberSheet]], of: Sequence[Any]) -> Part:
    """A figure whose numbers stand in sheets, made of these arrays when they are asked for."""
    layout = figure["layout"]
    numbers = FigureNumbers(make, [np.asarray(one, float) for one in of])
    meta = RememberingMeta(layout.get("meta") or {}, sheets=numbers)
    return figure | {"layout": layout | {"meta": meta}}


def exactly(trace: Part, **values: Any) -> Part:
    """A trace that is drawn of these values (x, y, z as it has them, or `meta`)."""
    meta = trace.get("meta") or {}
    return trace | {"meta": RememberingMeta(meta, getattr(meta, "exact", {}) | values)}


def without_exact(figure: Part) -> tuple[Part, ExactNumbers | None]:
    """A figure as it is drawn, and its numbers, where they are not all drawn."""
    numbers = getattr(figure["layout"].get("meta"), "sheets", None)
    found = {} if numbers else {place: _own(trace) for place, trace in enumerate(figure["data"])}
    traces = {place: own for place, own in found.items() if own}
    drawn = {"data": list(map(_forgetful, figure["data"])), "layout": _forgetful(figure["layout"])}
    return drawn, ExactNumbers(traces, numbers) if traces or numbers else None


def _forgetful(part: Part) -> Part:
    """A trace or a layout without a `meta` that says nothing else."""
    return part if part.get("meta", True) else {key: one for key, one in part.items() if key != "meta"}


def _own(trace: Part) -> Part:
    """What a trace says of its numbers, and what would be rounded to 32 bits on its way."""
    own = dict(getattr(trace.get("meta"), "exact", {}))
    for letter in LETTERS:
        values = trace.get(letter)
        if letter in own or values is None:
            continue
        if isinstance(values, Packed):
            own[letter] = values.whole
        elif isinstance(values, np.ndarray) and len(values) >= MANY and values.dtype == np.float64:
            own[letter] = values
    return own


def _sent(trace: Mapping[str, Any]) -> Part:
    return {key: part if isinstance(part, dict) else whole(part) for key, part in trace.items()}


def whole(values: Array | Sequence[Any]) -> Any:
    """Values with all their 64 bits: numbers in Plotly's binary form, anything else as JSON has it."""
    if not isinstance(values, np.ndarray):
        return list(values)
    if values.dtype.kind not in "fiub":
        return values.tolist()
    binary = np.ascontiguousarray(values, dtype="<f8")
    shape = ", ".join(map(str, binary.shape))
    return {"dtype": "f8", "bdata": base64.b64encode(binary.tobytes()).decode(), "shape": shape}
