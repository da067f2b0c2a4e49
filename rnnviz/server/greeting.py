"""What the server says at the terminal once it serves: where it is found."""

from collections.abc import Iterator

from rnnviz.server.own_address import ANYWHERE, web_address
from rnnviz.text.language import _


def greeting(listens: str, port: int, base: str, encrypted: bool, own: str | None) -> Iterator[str]:
    """Lines for the terminal: `listens` is the address that is listened at, `own` this machine's in its
    network. No name server and no other site is asked."""
    scheme = "https" if encrypted else "http"

    def there(host: str) -> str:
        return web_address(scheme, host, port, base)

    if listens not in ANYWHERE:
        yield _("rnnviz is at {address}").format(address=there(listens))
        return
    yield _("rnnviz is at {address}").format(address=there("localhost"))
    if own:
        yield _("in this network at {address}").format(address=there(own))
