"""Recurrent modules that make one network upon each other.

A file may say which reads which (ONNX, Keras). Else they are modules numbered one after the other
(`rnns.0`, `rnns.1`, or `lstm1`, `lstm2`), all of one size, each as wide as the next one reads.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from rnnviz.formats.arrays import Told
from rnnviz.nn.opened.found import FoundLayer
from rnnviz.nn.opened.modules import MOST_LAYERS

NUMBERED = re.compile(r"(.*?)(\d{1,9})(\D*)")  # a name by its last number


def stacked(told: Mapping[str, Told], single: list[FoundLayer]) -> list[FoundLayer]:
    """The modules, those joined that make one network upon each other, in the order of the first."""
    by_name = {one.name: one for one in single}
    unsaid = [one for one in single if one.name not in told]
    chains = [*_told_chains(told, by_name), *_numbered_chains(unsaid)]
    joined: dict[str, FoundLayer] = {}
    taken: set[str] = set()
    for names in chains:
        parts = [by_name[name] for name in names]
        if not taken & set(names) and _fit(parts):
            taken |= set(names)
            joined[names[0]] = _join(parts, by_name)
    return [joined.get(one.name, one) for one in single if one.name in joined or one.name not in taken]


def _told_chains(told: Mapping[str, Told], by_name: Mapping[str, FoundLayer]) -> Iterator[list[str]]:
    """Layers of which the file says that each reads the one before."""
    above = {one.reads: name for name, one in told.items() if one.reads in by_name and name in by_name}
    for name in by_name:
        if name in above and (told[name].reads if name in told else None) not in by_name:
            chain = [name]
            while chain[-1] in above and above[chain[-1]] not in chain:
                chain.append(above[chain[-1]])
            yield chain


def _numbered_chains(single: list[FoundLayer]) -> Iterator[list[str]]:
    """Modules whose names differ by one number that counts up."""
    groups: dict[tuple[str, str], dict[int, str]] = {}
    for one in single:
        if match := NUMBERED.fullmatch(one.name):
            head, number, tail = match.groups()
            groups.setdefault((head, tail), {})[int(number)] = one.name
    for numbers in groups.values():
        places = sorted(numbers)
        if len(places) > 1 and places[-1] - places[0] == len(places) - 1:
            yield [numbers[place] for place in places]


def _fit(parts: list[FoundLayer]) -> bool:
    """Whether modules of one size stand upon each other as the layers of one network."""
    alike = {
        (one.cell, one.hidden, one.directions, one.bias, one.gates, one.backwards) for one in parts
    }
    return (
        len(alike) == 1
        and not any(one.problem for one in parts)
        and sum(one.layers for one in parts) <= MOST_LAYERS
        and all(above.inputs == below.width for below, above in pairwise(parts))
    )


def _join(parts: list[FoundLayer], by_name: Mapping[str, FoundLayer]) -> FoundLayer:
    """Several modules as one network, called by what their names have in common."""
    first, last = parts[0].name, parts[-1].name
    match = NUMBERED.fullmatch(first)
    common = match[1].rstrip("._") if match else ""
    name = common if common and common not in by_name else f"{first} - {last}"
    return replace(
        parts[0],
        name=name,
        layers=sum(one.layers for one in parts),
        parts=tuple(one.name for one in parts),
    )
