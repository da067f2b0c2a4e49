"""Networks of readers' own, opened from files: how they are kept, and how pages read what is typed for
them.

In the address one is `file.KEY`, by the digest of what is kept of it: the network as rnnviz writes it,
whatever program the file came from.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from rnnviz.experiments.shared_cache import SharedCache
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import pieces
from rnnviz.storage import datasets, uploads
from rnnviz.text.language import _
from rnnviz.text.written import one_line
from rnnviz.ui.network.task_network import KEPT_BYTES
from rnnviz.ui.session.browser import owner
from rnnviz.ui.session.store import open_store

WORD = re.compile(rf"file\.([0-9a-f]{{{datasets.DIGITS}}})")
NAME = "name"  # under which a network says what its file was called
LONGEST_NAME = 60  # letters
SAFETENSORS = 9  # bytes by which what is kept of a network is told from other data
EXAMPLES = ("hello", "the answer", "0110100")  # the first whose pieces are all known stands in
FEW = 6  # pieces of an example of no words
_NETWORKS = SharedCache(8, KEPT_BYTES)


@dataclass(frozen=True)
class OpenedNetwork:
    """A network as pages read it."""

    name: str  # of its file
    network: Network  # float64
    mode: str  # how a typed text is split
    example: str  # stands in for a text that is not there yet
    watched: bool = False  # it is a layer of a watched loop, and the example is what it read

    @property
    def look(self) -> str:
        """What to look at."""
        if self.watched:
            return _("A layer of your own loop, with the weights and the sequence of a frame.")
        if self.network.about.get("opened", {}).get("backwards"):
            return _("In its file it reads from the end, so type each sequence the other way round.")
        if not self.network.readout:
            return _("Its file has no readout: the states are shown alone.")
        if self.mode == "numbers":
            return _("It reads numbers, {count} a step.").format(count=self.network.width(0))
        if self.network.about.get("numbered"):
            return _(
                "Its file lists no tokens, so they are called by their numbers, 0 to {last}."
            ).format(last=self.network.inputs - 1)
        return _("Type what it was trained on, and look at what it expects.")


def keep(network: Network, name: str) -> str:
    """Keep an opened network as this session's owner's, and return its word; raises Refusal or
    StoreError."""
    settings, about = network.settings(), {**network.about, NAME: one_line(name, LONGEST_NAME)}
    if network.embedding is not None and network.vocabulary is None:
        # tokens that nobody has named are called by their numbers
        settings["vocabulary"] = tuple(map(str, range(network.inputs)))
        about["numbered"] = True
    if not network.readout:
        settings["output"] = "linear"  # states are no guesses
    data = Network(parameters=network.parameters, **settings, about=about).to_bytes()
    return f"file.{uploads.keep(open_store(), owner(), data, name)}"


def opened_network(word: str) -> OpenedNetwork | None:
    """The network of a word, None if it is no word of one; raises ValueError, a sentence, if there is
    none (any more)."""
    found = WORD.fullmatch(word)
    if found is None:
        return None
    key = found[1]
    return _NETWORKS.get(key, lambda: _read(key), lambda one: one.network.nbytes())


def _read(key: str) -> OpenedNetwork:
    network = Network.from_bytes(datasets.load(key), key).astype("float64")
    mode = mode_of(network)
    return OpenedNetwork(str(network.about.get(NAME, key)), network, mode, example_of(network, mode))


def mode_of(network: Network) -> str:
    """How a text for a network is split: by its tokens, or into rows of numbers where it has none."""
    known = network.vocabulary
    if known is None:
        return "numbers"
    if set(known) == {"0", "1"}:
        return "bits"
    return "characters" if all(len(pieces(one, "characters")) == 1 for one in known) else "words"


def example_of(network: Network, mode: str) -> str:
    """A text that the network can read: one of EXAMPLES, else some of its tokens, or numbers."""
    if mode == "numbers":
        width = network.width(0)
        rows = (["1" if place == step % width else "0" for place in range(width)] for step in range(4))
        return "; ".join(" ".join(row) for row in rows)
    known = network.vocabulary or ()
    for text in EXAMPLES:
        if set(pieces(text, mode)) <= set(known):
            return text
    alone = (one for one in known if pieces(one, mode) == [one])
    return ("" if mode == "characters" else " ").join(islice(alone, FEW))


def title(word: str) -> str:
    """What a menu calls the network of a word; raises ValueError if it has gone."""
    found = opened_network(word)
    return _("Opened: {name}").format(name=found.name if found else word)


def own_words() -> Sequence[str]:
    """The words of the networks that this session's owner has opened, the newest first; raises
    StoreError."""
    kept = uploads.keys_of(open_store(), owner())
    return [f"file.{key}" for key in kept if _is_network(key)]


def _is_network(key: str) -> bool:
    """Whether data are a network and no text or table: by how they begin."""
    try:
        with (datasets.folder() / key).open("rb") as file:
            head = file.read(SAFETENSORS)
    except OSError:
        return False
    return len(head) == SAFETENSORS and head[-1:] == b"{" and head[5:8] == b"\0\0\0"
