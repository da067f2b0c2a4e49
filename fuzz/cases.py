"""One case: everything that is tried in one visit, as JSON, so that it can be tried again."""

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Case:
    """A visit: a page at an address, and what is then said to it, one thing after the other."""

    part: str  # pages, typed, forged, loaded, files, sockets
    page: str = ""
    query: dict[str, str] = field(default_factory=dict)
    said: tuple[Any, ...] = ()

    @property
    def inputs(self) -> int:
        """How many things are tried in it."""
        return max(1, len(self.said))

    def to_json(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Case":
        """A case from what `to_json` wrote."""
        read = json.loads(text)
        return cls(read["part"], read["page"], read["query"], tuple(read["said"]))

    def smaller(self) -> list["Case"]:
        """The same with one thing less, or a shorter one."""
        less = [replace(self, query=_without(self.query, name)) for name in self.query]
        if len(self.said) > 1:
            less += [
                replace(self, said=self.said[:place] + self.said[place + 1 :])
                for place in range(len(self.said))
            ]
        halves = [
            replace(self, query=self.query | {name: text[part]})
            for name, text in self.query.items()
            if len(text) > 3
            for part in (slice(len(text) // 2), slice(len(text) // 2, None), slice(1, None), slice(-1))
        ]
        return less + halves


def _without(query: dict[str, str], name: str) -> dict[str, str]:
    return {key: text for key, text in query.items() if key != name}
