"""What was seen, as docs/reliability.md has it."""

import os
import platform
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from benchmarks.machine import processor
from faults.outcome import Outcome

FILE = Path(__file__).parents[1] / "docs" / "reliability.md"
HEAD = """# Reliability

What was done to rnnviz on purpose, and what held: `make faults` and `make fuzz` write this note from
what they saw. A tenth of each runs in every `make test`.
"""
COLUMNS = "| fault | what must hold | tried | held | figures | took |\n|---|---|---|---|---|---|"
# what each command writes stands between two signs, so that it can be written again by itself
SIGN = "<!-- {word} -->"


def machine() -> str:
    """The machine in a line: a figure means nothing without it."""
    system, python = platform.system(), platform.python_version()
    return f"{processor()}, {os.cpu_count()} cores, {system}, Python {python}"


def row(outcome: Outcome) -> str:
    """One line of the table."""
    held = f"{outcome.held:,}" if outcome.is_well else f"**{outcome.held:,}**"
    tried = f"{outcome.tried:,}"
    if outcome.left_out:
        tried, held = "not tried", ""
    figures = "; ".join([outcome.left_out, *outcome.figures]).strip("; ")
    took = f"{outcome.seconds:.0f} s" if outcome.seconds else ""
    return (
        "| "
        + " | ".join(map(_cell, (outcome.fault, outcome.wanted, tried, held, figures, took)))
        + " |"
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def table(outcomes: Sequence[Outcome]) -> str:
    """All of them, and below it what did not hold."""
    lines = [COLUMNS, *map(row, outcomes)]
    broken = [f"- {one.fault}: {_cell(said)}" for one in outcomes for said in one.broken[:5]]
    if broken:
        lines += ["", "What did not hold:", "", *broken]
    return "\n".join(lines)


def section(title: str, outcomes: Sequence[Outcome], left_out: Sequence[str] = ()) -> str:
    """A section of the note: when and where it was seen, how long it took, the table."""
    seconds = sum(one.seconds for one in outcomes)
    words = f"Seen on {date.today():%Y-%m-%d}, in {_minutes(seconds)}, on {machine()}."
    if left_out:
        words += f" Not run this time: {', '.join(left_out)}."
    return f"## {title}\n\n{words}\n\n{table(outcomes)}\n"


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds > 90 else f"{seconds:.0f} s"


def write(word: str, text: str, file: Path = FILE) -> None:
    """Put a section into the note, in the place of what the same command wrote there before."""
    begin, end = SIGN.format(word=word), SIGN.format(word=f"/{word}")
    before = file.read_text("utf-8") if file.exists() else HEAD
    made = f"{begin}\n\n{text}\n{end}"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if pattern.search(before):
        after = pattern.sub(lambda _: made, before)
    else:
        after = f"{before.rstrip()}\n\n{made}\n"
    file.write_text(after, "utf-8")
