"""Layers of watched loops as Unroll and Backpropagate read them: with the weights and the sequence of
the newest frame, or of one that is held.

In the address one is `loop.ID.PLACE`, the layer by its place in the frame; with `.fNUMBER` as it was in
that frame.
"""

import re
from collections.abc import Hashable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from rnnviz.experiments.shared_cache import SharedCache
from rnnviz.figures.base.numbers import shortened
from rnnviz.storage.database import StoreError
from rnnviz.text.language import _
from rnnviz.text.message import Refusal
from rnnviz.ui.network.opened_networks import OpenedNetwork, example_of
from rnnviz.ui.network.task_network import KEPT_BYTES
from rnnviz.ui.session import watched_loops
from rnnviz.watch.layer_frame import LayerFrame
from rnnviz.watch.loop_store import Loop, LoopHead, LoopStatus

WORD = re.compile(r"loop\.(?P<id>[0-9a-f]{8})\.(?P<place>\d{1,3})(?:\.f(?P<frame>\d{1,9}))?")
MOST = 3  # loops whose layers the menu offers, the newest
LETTERS = 50  # of a name in it
MOST_LETTERS = 8000  # of an example
DIGITS = 4  # of its numbers
_NETWORKS = SharedCache(8, KEPT_BYTES)


@dataclass(frozen=True)
class LayerMoment:
    """The moment of a loop that a word means."""

    loop: Loop
    place: int  # of the layer, from 1
    heads: Sequence[LoopHead]  # the moments that are stored, the oldest first
    head: LoopHead  # this one
    holds: bool  # whether it is held, and does not go with the loop

    @property
    def is_followed(self) -> bool:
        """Whether newer moments take its place."""
        return not self.holds and self.loop.status == LoopStatus.LIVE


def moment_of(word: str, held: int | None = None) -> LayerMoment | None:
    """The frame of the word, else the one that is `held` or the newest before it, else the newest; None
    if it is no word of a loop. Raises ValueError or StoreError, a sentence, if there is none (any
    more)."""
    found = WORD.fullmatch(word)
    if found is None:
        return None
    loop = watched_loops.own_loop(found["id"])
    heads = watched_loops.open_loops().heads(loop.id)
    if not heads:
        raise Refusal("The loop {name} has no frame yet.", name=loop.name)
    place, number = int(found["place"]), found["frame"]
    if number is not None:
        kept = {one.number: one for one in heads}
        head = kept.get(int(number)) or watched_loops.open_loops().frame(loop.id, int(number)).head
        return LayerMoment(loop, place, heads, head, True)
    head = next((one for one in reversed(heads) if held is None or one.number <= held), heads[0])
    return LayerMoment(loop, place, heads, head, held is not None)


def network_at(now: LayerMoment) -> OpenedNetwork:
    """The layer as it is at a moment; raises ValueError or StoreError, a sentence, if there is none."""

    def read() -> OpenedNetwork:
        layers = list(watched_loops.frame_of(now.loop, now.head.number).layers.values())
        if not 0 < now.place <= len(layers):
            raise Refusal("The loop {name} has no layer {place}.", name=now.loop.name, place=now.place)
        layer = layers[now.place - 1]
        return _opened(f"{now.loop.name}, {layer.name}", layer)

    # the newest may yet be replaced by more of the same step, with the same weights
    key = (now.loop.id, now.head.number, now.place)
    return _NETWORKS.get(key, read, lambda one: one.network.nbytes())


def named(word: str) -> tuple[str, str, int | None] | None:
    """The id of a word's loop, the word without its frame, and the number of that; None if it is no
    word of a loop."""
    found = WORD.fullmatch(word)
    if found is None:
        return None
    frame = None if found["frame"] is None else int(found["frame"])
    return found["id"], f"loop.{found['id']}.{found['place']}", frame


def followed(word: str) -> Hashable:
    """What tells the newest moment of a loop that goes on from the one before it, None where a word is
    of none; raises StoreError."""
    found = WORD.fullmatch(word)
    if found is None or found["frame"] is not None:
        return None
    loop = watched_loops.own_loop(found["id"])
    return (loop.id, loop.status, loop.newest) if loop.status == LoopStatus.LIVE else None


def _opened(name: str, layer: LayerFrame) -> OpenedNetwork:
    network = layer.network()
    rows = "; ".join(" ".join(f"{value:.{DIGITS}g}" for value in row) for row in layer.inputs)
    example = rows if 0 < len(rows) <= MOST_LETTERS else example_of(network, "numbers")
    return OpenedNetwork(name, network, "numbers", example, watched=True)


def title(word: str) -> str:
    """What the menu calls the layer of a word; raises ValueError or StoreError if it has gone."""
    now = moment_of(word)
    return _("Watched: {name}").format(name=shortened(network_at(now).name if now else word, LETTERS))


def offered() -> Iterator[str]:
    """The words of the layers of one's own newest loops."""
    with suppress(StoreError):  # who needs the store says so
        for loop in watched_loops.newest()[:MOST]:
            assert loop.newest is not None
            layers = watched_loops.frame_of(loop, loop.newest).layers
            yield from (f"loop.{loop.id}.{place}" for place in range(1, len(layers) + 1))
