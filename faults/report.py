"""What was seen, as docs/reliability.md has it."""

import os
import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from benchmarks.machine import processor
from faults.outcome import Outcome

FILE = Path(__file__).parents[1] / "docs" / "reliability.md"
HEAD = """# Reliability

What was done to rnnviz on purpose, and what held: `make faults` and `make fuzz` write this note from
what they saw. A tenth of each runs in every `make test`.
"""
COLUMNS = (
    "| fault | what must hold | tried | held | figures | took | seen |\n|---|---|---|---|---|---|---|"
)
# what each command writes stands between two signs, so that it can be written again by itself
SIGN = "<!-- {word} -->"
TOOK = re.compile(r"\| (\d+) s \|")


def machine() -> str:
    """The machine in a line: a figure means nothing without it."""
    system, python = platform.system(), platform.python_version()
    return f"{processor()}, {os.cpu_count()} cores, {system}, Python {python}"


def row(outcome: Outcome, part: str = "") -> str:
    """One line of the table, which bears its part's sign."""
    held = f"{outcome.held:,}" if outcome.is_well else f"**{outcome.held:,}**"
    tried = f"{outcome.tried:,}"
    if outcome.left_out:
        tried, held = "not tried", ""
    figures = "; ".join([outcome.left_out, *outcome.figures]).strip("; ")
    took = f"{outcome.seconds:.0f} s" if outcome.seconds else ""
    seen = f"{date.today():%Y-%m-%d}" + (f" {SIGN.format(word=part)}" if part else "")
    cells = outcome.fault, outcome.wanted, tried, held, figures, took, seen
    return "| " + " | ".join(map(_cell, cells)) + " |"


def broken(outcome: Outcome, part: str) -> list[str]:
    """What did not hold, a line each."""
    sign = SIGN.format(word=part)
    return [f"- {outcome.fault}: {_cell(said)} {sign}" for said in outcome.broken[:5]]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def section(
    title: str, found: Mapping[str, Sequence[Outcome]], parts: Iterable[str], before: str = ""
) -> str:
    """A section of the note: where it was seen, how long it took, the table, and what did not hold;
    of parts that were not made anew it says what stood there `before`."""
    rows, wrong, old = [], [], before.splitlines()
    for part in parts:
        if part in found:
            rows += [row(one, part) for one in found[part]]
            wrong += [line for one in found[part] for line in broken(one, part)]
        else:
            told = [line for line in old if SIGN.format(word=part) in line]
            rows += [line for line in told if line.startswith("| ")]
            wrong += [line for line in told if line.startswith("- ")]
    seconds = sum(int(took) for took in TOOK.findall("\n".join(rows)))
    lines = [f"## {title}", "", f"Took {_minutes(seconds)} in all, on {machine()}.", "", COLUMNS, *rows]
    if wrong:
        lines += ["", "What did not hold:", "", *wrong]
    return "\n".join(lines) + "\n"


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds > 90 else f"{seconds:.0f} s"


def write(
    word: str,
    title: str,
    found: Mapping[str, Sequence[Outcome]],
    parts: Iterable[str],
    file: Path = FILE,
) -> None:
    """Put what was `found`, by part, into the note; other `parts` and other commands keep what they
    wrote there before."""
    begin, end = SIGN.format(word=word), SIGN.format(word=f"/{word}")
    note = file.read_text("utf-8") if file.exists() else HEAD
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    before = pattern.search(note)
    made = f"{begin}\n\n{section(title, found, parts, before[0] if before else '')}\n{end}"
    after = pattern.sub(lambda _: made, note) if before else f"{note.rstrip()}\n\n{made}\n"
    file.write_text(after, "utf-8")
