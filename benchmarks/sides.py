"""The checkouts that a benchmark measures by turns: this one and, with `--against FOLDER`, another.

Both are driven through their pages alone, and with this Python: what they are made of may differ.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from scripts.dashboard import ROOT

T = TypeVar("T")


@dataclass(frozen=True)
class Side:
    """One checkout; the dashboard is started in its folder."""

    name: str
    folder: Path


def sides(against: Path | None) -> tuple[Side, ...]:
    """This checkout, after the other one if there is one."""
    here = Side("here", ROOT)
    return (here,) if against is None else (Side("there", against), here)


def rounds(compared: tuple[Side, ...], count: int) -> Iterator[tuple[int, Side]]:
    """Each side so many times, by turns, and each goes first as often as the other."""
    for number in range(count):
        ordered = compared if number % 2 == 0 else compared[::-1]
        yield from ((number, side) for side in ordered)


class Found(dict[str, dict[str, list[T]]]):
    """All measurements: of each thing, by the name of the side."""

    def add(self, thing: str, side: Side, *values: T) -> None:
        """Take further measurements."""
        self.setdefault(thing, {}).setdefault(side.name, []).extend(values)


def table(
    head: str,
    columns: Mapping[str, Callable[[list[T]], str]],
    found: Found[T],
    compared: tuple[Side, ...],
    typical: Callable[[list[T]], float],
) -> str:
    """One line a thing measured, with the columns of each side; of two sides also the share that the
    last one's typical value is of the first one's."""
    names = [side.name for side in compared]
    double = len(names) > 1
    heads = [f"{name}: {column}" if double else column for name in names for column in columns]
    lines = []
    for thing, by_side in found.items():
        cells = [column(by_side[name]) for name in names for column in columns.values()]
        if double:
            before, after = (typical(by_side[name]) for name in (names[0], names[-1]))
            cells.append(f"{after / before:.2f}" if before else "-")
        lines.append(f"| {' | '.join([thing, *cells])} |")
    heads += ["here / there"] * double
    return "\n".join([f"| {' | '.join([head, *heads])} |", "|---" * (1 + len(heads)) + "|", *lines])
