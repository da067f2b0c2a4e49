"""What a run has printed, line by line, as the program prints it that the run is taken from. HTML."""

import html
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from rnnviz.figures.base import numbers
from rnnviz.figures.base.html import cells, judged, typed
from rnnviz.text.language import N_, _

Line = Mapping[str, Any]


def run_log(name: str, task: str, lines: Sequence[Line], every: int) -> str:
    """The log of the run of that name on a task, the newest line first; nothing if it has none."""
    if not lines:
        return ""
    heads, row = _COLUMNS[task]
    head = cells([html.escape(_(one)) for one in heads], "th")
    body = "".join(f"<tr>{cells(row(line))}</tr>" for line in reversed(lines))
    said = _("Log of {name}, a line every {every:,} updates, the newest first").format(
        name=name, every=every
    )
    return (
        f'<div class="log" tabindex="0" role="region" aria-label="{html.escape(said)}">'
        f"<table><caption>{html.escape(said)}</caption><tr>{head}</tr>{body}</table></div>"
    )


def _sum(line: Line) -> str:
    return f"{line['first']} + {line['second']} = {line['sum']}"


def _right(line: Line) -> bool:
    return bool(line["first"] + line["second"] == line["sum"])


def _of_addition(line: Line) -> list[str]:
    mark = "✓" if _right(line) else "✗"
    return [
        f"{line['update']:,}",
        numbers.loss(line["error"], 8),
        _bits(line["predicted"]),
        _bits(line["true"]),
        f"{_sum(line)} {judged(_right(line), mark)}",
    ]


def _bits(bits: Sequence[int]) -> str:
    return f"<code>[{' '.join(map(str, bits))}]</code>"


def _of_words(line: Line) -> list[str]:
    return [f"{line['update'] + 1:,}", numbers.loss(line["mean"], 4), _perplexity(line)]


def _perplexity(line: Line) -> str:
    return numbers.number(float(np.exp(line["mean"])))


def _of_characters(line: Line) -> list[str]:
    sample = f"<pre>{html.escape(line['sample'])}</pre>"
    return [
        f"{line['update']:,}",
        numbers.loss(line["loss"], 4),
        numbers.loss(line["smooth"], 4),
        sample,
    ]


def _of_hello(line: Line) -> list[str]:
    ids = f"<code>[{' '.join(map(str, line['ids']))}]</code>"
    return [f"{line['update'] + 1:,}", numbers.loss(line["loss"]), ids, typed(line["answer"])]


def _of_translate(line: Line) -> list[str]:
    said = ", ".join(f"{typed(word)} → {typed(answer)}" for word, answer in line.get("answers", ()))
    return [f"{line['update'] + 1:,}", numbers.loss(line["loss"], 6), said]


_COLUMNS: dict[str, tuple[tuple[str, ...], Callable[[Line], list[str]]]] = {
    "addition": (
        (N_("update"), N_("error"), N_("prediction"), N_("truth"), N_("the sum")),
        _of_addition,
    ),
    "words": ((N_("updates made"), N_("loss (nats)"), N_("perplexity")), _of_words),
    "characters": ((N_("update"), N_("loss"), N_("smoothed loss"), N_("sample")), _of_characters),
    "translate": ((N_("updates made"), N_("cost (nats)"), N_("answers")), _of_translate),
    "hello": ((N_("update"), N_("loss (nats)"), N_("ids"), N_("its answer")), _of_hello),
}
