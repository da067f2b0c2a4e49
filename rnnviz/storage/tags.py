"""Tags that readers put on what they have trained, watched or brought: words of their own."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rnnviz.storage.database import Database
from rnnviz.text.message import Refusal
from rnnviz.text.written import one_line

LONGEST_TAG = 30  # letters
MOST_TAGS = 20  # on one thing


def tags_of(store: Database, ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """The tags on each of some things that has any, in the order of their letters."""
    asked = "SELECT id, tag FROM tags WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id, tag"
    found: dict[str, tuple[str, ...]] = {}
    for id, tag in store.rows(asked, json.dumps(list(ids))):
        found[id] = (*found.get(id, ()), tag)
    return found


def read_tags(texts: Iterable[str]) -> tuple[str, ...]:
    """Tags as they are stored: on one line each, none twice, in the order of their letters; raises
    Refusal for too many."""
    made = sorted({tag for text in texts if (tag := one_line(text, LONGEST_TAG))})
    if len(made) > MOST_TAGS:
        raise Refusal(
            "These are {count} tags; allowed are up to {most} on one thing.",
            count=len(made),
            most=MOST_TAGS,
        )
    return tuple(made)


def change(
    store: Database, ids: Sequence[str], add: Iterable[str] = (), take: Iterable[str] = ()
) -> None:
    """Put tags on some things and take others off; raises Refusal where that makes too many on one, and
    StoreError."""
    fresh, gone, now = read_tags(add), set(take), tags_of(store, ids)
    for id in ids:
        read_tags({*now.get(id, ()), *fresh} - gone)
    with store.transaction() as run:
        for id in ids:
            for tag in gone:
                run("DELETE FROM tags WHERE id = ? AND tag = ?", (id, tag))
            put(run, id, fresh)


def put(run: Any, id: str, tags: Iterable[str]) -> None:
    """Put tags that have been read on something, within a transaction."""
    for tag in tags:
        run("INSERT OR IGNORE INTO tags (id, tag) VALUES (?, ?)", (id, tag))
