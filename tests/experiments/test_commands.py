"""Commands are written and read again as the store has them since its first version."""

import json

import pytest

from rnnviz.experiments.commands import (
    COMMANDS,
    FASTEST,
    FULL,
    LONGEST,
    SHORTEST,
    SLOWEST,
    ChangeDuration,
    ChangeRate,
    ChangeSpeed,
    Pause,
    Resume,
    Stop,
    UpdateOnce,
    columns,
    pace,
    read,
    write,
)
from rnnviz.runs.run import HIGHEST_RATE
from rnnviz.text.message import Refusal

# what versions before had written, too
STORED = [
    (Pause(), "pause", {}),
    (Resume(), "resume", {}),
    (UpdateOnce(), "step", {}),
    (Stop(), "stop", {}),
    (ChangeRate(1, 0.5), "rate", {"run": 1, "rate": 0.5}),
    (ChangeSpeed(10.0), "speed", {"speed": 10.0}),
    (ChangeSpeed(None), "speed", {"speed": None}),
    (ChangeDuration(15.0), "duration", {"seconds": 15.0}),
]


@pytest.mark.parametrize(("command", "word", "arguments"), STORED, ids=str)
def test_a_command_is_a_word_and_arguments(command, word, arguments):
    written = write(command)
    assert (written[0], json.loads(written[1])) == (word, arguments)
    assert read(word, json.dumps(arguments)) == command


def test_all_of_them_are_tried():
    assert {type(command) for command, *_ in STORED} == set(COMMANDS.values())


@pytest.mark.parametrize(
    ("word", "arguments", "says"),
    [
        ("jump", {}, "There is no command 'jump'; there are pause, resume"),
        ("pause", {"run": 0}, "The command pause takes no settings, not run."),
        ("rate", {"rate": 0.1}, "The command rate takes run, rate, not rate."),
        ("speed", {}, "The command speed takes speed, not no settings."),
    ],
)
def test_what_is_no_command_is_refused(word, arguments, says):
    with pytest.raises(Refusal) as refused:
        read(word, json.dumps(arguments))
    assert str(refused.value).startswith(says)


@pytest.mark.parametrize("rate", [0.0, -1.0, 1.001 * HIGHEST_RATE, float("nan"), float("inf")])
def test_a_rate_that_cannot_be_is_refused(rate):
    with pytest.raises(Refusal, match="allowed are numbers above 0, up to 1000"):
        ChangeRate(0, rate)


@pytest.mark.parametrize("speed", [0.0, SLOWEST / 2, 2 * FASTEST, float("nan"), float("inf")])
def test_a_speed_that_cannot_be_is_refused(speed):
    with pytest.raises(Refusal, match=r"allowed are 0\.01 to 1000 updates a second, or None for full"):
        ChangeSpeed(speed)


@pytest.mark.parametrize("seconds", [0.0, SHORTEST / 2, 2 * LONGEST, float("nan"), float("inf")])
def test_a_duration_that_cannot_be_is_refused(seconds):
    with pytest.raises(Refusal, match="allowed are 1 to 3600 for a whole race"):
        ChangeDuration(seconds)


@pytest.mark.parametrize("asked", [FULL, ChangeSpeed(10.0), ChangeDuration(15.0)], ids=str)
def test_a_pace_is_two_columns_of_which_one_speaks(asked):
    assert pace(*columns(asked)) == asked
    assert None in columns(asked)
