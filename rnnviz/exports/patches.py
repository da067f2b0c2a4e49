"""What changes from one JSON value to another: the parts that differ, by where they stand."""

import json
from typing import Any

Patch = tuple[list[str | int], Any]  # the way to a part, and what it becomes


def patches(before: Any, after: Any) -> list[Patch]:
    """What has to be put where, so that the one becomes the other; a row of numbers is one part."""
    found: list[Patch] = []
    _compare(before, after, [], found)
    return found


def patched(value: Any, changes: list[Patch]) -> Any:
    """The value with these changes; what does not change is shared."""
    for way, part in changes:
        value = _put(value, way, part)
    return value


def _compare(before: Any, after: Any, way: list[str | int], found: list[Patch]) -> None:
    # to Python 1 is True, and the order of names is none: JSON tells them apart
    if before == after and json.dumps(before) == json.dumps(after):
        return
    if isinstance(before, dict) and isinstance(after, dict) and list(before) == list(after):
        for name in before:
            _compare(before[name], after[name], [*way, name], found)
    elif _are_parts(before) and _are_parts(after) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after, strict=True)):
            _compare(one, other, [*way, place], found)
    else:
        found.append((way, after))


def _are_parts(value: Any) -> bool:
    """Whether it is a list of dictionaries, which have parts of their own."""
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _put(value: Any, way: list[str | int], part: Any) -> Any:
    if not way:
        return part
    first, *rest = way
    if isinstance(value, list):
        assert isinstance(first, int)
        return [*value[:first], _put(value[first], rest, part), *value[first + 1 :]]
    return {**value, first: _put(value[first], rest, part)}
