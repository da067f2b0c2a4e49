"""What a page commands an experiment's worker to do, and how it is written into the store."""

import json
from dataclasses import asdict, dataclass, fields
from typing import ClassVar

from rnnviz.experiments.status import Event
from rnnviz.runs.run import HIGHEST_RATE
from rnnviz.text.message import Message, Refusal

SLOWEST = 0.01  # updates a second
FASTEST = 1000.0  # likewise; anything above is full speed
SHORTEST, LONGEST = 1.0, 3600.0  # seconds that a race may be asked to take


@dataclass(frozen=True)
class Pause:
    """Train no further for now."""

    event: ClassVar[Event] = Event.PAUSE


@dataclass(frozen=True)
class Resume:
    """Go on."""

    event: ClassVar[Event] = Event.RESUME


@dataclass(frozen=True)
class UpdateOnce:
    """One update of every run, then pause."""

    event: ClassVar[Event] = Event.STEP


@dataclass(frozen=True)
class Stop:
    """End, so that it can be gone on with later."""

    event: ClassVar[Event] = Event.STOP


@dataclass(frozen=True)
class ChangeRate:
    """Another learning rate for one run, counted from 0, from now on. Raises Refusal for one that
    cannot be."""

    run: int
    rate: float

    def __post_init__(self) -> None:
        if not 0.0 < self.rate <= HIGHEST_RATE:
            raise Refusal(
                "rate is {rate}; allowed are numbers above 0, up to {most:g}.",
                rate=self.rate,
                most=HIGHEST_RATE,
            )


@dataclass(frozen=True)
class ChangeSpeed:
    """Another speed in updates a second, None for full speed. Raises Refusal for one that cannot be."""

    speed: float | None

    def __post_init__(self) -> None:
        if self.speed is not None and not SLOWEST <= self.speed <= FASTEST:
            raise Refusal(
                "speed is {speed}; allowed are {least:g} to {most:g} updates a second, or None for "
                "full.",
                speed=self.speed,
                least=SLOWEST,
                most=FASTEST,
            )


@dataclass(frozen=True)
class ChangeDuration:
    """So many seconds from the start to the end, pauses not counted. Raises Refusal for a number that
    cannot be."""

    seconds: float

    def __post_init__(self) -> None:
        if not SHORTEST <= self.seconds <= LONGEST:
            raise Refusal(
                "seconds is {seconds}; allowed are {least:g} to {most:g} for a whole race.",
                seconds=self.seconds,
                least=SHORTEST,
                most=LONGEST,
            )


Pace = ChangeSpeed | ChangeDuration
FULL = ChangeSpeed(None)
Command = Pause | Resume | UpdateOnce | Stop | ChangeRate | Pace
# by the word in the store
COMMANDS: dict[str, type[Command]] = {
    "pause": Pause,
    "resume": Resume,
    "step": UpdateOnce,
    "stop": Stop,
    "rate": ChangeRate,
    "speed": ChangeSpeed,
    "duration": ChangeDuration,
}
_WORDS = {kind: word for word, kind in COMMANDS.items()}


def pace(speed: float | None, duration: float | None) -> Pace:
    """From how fast an experiment is to go as its row has it: updates a second, or seconds for all of
    it, or neither, which is full speed."""
    return ChangeSpeed(speed) if duration is None else ChangeDuration(duration)


def columns(of: Pace) -> tuple[float | None, float | None]:
    """The inverse of `pace`."""
    return (of.speed, None) if isinstance(of, ChangeSpeed) else (None, of.seconds)


def write(command: Command) -> tuple[str, str]:
    """A command as the store has it: a word, and its arguments as JSON."""
    return _WORDS[type(command)], json.dumps(asdict(command))


def read(word: str, arguments: str) -> Command:
    """What `write` wrote. Raises Refusal for anything else."""
    if word not in COMMANDS:
        raise Refusal(
            "There is no command {name!r}; there are {names}.", name=word, names=list(COMMANDS)
        )
    kind, given = COMMANDS[word], json.loads(arguments)
    wanted = [field.name for field in fields(kind)]
    if set(given) != set(wanted):
        raise Refusal(
            "The command {name} takes {wanted}, not {given}.",
            name=word,
            wanted=wanted or Message("no settings"),
            given=list(given) or Message("no settings"),
        )
    return kind(**given)
