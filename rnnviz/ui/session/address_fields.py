"""What stands in an address for one thing that the reader can set: how it is read and written.

What the address says is client input: `read` makes a value of it, or says what is allowed.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from rnnviz.text.language import N_
from rnnviz.text.message import Refusal
from rnnviz.ui.session.history import Step

N = TypeVar("N", int, float)
MOST_DIGITS = 400  # of a number; a float has no more


class SessionValues(Protocol):
    """The session's state, to be read."""

    def __getitem__(self, name: str, /) -> Any: ...

    def __contains__(self, name: Any, /) -> bool: ...


class Field:
    """One thing that the reader can set; `name` is its word in the address and, unless there is a
    `key`, its key in the session (pages whose words are alike but mean different things need it).

    `read` makes the value from the address's text and raises ValueError, in words that follow
    "allowed are", if it cannot. `default` may depend on the fields before it. `step` is what a change
    of it is to the browser's history. Where the control lets a reader type more than can be, and the
    page says so (`is_said`), what they have typed stays. `lasting` writes it anew, from all words of an
    address, where it is to mean the same when what it names has gone.
    """

    def __init__(
        self,
        name: str,
        default: Callable[[SessionValues], Any],
        read: Callable[[str], Any],
        write: Callable[[Any], str] = str,
        key: str = "",
        step: Step = Step.MADE,
        is_said: bool = False,
        lasting: Callable[[Mapping[str, str]], str] | None = None,
    ) -> None:
        self.name = name
        self.default = default
        self.read = read
        self.write = write
        self.key = key or name
        self.step = step
        self.is_said = is_said
        self.lasting = lasting


def settings(fields: Sequence[Field], asked: Mapping[str, str]) -> dict[str, Any]:
    """What a session's state is to be at an address, by the fields' keys; raises Refusal, in words that
    follow "allowed are", for what cannot be."""
    state: dict[str, Any] = {}
    for field in fields:
        given = field.name in asked
        state[field.key] = field.read(asked[field.name]) if given else field.default(state)
    return state


def words(fields: Sequence[Field], state: SessionValues) -> dict[str, str]:
    """The address of a session's state: what differs from its default."""
    return {
        field.name: field.write(state[field.key])
        for field in fields
        if field.key in state and state[field.key] != field.default(state)
    }


def always(value: Any) -> Callable[[SessionValues], Any]:
    """A default that depends on nothing."""
    return lambda state: value


def choice(options: Sequence[str]) -> Callable[[str], str]:
    """Reads one of some words."""

    def read(text: str) -> str:
        if text not in options:
            raise Refusal("{options}", options=tuple(options))
        return text

    return read


def whole(low: int, high: int) -> Callable[[str], int]:
    """Reads a whole number between two."""
    return lambda text: _between(int, text, low, high)


def real(low: float, high: float) -> Callable[[str], float]:
    """Reads a number between two."""
    return lambda text: _between(float, text, low, high)


def _between(kind: Callable[[str], N], text: str, low: N, high: N) -> N:
    try:
        value = kind(text) if len(text) <= MOST_DIGITS else high + 1
        if low <= value <= high:  # false for nan
            return value
    except ValueError:
        pass
    if kind is int:
        raise Refusal("whole numbers from {low} to {high}", low=low, high=high)
    raise Refusal("numbers from {low:g} to {high:g}", low=low, high=high)


def text(most: int) -> Callable[[str], str]:
    """Reads any text up to a length."""

    def read(value: str) -> str:
        if len(value) > most:
            raise Refusal("texts of up to {most} characters", most=most)
        return value

    return read


def many(each: Callable[[str], Any], most: int) -> Callable[[str], list[Any]]:
    """Reads up to so many values joined by commas."""

    def read(value: str) -> list[Any]:
        parts = [part for part in value.split(",", most) if part]
        if len(parts) > most or any("," in part for part in parts):
            raise Refusal("up to {most} of them, with commas between them", most=most)
        return [each(part) for part in parts]

    return read


def join(values: Sequence[Any]) -> str:
    """Writes what `many` reads."""
    return ",".join(map(str, values))


def flag(value: str) -> bool:
    """Reads yes or no."""
    return choice(("yes", "no"))(value) == "yes"


def write_flag(value: bool) -> str:
    """Writes what `flag` reads."""
    return "yes" if value else "no"


def flag_field(name: str, key: str = "", default: bool = False) -> Field:
    """A field that is yes or no."""
    return Field(name, always(default), flag, write_flag, key)


# words of settings, as they stand in addresses, which controls and labels show as they are
SETTINGS = (
    N_("characters"),
    N_("words"),
    N_("bits"),
    N_("numbers"),
    N_("character"),
    N_("word"),
    N_("last"),
    N_("mean"),
    N_("linear"),
    N_("log"),
    N_("carried"),
    N_("reset"),
    N_("none"),
    N_("hard"),
    N_("rising"),
    N_("mixed"),
    N_("encoder"),
    N_("decoder"),
    N_("difference"),
    N_("value"),
)
