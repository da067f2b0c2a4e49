"""Every registry is walked: an example of each on every page that can open it."""

from collections.abc import Iterator
from itertools import chain

from faults.foreign import LOOP
from fuzz.addresses import FIELDS, known, networks, page_of, task_of, unfolded
from fuzz.cases import Case
from rnnviz.nn.encoder_decoder import PARTS
from rnnviz.tasks import TASKS
from rnnviz.ui.network.task_networks import WORD

OPENED = ("unroll", "backpropagate")  # pages that open a network


def walk(runs: dict[str, str], tenth: bool = False) -> Iterator[Case]:
    """The cases; `runs` are the words of stored networks by what they are of. A `tenth` leaves out the
    prepared addresses, which tests of their own open."""
    for name in FIELDS:
        yield Case("pages", page_of(name), unfolded(name))
    words = networks() if not tenth else ()
    for word in chain(words, *map(_words, runs.items())):
        for page in OPENED:
            yield Case("pages", page, {"net": word} if tenth else unfolded(page) | {"net": word})
    for of in ("loop", "file"):
        yield Case("pages", "vanish", unfolded("vanish") | {"matrix": "network", "net": runs[of]})
    yield Case("pages", "watch", unfolded("watch") | {"loop": LOOP, "frame": "0", "row": "3"})
    for name in TASKS:
        if f"tasks {name}" in FIELDS:
            yield Case("pages", "tasks", {"task": name, "of": "1"})
    if not tenth:
        for name, addresses in known().items():
            for asked in addresses:
                yield Case("pages", page_of(name), task_of(name) | asked)


def _words(run: tuple[str, str]) -> Iterator[str]:
    """A run as a whole, and what of it can be opened by itself."""
    of, word = run
    assert WORD.fullmatch(word) or of in ("loop", "file")
    parts = PARTS if of.split()[0] in ("caption", "translate", "execute") else ()
    yield from (word, *(f"{word}.{part}" for part in parts))
