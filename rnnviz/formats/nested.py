"""What checkpoints nest: arrays in dictionaries within dictionaries, and plain values beside them."""

from collections.abc import Iterator, Mapping
from typing import Any

from rnnviz.text.message import Refusal

MOST_VALUES = 200_000
DEEPEST = 16
PLAIN_DEEP = 5
PLAIN = (str, int, float, bool, type(None))


def leaves(values: Mapping[Any, Any], most: int = MOST_VALUES) -> Iterator[tuple[str, Any]]:
    """All that is no dictionary, under its keys joined by dots.

    Raises Refusal where there are too many: a few bytes can refer to the same values over and over.
    """
    waiting: list[tuple[str, Any, int]] = [("", values, 0)]
    count = 0
    while waiting:
        name, value, depth = waiting.pop()
        count += 1
        if count > most or depth > DEEPEST:
            raise Refusal(
                "The file holds more than {most:,} values, or nests them more than {deepest} deep; "
                "neither is read.",
                most=most,
                deepest=DEEPEST,
            )
        if isinstance(value, Mapping):
            within = [
                (f"{name}.{key}" if name else str(key), one, depth + 1) for key, one in value.items()
            ]
            waiting += reversed(within)
        else:
            yield name, value


def plain(value: Any, most: int = MOST_VALUES) -> Any:
    """A value as JSON could have it, None for what is none or nests too deep: texts, numbers, lists and
    dictionaries. What holds more values in all than `most` is None as a whole."""
    left = [most]
    found = _plain(value, PLAIN_DEEP, left)
    return None if left[0] < 0 else found


def _plain(value: Any, deep: int, left: list[int]) -> Any:
    left[0] -= 1
    if isinstance(value, PLAIN):
        return value
    if not deep or not isinstance(value, list | tuple | Mapping) or len(value) > left[0]:
        return None
    if isinstance(value, Mapping):
        return {str(key): _plain(one, deep - 1, left) for key, one in value.items()}
    return [_plain(one, deep - 1, left) for one in value]
