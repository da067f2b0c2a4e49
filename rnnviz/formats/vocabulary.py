"""Lists of tokens as people keep them beside a network: JSON, text, or a `tokenizer.json`.

Which of several readings of a file is meant says the number of tokens that the network reads.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rnnviz.formats.refusals import damaged, system_errors
from rnnviz.text.encodings import decoded
from rnnviz.text.message import Refusal

MOST_BYTES = 100_000_000
BESIDE = ("tokenizer.json", "vocab.json", "vocabulary.json", "vocab.txt")  # names within a folder
NUMBER = re.compile(r"\d{1,9}")
DEEP = 3  # how deep a list may lie in a file's values


def read_vocabulary(path: str | Path, count: int) -> tuple[str, ...]:
    """The `count` tokens of a file, in the order of their numbers. Raises Refusal.

    JSON holds a list of tokens, or says each one's number, or each number's token; text has a token on
    every line, or is one line of characters. A number that no token has gets a name of its own, "<3>".
    """
    path = Path(path)
    with system_errors(path), path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Refusal(
            "{path} is larger than {most:,} bytes, which is more than a vocabulary may have.",
            path=path,
            most=MOST_BYTES,
        )
    lists = list(_in_file(path, data))
    for tokens in lists:
        if len(tokens) == count:
            return tokens
    shorter = [tokens for tokens in lists if isinstance(tokens, Numbered) and len(tokens) < count]
    if shorter:  # the rows of an embedding are often made a few more
        return (*shorter[0], *(gap(number) for number in range(len(shorter[0]), count)))
    raise Refusal(
        "{path} has {found} tokens and the network reads {count}; they must be equal.",
        path=path,
        found=[len(tokens) for tokens in lists] or "0",
        count=count,
    )


class Numbered(tuple[str, ...]):
    """Tokens whose numbers the file itself says."""

    __slots__ = ()


def _in_file(path: Path, data: bytes) -> Iterator[tuple[str, ...]]:
    """Every list of tokens that a file may mean."""
    text, _ = decoded(data)
    try:
        yield from lists_of_tokens(json.loads(text))
    except RecursionError as error:
        damaged(path, error)
    except ValueError:
        if path.suffix == ".json":
            raise Refusal("{path} is no JSON.", path=path) from None
        lines = text.splitlines()
        yield tuple(lines)
        if len(lines) == 1:
            yield tuple(lines[0])


def lists_of_tokens(value: Any, deep: int = DEEP) -> Iterator[tuple[str, ...]]:
    """Every list of tokens within plain values: the ones that say their numbers, and plain lists."""
    if isinstance(value, Mapping):
        model = value.get("model")
        if isinstance(model, Mapping) and "vocab" in model:  # a tokenizer.json
            yield from _of_tokenizer(model["vocab"], value.get("added_tokens"))
            return
        if (tokens := _numbered(value)) is not None:
            yield tokens
        elif deep:
            for one in list(value.values())[:100]:
                yield from lists_of_tokens(one, deep - 1)
    elif isinstance(value, list | tuple) and value and all(isinstance(one, str) for one in value):
        yield tuple(value)


def _of_tokenizer(vocabulary: Any, added: Any) -> Iterator[tuple[str, ...]]:
    """The tokens of a `tokenizer.json`: of its model and those added to it."""
    if isinstance(vocabulary, list):  # a unigram model's, each with its score
        pairs = [one[0] for one in vocabulary if isinstance(one, list) and one]
        numbers = {str(token): number for number, token in enumerate(pairs)}
    else:
        numbers = dict(vocabulary) if isinstance(vocabulary, Mapping) else {}
    for one in added if isinstance(added, list) else ():
        if isinstance(one, Mapping) and isinstance(one.get("content"), str) and "id" in one:
            numbers[one["content"]] = one["id"]
    tokens = _numbered(numbers)
    if tokens is not None:
        yield tokens


def _numbered(value: Mapping[Any, Any]) -> Numbered | None:
    """The tokens of a dictionary from tokens to numbers, or from numbers to tokens; None for others."""
    pairs = list(value.items())
    if pairs and all(isinstance(token, str) and _is_number(number) for token, number in pairs):
        by_number = {int(number): token for token, number in pairs}
    elif pairs and all(NUMBER.fullmatch(str(key)) and isinstance(token, str) for key, token in pairs):
        by_number = {int(key): token for key, token in pairs}
    else:
        return None
    length = max(by_number) + 1
    if len(by_number) < len(pairs) or not length <= 2 * len(pairs) + 100:
        return None
    return Numbered(by_number.get(number, gap(number)) for number in range(length))


def gap(number: int) -> str:
    """What a number is called that no token has."""
    return f"<{number}>"


def gaps(tokens: Sequence[str]) -> bool:
    """Whether some numbers have no token."""
    return any(token == gap(number) for number, token in enumerate(tokens))


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9
