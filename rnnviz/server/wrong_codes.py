"""Who tries codes until one is a lecture's is stopped, on the page Follow and on its socket alike."""

from rnnviz.server.client_address import neighbours
from rnnviz.server.rates import Tally
from rnnviz.settings.sources import current
from rnnviz.text.message import Refusal

MINUTES = 10

_wrong = Tally(MINUTES * 60)


def check(address: str) -> None:
    """Raise Refusal for an address from which too many wrong codes have come."""
    most = current().wrong_codes_of_address
    if _wrong.count(neighbours(address)) >= most:
        raise Refusal(
            "{most:,} wrong codes have come from your address. Wait up to {minutes} minutes, then type "
            "the code that is on the wall.",
            most=most,
            minutes=MINUTES,
        )


def note(address: str) -> None:
    """A wrong code has come from there."""
    _wrong.note(neighbours(address))
