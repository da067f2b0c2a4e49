"""What followers of one address may do together, so that no single machine decides a poll, fills a
lecture or holds up the others: a school behind one address has room."""

from collections import Counter, OrderedDict
from collections.abc import Callable

from rnnviz.lectures import follower_token
from rnnviz.server.rates import Pace, Tally
from rnnviz.settings.settings import Settings
from rnnviz.text.language import N_
from rnnviz.text.message import Refusal

MINUTE = 60.0
MESSAGES = 200.0  # of one address that are read in a second
AT_ONCE = 2_000.0  # that are read at once: a class answers together
MOST_LECTURES = 1_000  # by address whose followers are counted; who came first is forgotten first
MANY = N_(
    "{most:,} from your address follow this lecture already; there is no room for more of them, and "
    "their answers are not counted."
)


class FollowerLimits:
    """Of all lectures in one process; `key` signs the tokens."""

    def __init__(self, settings: Callable[[], Settings], key: Callable[[], bytes]) -> None:
        self._settings = settings
        self._key = key
        self._known: OrderedDict[tuple[str, str], int] = OrderedDict()  # tokens by lecture and address
        self._here: Counter[tuple[str, str]] = Counter()  # sockets that are open, likewise
        self._answers = Tally(MINUTE)
        self._pace = Pace(MESSAGES, AT_ONCE)

    def follower(self, code: str, token: str) -> str:
        """Whose token it is, "" if it is none of this lecture's."""
        return follower_token.follower_of(self._key(), code, token)

    def new_token(self, code: str, address: str) -> str:
        """A token for one more follower; "" if so many have come from that address already."""
        known = self._known.pop((code, address), 0)
        full = known >= self._settings().followers_of_address
        self._known[code, address] = known if full else known + 1
        if len(self._known) > MOST_LECTURES:
            self._known.popitem(last=False)
        return "" if full else follower_token.new_token(self._key(), code)

    def enter(self, code: str, address: str) -> None:
        """One more socket of a lecture; raises Refusal if the address has too many of them."""
        most = self._settings().followers_of_address
        if self._here[code, address] >= most:
            raise Refusal(MANY, most=most)
        self._here[code, address] += 1

    def leave(self, code: str, address: str) -> None:
        """One less."""
        self._here[code, address] -= 1
        if not self._here[code, address]:
            del self._here[code, address]

    def check_answer(self, follower: str, address: str) -> int:
        """How many of an address may answer a question; raises Refusal if this follower may not, or
        none for now."""
        settings = self._settings()
        if not follower:
            raise Refusal(MANY, most=settings.followers_of_address)
        if not self._answers.take(address, settings.answers_of_address):
            raise Refusal(
                "{most:,} answers have come from your address in a minute. Send yours again in a "
                "moment.",
                most=settings.answers_of_address,
            )
        return settings.followers_of_address

    def wait(self, address: str) -> float:
        """Seconds before another message from there is read."""
        return self._pace.wait(address)
