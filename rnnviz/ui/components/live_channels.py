"""Who opens the channels of live pictures. A page that has some announces itself when it is first
shown, so that the server starts without all that its pictures are made with."""

from collections.abc import Callable, Mapping

from rnnviz.experiments.store import Store
from rnnviz.server.picture_sockets import Channel, NotYet
from rnnviz.text.message import Refusal

OpenStore = Callable[[], Store]
Opener = Callable[[OpenStore, Mapping[str, str]], Channel]
_openers: dict[str, Opener] = {}  # by the page's word


def announce(page: str, opener: Opener) -> None:
    """From now on a page's channels are opened so."""
    _openers[page] = opener


def open_channel(open_store: OpenStore, pages: frozenset[str], query: Mapping[str, str]) -> Channel:
    """What an address asks for; raises Refusal, or NotYet where none of the `pages` has been shown that
    would know."""
    page = query.get("page", "")
    if page not in pages:
        raise Refusal("There are no such pictures.")
    if page not in _openers:
        raise NotYet
    return _openers[page](open_store, query)
